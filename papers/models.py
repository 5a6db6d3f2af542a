"""Numbered documents and photographs, each belonging to an office and to some subject it need not know."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Office
from agencies.querysets import ScopedQuerySet
from kernel.sealing import sealed


class Serial(models.Model):
    """The last number given out by an office for a kind of document in a year."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "kind", "year"], name="serial_once")]

    def __str__(self):
        return f"{self.office_id} {self.kind} {self.year}: {self.last}"


class Document(models.Model):
    """A numbered paper (文书), frozen as it was issued: the body never changes, only printings are counted."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "受理通知书"
        COMPLETION = "completion", "一次性告知书"
        VISIT = "visit", "入户调查表"
        REVIEW = "review", "初审意见表"
        NOTICE = "notice", "公示单"
        CONFIRMATION = "confirmation", "审核确认通知书"
        REFUSAL = "refusal", "不予确认告知书"

    seen_with = "read_applications"
    office_path = "office__lineage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("文书", max_length=24, choices=Kind)
    number = models.CharField("文书号", max_length=60)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    subject_type = models.CharField(max_length=60, editable=False)
    subject_id = models.CharField(max_length=40, editable=False)
    title = models.CharField("标题", max_length=120)
    body_sealed = models.TextField(editable=False)
    digest = models.CharField("正文摘要", max_length=64, editable=False)
    made_on = models.DateField("日期")
    made_at = models.DateTimeField("制作时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="制作人"
    )
    prints = models.PositiveIntegerField("打印次数", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["subject_type", "subject_id"])]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="document_number_once"),
            models.CheckConstraint(name="document_has_body", condition=~Q(body_sealed="")),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    @property
    def body(self) -> str:
        """The paper's HTML, byte for byte as issued."""
        return sealed(self, "body")


class Photo(models.Model):
    """A photograph (入户照片、公示照片), re-encoded so that nothing but the picture is left in the file."""

    seen_with = "read_applications"
    office_path = "office__lineage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    subject_type = models.CharField(max_length=60, editable=False)
    subject_id = models.CharField(max_length=40, editable=False)
    caption = models.CharField("说明", max_length=60)
    file = models.FileField(upload_to="photos/%Y/%m", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField("上传时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "照片"
        indexes = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self):
        return self.caption
