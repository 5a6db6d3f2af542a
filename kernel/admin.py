"""Looking at the kernel's rows, for those who may; nothing here can be changed."""

from django.contrib import admin

from kernel import ledger
from kernel.models import Bypass, CalendarDay, CalendarYear, Job, JournalEntry, Slot, Step


class ReadOnlyAdmin(admin.ModelAdmin):
    """A model to inspect: no adding, changing or deleting, whoever asks."""

    seen_with = "agencies.inspect_records"
    # Those of the site that need no right to delete: taking the list out (papers/admin.py).
    actions = ()

    def has_module_permission(self, request):
        return request.user.has_perm(self.seen_with)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(self.seen_with)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    seen_with = "agencies.read_journal"
    list_display = ("seq", "at", "actor", "kind", "subject_type", "subject_id")
    list_filter = ("kind",)
    search_fields = ("subject_id",)
    list_select_related = ("actor",)
    readonly_fields = ("words",)

    @admin.display(description="说明")
    def words(self, entry):
        """What the person wrote as a reason; sealed in the entry, open to whoever may read the journal."""
        return ledger.said(entry)


@admin.register(Bypass)
class BypassAdmin(ReadOnlyAdmin):
    seen_with = "agencies.read_journal"
    list_display = ("at", "table_name", "verb", "key", "role")
    list_filter = ("table_name", "verb")
    search_fields = ("key",)


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    list_display = ("subject_type", "verb", "from_state", "to_state", "by", "on", "at")
    list_filter = ("verb",)
    search_fields = ("subject_id",)
    list_select_related = ("by",)
    fields = ("subject_type", "subject_id", "verb", "from_state", "to_state", "by", "on", "at", "reason")
    readonly_fields = fields


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "state", "attempts", "made_at", "done_at", "error")
    list_filter = ("state", "kind")


@admin.register(Slot)
class SlotAdmin(ReadOnlyAdmin):
    list_display = ("name", "slot_at", "missed", "taken_at", "done_at")
    list_filter = ("name",)


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnlyAdmin):
    list_display = ("year", "status")


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    list_display = ("day", "is_workday", "name")
    list_filter = ("is_workday",)
