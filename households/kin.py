"""People who are not of the family and count for it: who owes a member support, and who acts for one.

Kin is sealed like health: name, number, address and what is known of them.
"""

import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from households import codes, credentials
from households.querysets import KinQuerySet
from kernel.sealing import sealed


class Kin(models.Model):
    """Somebody outside the household, standing in a relation to one of its members from a day to a day."""

    seen_with = "read_households"
    office_path = "household__office__lineage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="+", verbose_name="家庭"
    )
    person = models.ForeignKey("households.Person", models.PROTECT, related_name="+", verbose_name="成员")
    name_sealed = models.TextField("姓名（密封）", editable=False)
    id_kind = models.CharField("证件", max_length=12, choices=codes.IdKind, default=codes.IdKind.NONE)
    id_number_sealed = models.TextField("证件号（密封）", blank=True, editable=False)
    # Null where there is none. Not unique: one son may owe support to two parents.
    id_number_index = models.CharField(max_length=64, null=True, db_index=True, editable=False)  # noqa: DJ001
    since = models.DateField("起")
    ended_on = models.DateField("止", null=True)
    end_reason = models.CharField("终止原因", max_length=120, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="终止人"
    )
    version = models.PositiveIntegerField("版本", default=0, editable=False)

    objects = KinQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
                violation_error_message="终止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                name="%(class)s_end_is_somebodys",
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                violation_error_message="终止须有人、有日期、有原因。",
            ),
            models.CheckConstraint(
                name="%(class)s_number_has_index",
                condition=Q(id_kind__in=credentials.NUMBERED, id_number_index__isnull=False)
                & ~Q(id_number_sealed="")
                | Q(id_kind=codes.IdKind.NONE, id_number_index__isnull=True, id_number_sealed=""),
                violation_error_message="登记了证件号的须写明证件种类。",
            ),
        ]

    @property
    def name(self) -> str:
        return sealed(self, "name")

    @property
    def masked_number(self) -> str:
        return credentials.masked(self)


class Obligor(Kin):
    """义务人: lives elsewhere and owes the member support. What is known of them is what the rules ask."""

    relation = models.CharField("是成员的", max_length=12, choices=codes.ObligorRelation)
    lives_at_sealed = models.TextField("住在哪里（密封）", blank=True, editable=False)
    known_sealed = models.TextField("赡养能力（密封）", editable=False)

    class Meta(Kin.Meta):
        verbose_name = verbose_name_plural = "义务人"
        constraints = [
            *Kin.Meta.constraints,
            models.CheckConstraint(
                name="obligor_known_relation",
                condition=Q(relation__in=codes.ObligorRelation.values),
                violation_error_message="没有这种义务人关系。",
            ),
        ]

    def __str__(self):
        return f"{self.get_relation_display()}（{self.duty}）"

    @property
    def duty(self) -> str:
        """赡养, 抚养 or 扶养, as the Civil Code calls it."""
        return codes.DUTIES[self.relation]

    @property
    def lives_at(self) -> str:
        return sealed(self, "lives_at")

    @property
    def known(self) -> dict:
        """The entry of the case file: relation, birth, income, property, status; None is asked and unknown."""
        return json.loads(sealed(self, "known"))


class Representative(Kin):
    """监护人、代理人: acts for a member, because of the law or of an authorisation."""

    kind = models.CharField("身份", max_length=12, choices=codes.RepresentativeKind)
    # Where the register knows them; the name is kept all the same, as it stood on the paper.
    who = models.ForeignKey(
        "households.Person", models.PROTECT, null=True, related_name="+", verbose_name="登记人员"
    )
    phone_sealed = models.TextField("手机（密封）", blank=True, editable=False)
    until = models.DateField("有效期至", null=True)
    basis_sealed = models.TextField("依据（密封）", editable=False)
    paper_seen = models.BooleanField("已看委托书或监护证明", default=False)

    class Meta(Kin.Meta):
        verbose_name = verbose_name_plural = "监护人、代理人"
        constraints = [
            *Kin.Meta.constraints,
            models.CheckConstraint(
                name="representative_known_kind",
                condition=Q(kind__in=codes.RepresentativeKind.values),
                violation_error_message="只有监护人和委托代理人。",
            ),
            models.CheckConstraint(
                name="representative_agent_has_paper",
                condition=~Q(kind=codes.RepresentativeKind.AGENT) | Q(paper_seen=True),
                violation_error_message="委托他人代办须有委托书。",
            ),
            models.CheckConstraint(
                name="representative_not_oneself",
                condition=Q(who__isnull=True) | ~Q(who=F("person")),
                violation_error_message="本人不能做自己的监护人、代理人。",
            ),
            models.CheckConstraint(
                name="representative_term_whole",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="有效期不能早于起始日期。",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def basis(self) -> str:
        return sealed(self, "basis")

    @property
    def phone(self) -> str:
        return sealed(self, "phone")
