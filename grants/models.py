"""Benefits in payment: the monthly sum of a household, row by row, and the month it starts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.querysets import ScopedQuerySet
from eligibility.models import Assessment
from households.models import Household, Person


class Grant(models.Model):
    """What a confirmed decision pays each month (待遇), from the month after it (57 号 第二十一条)."""

    class State(models.TextChoices):
        ACTIVE = "active", "在保"
        ENDED = "ended", "已停"

    seen_with = "read_households"
    office_path = "household__office__lineage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="家庭")
    programme = models.CharField("项目", max_length=24, default="dibao")
    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="+", verbose_name="认定")
    first_month = models.DateField("起始月（当月一日）")
    last_month = models.DateField("末月（当月一日）", null=True)
    monthly_fen = models.BigIntegerField("每月合计（分）")
    state = models.CharField("状态", max_length=8, choices=State, default=State.ACTIVE)
    made_at = models.DateTimeField("写入时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="确认人"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待遇"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "programme"], condition=Q(state="active"), name="one_active_grant"
            ),
            models.CheckConstraint(name="grant_not_negative", condition=Q(monthly_fen__gte=0)),
            models.CheckConstraint(name="grant_starts_on_the_first", condition=Q(first_month__day=1)),
            models.CheckConstraint(
                name="grant_ended_has_month", condition=Q(state="active") | Q(last_month__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.household}：每月 {self.monthly_fen} 分"


class GrantRow(models.Model):
    """One line of the monthly sum, as the rules wrote it and as the notice prints it."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="rows")
    position = models.PositiveSmallIntegerField()
    clause = models.CharField("条款", max_length=24)
    label = models.CharField("说明", max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="成员")
    fen = models.BigIntegerField("金额（分，可为负）")

    class Meta:
        verbose_name = verbose_name_plural = "金额行"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["grant", "position"], name="grant_row_once")]

    def __str__(self):
        return f"{self.label} {self.fen}"


class GrantPerson(models.Model):
    """A person counted in an active grant. One person is in one at a time, whatever the household."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="成员")
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = verbose_name_plural = "保障对象"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_active=True), name="one_active_grant_per_person"
            )
        ]

    def __str__(self):
        return f"{self.person}"
