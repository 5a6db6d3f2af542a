"""Assessments kept: the case file as it was, the answer as it was, and the rulebook that gave it."""

import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.querysets import ScopedQuerySet
from households.models import Household
from kernel.sealing import sealed


class Assessment(models.Model):
    """One household judged on one day (认定). Written once, never recomputed, replayable from its case file.

    The case file names illnesses, so the whole document is sealed; what lists filter on stands beside it.
    """

    class Answer(models.TextChoices):
        YES = "YES", "符合"
        NO = "NO", "不符合"
        UNKNOWN = "UNKNOWN", "尚缺事实"

    seen_with = "read_households"
    office_path = "household__office__lineage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="家庭")
    on = models.DateField("按此日规则")
    answer = models.CharField("低保", max_length=8, choices=Answer)
    monthly_fen = models.BigIntegerField("每月金额（分）", null=True)
    has_unverified = models.BooleanField("用到未核实的数值")
    rulebook = models.CharField("规则摘要", max_length=80)
    case_digest = models.CharField("案卷摘要", max_length=64)
    content_sealed = models.TextField(editable=False)
    made_at = models.DateTimeField("判定时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="判定人"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "认定"
        constraints = [
            models.CheckConstraint(
                name="assessment_amount_only_with_yes",
                condition=Q(answer="YES") | Q(monthly_fen__isnull=True),
                violation_error_message="只有“符合”才有金额。",
            ),
            models.CheckConstraint(name="assessment_has_content", condition=~Q(content_sealed="")),
        ]

    def __str__(self):
        return f"{self.get_answer_display()}（{self.on}）"

    @property
    def content(self) -> dict:
        """`{"input": the case file, "answer": the answer, "people": ref → name}`, exactly as it was seen."""
        return json.loads(sealed(self, "content"))
