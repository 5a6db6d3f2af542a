"""People, households, who lives with whom, and the register of what is known about them."""

import json
import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models import Division, Office
from households import codes, credentials, kinds, typed
from households.kin import Obligor, Representative
from households.partings import Split, Transfer
from households.querysets import (
    FactQuerySet,
    HouseholdQuerySet,
    MembershipQuerySet,
    NumberConflictQuerySet,
    PersonQuerySet,
)
from kernel import sealing

__all__ = [
    "Fact",
    "Household",
    "Membership",
    "NumberConflict",
    "Obligor",
    "Person",
    "Representative",
    "Split",
    "Transfer",
    "one_year_before",
]


def one_year_before(on: date) -> date:
    """The same day a year earlier; 29 February becomes the 28th."""
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return on.replace(year=on.year - 1, day=day)


class Person(models.Model):
    """A natural person, once: the identity number is sealed and found by its keyed index."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("姓名", max_length=60, db_index=True)
    id_kind = models.CharField("证件", max_length=12, choices=codes.IdKind, default=codes.IdKind.ID_CARD)
    no_number_reason = models.CharField("无号原因", max_length=120, blank=True)
    id_number_sealed = models.TextField("证件号（密封）", blank=True, editable=False)
    # Null, not empty: people without a number must not collide.
    id_number_index = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    birth = models.DateField("出生日期", null=True, blank=True)
    sex = models.CharField("性别", max_length=1, choices=codes.Sex, blank=True)
    phone_sealed = models.TextField("手机（密封）", blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=0, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="person_has_number_or_reason",
                condition=(
                    Q(id_kind__in=credentials.NUMBERED, id_number_index__isnull=False, no_number_reason="")
                    & ~Q(id_number_sealed="")
                )
                | (
                    Q(id_number_index__isnull=True, id_number_sealed="")
                    & ~Q(no_number_reason="")
                    & ~Q(id_kind=codes.IdKind.ID_CARD)
                ),
                violation_error_message="有证件号的须登记号码，没有的须说明原因。",
            ),
            models.CheckConstraint(
                name="person_known_id_kind",
                condition=Q(id_kind__in=codes.IdKind.values),
                violation_error_message="没有这种证件。",
            ),
            models.CheckConstraint(
                name="person_sex_known_code",
                condition=Q(sex__in=["", *codes.Sex.values]),
                violation_error_message="性别只能是男、女或未填。",
            ),
            models.CheckConstraint(
                name="person_has_name", condition=~Q(name=""), violation_error_message="请填写姓名。"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def masked_name(self) -> str:
        return typed.masked_name(self.name)


class Household(models.Model):
    """A family that came to the counter, kept by the civil affairs office of its township."""

    seen_with = "read_households"
    office_path = "office__lineage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("户号", max_length=16, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="经办机构")
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="村（居）")
    address = models.CharField("地址", max_length=120, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    made_on = models.DateField("登记日期")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "家庭"
        default_permissions = ()
        ordering = ["number"]
        indexes = [models.Index(fields=["office", "number"], name="household_by_office")]

    def __str__(self):
        return self.number


class Membership(models.Model):
    """A person lives in a household from a day to a day (the last day still counts)."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships", verbose_name="家庭")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="人员")
    relation = models.CharField("与申请人关系", max_length=16, choices=codes.Relation)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    left_for = models.CharField("离开原因", max_length=8, choices=codes.Leaving, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "家庭成员"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(until__isnull=True),
                name="person_in_one_household",
                violation_error_message="此人已是另一户的成员。",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(until__isnull=True, relation=codes.Relation.APPLICANT),
                name="household_one_applicant",
                violation_error_message="一户只能有一名申请人。",
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="迁出日期不能早于迁入日期。",
            ),
            models.CheckConstraint(
                name="membership_known_relation",
                condition=Q(relation__in=codes.Relation.values),
                violation_error_message="没有这种与申请人的关系。",
            ),
            models.CheckConstraint(
                name="membership_known_leaving",
                condition=Q(left_for="") | Q(left_for__in=codes.Leaving.values, until__isnull=False),
                violation_error_message="没有这种离开原因，或者没有写最后一天。",
            ),
        ]

    def __str__(self):
        return f"{self.household}：{self.get_relation_display()}"


class Fact(models.Model):
    """Something known of a person or a household: what, since when, from where, recorded by whom.

    Append-only. The newest of a subject and kind holds; without a value it says "asked, and unknown".
    Health and kin (`Kind.is_sealed`) are sealed: their `value` stays null.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="家庭")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    kind = models.CharField("项目", max_length=40, choices=kinds.CHOICES)
    value = models.JSONField("内容", null=True)
    value_sealed = models.TextField("内容（密封）", blank=True, editable=False)
    period_from = models.DateField("核算期起", null=True)
    period_to = models.DateField("核算期止", null=True)
    source = models.CharField("来源", max_length=12, choices=codes.Source)
    source_note = models.CharField("依据", max_length=120, blank=True)
    true_on = models.DateField("情况日期")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    # The order of recording within the household; two rows of one instant still have an order.
    place = models.PositiveIntegerField("次序", editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "家庭情况"
        default_permissions = ()
        indexes = [
            models.Index(fields=["person", "kind"], name="fact_by_person"),
            models.Index(fields=["household", "kind"], name="fact_by_household"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["household", "place"], name="fact_place_once"),
            models.CheckConstraint(
                name="fact_known_kind",
                condition=Q(person__isnull=False, kind__in=kinds.PERSON_KINDS)
                | Q(person__isnull=True, kind__in=kinds.HOUSEHOLD_KINDS),
                violation_error_message="没有这一项，或它不属于个人（家庭）。",
            ),
            models.CheckConstraint(
                name="fact_sealed_kind_sealed",
                condition=Q(kind__in=kinds.SEALED_KINDS, value__isnull=True)
                | (~Q(kind__in=kinds.SEALED_KINDS) & Q(value_sealed="")),
                violation_error_message="健康、亲属情况必须密封保存。",
            ),
            models.CheckConstraint(
                name="fact_period_whole",
                condition=Q(period_from__isnull=True, period_to__isnull=True)
                | Q(period_from__isnull=False, period_to__gte=F("period_from")),
                violation_error_message="核算期应有起止，止不早于起。",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def answer(self):
        """The value, unsealed where it is sealed; None is asked and unknown."""
        if self.value_sealed:
            return json.loads(sealing.sealed(self, "value"))
        return self.value

    def is_stale(self, on: date) -> bool:
        """A sum over 12 months says nothing about a day more than a year after its end."""
        return self.period_to is not None and self.period_to < one_year_before(on)


class NumberConflict(models.Model):
    """A number typed with another name than the register has: neither is overwritten until a second person looks.

    The claimant is registered without a number meanwhile; what was typed for them is sealed here.
    """

    seen_with = "read_households"
    office_path = "household__office__lineage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="家庭")
    holder = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="原登记人员")
    claimant = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="新填人员")
    id_number_sealed = models.TextField("身份证号（密封）", editable=False)
    state = models.CharField(
        "处理", max_length=12, choices=codes.ConflictState, default=codes.ConflictState.OPEN
    )
    reason = models.CharField("理由", max_length=200, blank=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发现人"
    )
    raised_on = models.DateField("发现日期")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核对人"
    )
    settled_on = models.DateField("核对日期", null=True)
    version = models.PositiveIntegerField("版本", default=0, editable=False)

    objects = NumberConflictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "号码冲突"
        default_permissions = ()
        ordering = ["raised_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="conflict_settled_by_another",
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("raised_by")),
                violation_error_message="号码冲突须由发现人以外的人核对。",
            ),
            models.CheckConstraint(
                name="conflict_known_state",
                condition=Q(state__in=codes.ConflictState.values),
                violation_error_message="没有这种处理结果。",
            ),
        ]

    def __str__(self):
        return f"{self.household}：{self.get_state_display()}"
