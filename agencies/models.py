"""Divisions, offices, seats, appointments and accounts."""

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.db.models import F, Q
from guardian.models import GroupObjectPermissionBase

from agencies.querysets import AccountManager, AppointmentQuerySet, OfficeQuerySet, ProposalQuerySet
from agencies.rights import Standing, standing_of
from agencies.roles import RIGHTS, ROLE_CHOICES, ROLES
from kernel import clock


class Division(models.Model):
    """An administrative division (行政区划): city, county, township or village, by its official code."""

    class Level(models.TextChoices):
        CITY = "city", "设区市"
        COUNTY = "county", "县（市、区）"
        TOWNSHIP = "township", "乡镇（街道）"
        VILLAGE = "village", "村（居）"

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=8, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="上级")
    is_historic = models.BooleanField("已撤销", default=False)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]

    def __str__(self):
        return self.name


class Office(models.Model):
    """An agency's office (机构): a bureau, a township's counter, a department, a provider.

    `lineage` is the chain of codes from the top, each ended by a slash, so that "under" is "starts with".
    """

    class Kind(models.TextChoices):
        CIVIL_AFFAIRS = "mz", "民政"
        AGRICULTURE = "ny", "农业农村"
        HOUSING = "zj", "住建"
        LABOUR = "rs", "人社"
        HEALTH = "wj", "卫健"
        EMERGENCY = "yj", "应急"
        MEDICAL_INSURANCE = "yb", "医保"
        DISABLED_FEDERATION = "cl", "残联"
        EDUCATION = "jy", "教育"
        FINANCE = "cz", "财政"
        CHARITY = "cs", "慈善"
        PROVIDER = "fw", "服务机构"

    code = models.CharField("代码", max_length=24, primary_key=True)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=2, choices=Kind)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="区划")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="上级机构")
    lineage = models.CharField("隶属", max_length=120, db_index=True, editable=False)
    phone = models.CharField("咨询电话", max_length=20, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["lineage"]
        default_permissions = ()
        permissions = list(RIGHTS.items())

    def __str__(self):
        return self.name


class OfficeGroupObjectPermission(GroupObjectPermissionBase):
    """A right of a seat's group on an office: guardian's row, with a real foreign key."""

    # Not "+": guardian finds this table by the office's visible reverse relation.
    content_object = models.ForeignKey(
        Office, models.CASCADE, related_name="seat_grants", verbose_name="机构"
    )

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "席位权利"


class Account(AbstractUser):
    """A member of staff who signs in: one natural person, one account, disabled but never deleted.

    The person's own ID number is sealed; its keyed index is unique, disabled accounts included.
    """

    first_name = last_name = email = None
    name = models.CharField("姓名", max_length=60)
    staff_id_sealed = models.TextField("身份证号（密封）", blank=True, editable=False)
    # Null, not empty: accounts whose number is still to be entered must not collide.
    staff_id_index = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001

    # Opened with a password somebody else knows: until it is changed, no page opens.
    must_change_password = models.BooleanField("须先改密码", default=False, editable=False)
    live_session = models.CharField("当前会话", max_length=32, blank=True, editable=False)

    REQUIRED_FIELDS = ["name"]

    objects = AccountManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        constraints = [
            models.CheckConstraint(
                name="account_no_superuser",
                condition=Q(is_superuser=False),
                violation_error_message="系统没有超级用户：权利一律来自席位。",
            )
        ]

    def __str__(self):
        return self.name

    def standing(self) -> Standing:
        """Where this person sits today and what follows from it. A request reads it anew."""
        today = clock.today()
        if getattr(self, "_read_on", None) != today:
            self._standing, self._read_on = standing_of(self, today), today
        return self._standing

    def lineages_with(self, right: str) -> list[str]:
        """The offices (as lineages) on which this person holds the right today."""
        return self.standing().rights.get(right, []) if self.is_active else []

    def holds(self, right: str, office=None) -> bool:
        """Holds the right on this office, or (without one) anywhere at all."""
        lineages = self.lineages_with(right)
        if office is None:
            return bool(lineages)
        return any(office.lineage.startswith(lineage) for lineage in lineages)


class Seat(models.Model):
    """A place in an office with a role (席位). Rights are granted to the seat, never to a person."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    role = models.CharField("角色", max_length=24, choices=ROLE_CHOICES)
    group = models.OneToOneField(Group, models.PROTECT, related_name="seat", verbose_name="权利组")

    class Meta:
        verbose_name = verbose_name_plural = "席位"
        constraints = [models.UniqueConstraint(fields=["office", "role"], name="seat_once")]

    def __str__(self):
        return f"{self.office} · {ROLES[self.role].label}"


class Appointment(models.Model):
    """A person sits in a seat from a day to a day (任职). It ends by its date, without a job."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="appointments", verbose_name="席位")
    account = models.ForeignKey(Account, models.PROTECT, related_name="appointments", verbose_name="账号")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    is_acting = models.BooleanField("代理（县里借人）", default=False)
    reason = models.CharField("说明", max_length=120, blank=True)
    # Null: the first of an installation, whom nobody was there to appoint.
    given_by = models.ForeignKey(
        Account, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="任命人"
    )
    ended_by = models.ForeignKey(
        Account, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="免职人"
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="任职止日不能早于起日。",
            ),
            models.CheckConstraint(
                name="acting_appointment_has_end",
                condition=Q(is_acting=False) | Q(ends_on__isnull=False),
                violation_error_message="代理任职必须写明止日。",
            ),
            models.CheckConstraint(
                name="appointment_by_somebody_else",
                condition=Q(given_by__isnull=True) | ~Q(given_by=F("account")),
                violation_error_message="不能任命自己，请由另一位安全管理员办理。",
            ),
            models.CheckConstraint(
                name="appointment_ended_by_somebody_else",
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("account")),
                violation_error_message="不能免自己的职，请由另一位安全管理员办理。",
            ),
        ]

    def __str__(self):
        return f"{self.account}：{self.seat}"


class SeatProposal(models.Model):
    """A seat named in a list of staff (任职建议): who opens the accounts proposes, somebody else confirms."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="账号")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    role = models.CharField("角色", max_length=24, choices=ROLE_CHOICES)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="建议人")
    proposed_on = models.DateField("建议日")
    confirmed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_on = models.DateField("确认日", null=True)
    declined_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="不采纳人"
    )
    declined_on = models.DateField("不采纳日", null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职建议"
        constraints = [
            models.CheckConstraint(
                name="proposal_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("proposed_by")) & ~Q(confirmed_by=F("account"))),
                violation_error_message="任职建议由建议人和本人以外的人确认。",
            ),
            models.CheckConstraint(
                name="proposal_confirmed_or_declined",
                condition=Q(confirmed_by__isnull=True) | Q(declined_by__isnull=True),
                violation_error_message="任职建议只能确认或者不采纳。",
            ),
        ]

    def __str__(self):
        return f"{self.account}：{self.office} · {ROLES[self.role].label}"
