"""Steps, journal, jobs, the calendar and spent forms: the rows every procedure leaves."""

from django.conf import settings
from django.db import models

from kernel.querysets import StepQuerySet


class Moved(models.Model):
    """Whatever walks through a procedure: it has a state and a version, and moves only along arrows.

    A subclass repeats `state` with its own choices, and gives `ruled_by`: what the rights are asked on.
    """

    state = models.CharField("状态", max_length=24)
    version = models.PositiveIntegerField("版本", default=0, editable=False)

    class Meta:
        abstract = True


class Step(models.Model):
    """One walk along an arrow (经办步骤): who, when, from where to where. Never changed."""

    subject_type = models.CharField("对象类别", max_length=80)
    subject_id = models.CharField("对象编号", max_length=64)
    verb = models.CharField("动作", max_length=60)
    from_state = models.CharField("原状态", max_length=24, blank=True)
    to_state = models.CharField("新状态", max_length=24)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")
    reason = models.TextField("理由", blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经办步骤"
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="step_of_subject")]

    def __str__(self):
        return f"{self.verb}：{self.from_state or '（新建）'} → {self.to_state}"


class JournalEntry(models.Model):
    """A line of the journal (日志): chained to the one before by a key that is not in the database."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作人"
    )
    kind = models.CharField("事项", max_length=80)
    subject_type = models.CharField("对象类别", max_length=80, blank=True)
    subject_id = models.CharField("对象编号", max_length=64, blank=True)
    content = models.JSONField("内容", default=dict)
    prev = models.CharField("前一行校验值", max_length=64, unique=True)
    mac = models.CharField("校验值", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "日志"
        ordering = ["seq"]
        default_permissions = ()
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="journal_of_subject")]

    def __str__(self):
        return f"{self.seq} {self.kind}"


class Job(models.Model):
    """Work that is waiting, under way or done (后台任务). The row is the truth; the queue only rings."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败待重试"
        DEAD = "dead", "停止重试"

    kind = models.CharField("种类", max_length=60)
    key = models.CharField("去重键", max_length=200)
    args = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    error = models.CharField("最近错误类别", max_length=120, blank=True)
    made_at = models.DateTimeField("登记时间")
    due_at = models.DateTimeField("不早于")
    rung_at = models.DateTimeField("最近催办")
    heartbeat_at = models.DateTimeField("最近心跳", null=True)
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="job_once")]
        indexes = [models.Index(fields=["state", "due_at"], name="job_open")]

    def __str__(self):
        return f"{self.kind} {self.key}"


class CalendarYear(models.Model):
    """A year whose working days are known (官方), or only assumed until the notice comes (暂定)."""

    class Status(models.TextChoices):
        OFFICIAL = "official", "正式"
        PROVISIONAL = "provisional", "暂定"

    year = models.PositiveSmallIntegerField("年", primary_key=True)
    status = models.CharField("状态", max_length=12, choices=Status)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历年度"
        ordering = ["year"]
        default_permissions = ()

    def __str__(self):
        return f"{self.year}（{self.get_status_display()}）"


class CalendarDay(models.Model):
    """A day named in the notice: a holiday, or a weekend day worked instead. Other days go by the week."""

    day = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名目", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["day"]
        default_permissions = ()

    def __str__(self):
        return f"{self.day} {self.name}{'（上班）' if self.is_workday else ''}"


class OnceToken(models.Model):
    """A form that has been handed in (已提交的表单): where its first outcome is to be seen."""

    token = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome_url = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "已提交的表单"
        default_permissions = ()

    def __str__(self):
        return self.outcome_url
