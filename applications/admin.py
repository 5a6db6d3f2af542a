"""Cases and decisions, for inspection. A case moves by its verbs only, never here."""

from django.contrib import admin

from applications.models import Application, Decision
from kernel.admin import ReadOnlyAdmin

PERSONS = (
    "first_contact",
    "received_by",
    "accepted_by",
    "visited_by",
    "visited_with",
    "reviewed_by",
    "posted_by",
    "confirmed_by",
    "delivered_by",
)


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ("number", "office", "state", "accepted_on", "due_on", "reviewed_by", "confirmed_by")
    list_filter = ("state", "programme")
    search_fields = ("number",)
    list_select_related = ("office", "reviewed_by", "confirmed_by")
    fields = ("number", "office", "programme", "state", "version", *PERSONS)
    readonly_fields = fields


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("application", "outcome", "monthly_fen", "first_month", "made_by", "made_at")
    list_filter = ("outcome",)
    list_select_related = ("application", "made_by")
