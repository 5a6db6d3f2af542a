"""Assessments, for inspection: the answer and its rulebook; what the case file says of health stays sealed."""

from django.contrib import admin

from eligibility.models import Assessment
from kernel.admin import ReadOnlyAdmin


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = ("household", "on", "answer", "monthly_fen", "has_unverified", "made_by", "made_at")
    list_filter = ("answer", "has_unverified")
    search_fields = ("household__number",)
    list_select_related = ("household", "made_by")
