"""分户 and 迁移: how a family came out of another, and how a family went to another township."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models import Office
from households.codes import TransferState
from households.querysets import SplitQuerySet, TransferQuerySet


class Split(models.Model):
    """分户: members left a household and made one of their own. Both keep the link, for the reviewer to see."""

    seen_with = "read_households"

    source = models.ForeignKey("households.Household", models.PROTECT, related_name="+", verbose_name="原户")
    made = models.OneToOneField("households.Household", models.PROTECT, related_name="+", verbose_name="新户")
    on = models.DateField("分户日期")
    people = models.PositiveSmallIntegerField("分出人数")
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")

    objects = SplitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "分户"
        default_permissions = ()
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="split_into_another",
                condition=~Q(source=F("made")) & Q(people__gt=0),
                violation_error_message="分户须有人分出，另成一户。",
            )
        ]

    def __str__(self):
        return f"{self.source} 分出 {self.made}"


class Transfer(models.Model):
    """迁移: a household is sent by its office and received by another's; until then nothing changes."""

    seen_with = "read_households"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="+", verbose_name="家庭"
    )
    from_office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="迁出机构")
    to_office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="迁入机构")
    state = models.CharField("状态", max_length=12, choices=TransferState, default=TransferState.SENT)
    reason = models.CharField("理由", max_length=200)
    answer = models.CharField("答复", max_length=200, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="移交人"
    )
    sent_on = models.DateField("移交日期")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    settled_on = models.DateField("答复日期", null=True)
    version = models.PositiveIntegerField("版本", default=0, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "迁移"
        default_permissions = ()
        ordering = ["-sent_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state=TransferState.SENT),
                name="transfer_one_at_a_time",
                violation_error_message="这一户已经移交，等对方接收。",
            ),
            models.CheckConstraint(
                name="transfer_between_two_offices",
                condition=~Q(from_office=F("to_office")),
                violation_error_message="迁出和迁入不能是同一个机构。",
            ),
            models.CheckConstraint(
                name="transfer_received_by_another",
                condition=Q(state__in=[TransferState.SENT, TransferState.WITHDRAWN])
                | (Q(settled_by__isnull=False) & ~Q(settled_by=F("sent_by"))),
                violation_error_message="接收须由移交人以外的人办理。",
            ),
            models.CheckConstraint(
                name="transfer_known_state",
                condition=Q(state__in=TransferState.values),
                violation_error_message="没有这种状态。",
            ),
        ]

    def __str__(self):
        return f"{self.household}：{self.get_state_display()}"
