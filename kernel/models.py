"""The kernel's own rows: journal, steps, jobs, working days."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kernel import naming
from kernel.sealing import seal, unseal


class JournalEntry(models.Model):
    """One change, or one look at personal data, chained to the one before. Never changed, never deleted."""

    seq = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经手人"
    )
    kind = models.CharField("事项", max_length=60)
    subject_type = models.CharField("对象类别", max_length=60, blank=True)
    subject_id = models.CharField("对象", max_length=40, blank=True)
    content = models.JSONField("内容", default=dict)
    prev = models.CharField("前一条", max_length=64, unique=True)
    mac = models.CharField("签名", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "日志"
        ordering = ["-seq"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="journal_by_subject")]
        constraints = [
            models.CheckConstraint(
                name="journal_entry_has_actor", condition=Q(actor__isnull=False) | Q(kind="bypass")
            )
        ]

    def __str__(self):
        return f"{self.seq} {naming.called(self.kind)}"


class Bypass(models.Model):
    """A change that went round the journal, as a trigger saw it (kernel/watching.py): what and when, no content."""

    table_name = models.CharField("表", max_length=63)
    verb = models.CharField("操作", max_length=8)
    key = models.CharField("行", max_length=64, blank=True)
    role = models.CharField("数据库角色", max_length=63)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "绕过记录"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.table_name} {self.verb} {self.key}"


class StepQuerySet(models.QuerySet):
    """Steps of a procedure."""

    def of(self, instance):
        """The steps of one thing, in the order they were taken."""
        return self.filter(subject_type=instance._meta.label_lower, subject_id=str(instance.pk))


class Step(models.Model):
    """One verb of a procedure: who took it, from which state to which, when and why."""

    subject_type = models.CharField("对象类别", max_length=60)
    subject_id = models.CharField("对象", max_length=40)
    verb = models.CharField("环节", max_length=40)
    from_state = models.CharField("原状态", max_length=24, blank=True)
    to_state = models.CharField("新状态", max_length=24)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经手人")
    on = models.DateField("办理日", null=True)
    at = models.DateTimeField("时间")
    reason_sealed = models.TextField("理由（密封）", blank=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理过程"
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="step_by_subject")]

    def __str__(self):
        return naming.called(f"{self.subject_type}.{self.verb}")

    # A reason in somebody's own words may name an illness: sealed to the thing it was given for, since a step
    # has no key of its own before it is saved.

    @property
    def reason(self) -> str:
        return unseal(self.reason_sealed, **self._place()) if self.reason_sealed else ""

    def give_reason(self, text: str) -> None:
        self.reason_sealed = seal(text, **self._place()) if text else ""

    def _place(self) -> dict[str, str]:
        return {"table": self._meta.db_table, "column": "reason", "row": self.subject_id}


class Job(models.Model):
    """Work for the queue, as a row: the broker only rings. `args` are ids."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        DEAD = "dead", "已放弃"

    kind = models.CharField("工作", max_length=60)
    key = models.CharField("唯一键", max_length=120, unique=True)
    args = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    heartbeat_at = models.DateTimeField("心跳", null=True)
    due_at = models.DateTimeField("不早于")
    rung_at = models.DateTimeField("上次叫起", null=True)
    error = models.CharField("上次出错", max_length=80, blank=True)
    made_at = models.DateTimeField("登记时间")
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台工作"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="job_by_state")]

    def __str__(self):
        return f"{self.kind} {self.key}"


class Slot(models.Model):
    """One slot of the schedule: taken once, however many beats ask for it."""

    name = models.CharField("排程", max_length=40)
    slot_at = models.DateTimeField("时段")
    missed = models.PositiveIntegerField("此前错过", default=0)
    taken_at = models.DateTimeField("开始时间")
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "排程时段"
        ordering = ["-slot_at"]
        constraints = [models.UniqueConstraint(fields=["name", "slot_at"], name="slot_once")]

    def __str__(self):
        return f"{self.name} {self.slot_at:%Y-%m-%d %H:%M}"


class CalendarYear(models.Model):
    """Whether a year's working days are the State Council's notice or still provisional."""

    class Status(models.TextChoices):
        OFFICIAL = "official", "正式"
        PROVISIONAL = "provisional", "暂定"

    year = models.PositiveSmallIntegerField("年", primary_key=True)
    status = models.CharField("依据", max_length=12, choices=Status)

    class Meta:
        verbose_name = verbose_name_plural = "日历年度"
        ordering = ["-year"]

    def __str__(self):
        return f"{self.year} 年（{self.get_status_display()}）"


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a weekend made a working day (调休)."""

    day = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day}"


class OnceToken(models.Model):
    """A form that was handed in, and where its first outcome is to be seen."""

    token = models.CharField("凭证", max_length=64, primary_key=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交人"
    )
    outcome_url = models.CharField("结果地址", max_length=300)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "已提交的表单"

    def __str__(self):
        return self.outcome_url
