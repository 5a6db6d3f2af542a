"""Journal, steps, jobs and calendar for the auditor: to look at, never to touch."""

from django.contrib import admin

from kernel.models import CalendarDay, CalendarYear, Job, JournalEntry, Step


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows anybody with the right may inspect and nobody may add, change or delete here."""

    right = "agencies.inspect_records"

    def has_module_permission(self, request):
        return request.user.has_perm(self.right)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(self.right)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    right = "agencies.read_journal"
    list_display = ["seq", "at", "actor", "kind", "subject_type", "subject_id"]
    list_select_related = ["actor"]
    search_fields = ["kind", "subject_id"]
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    right = "agencies.read_journal"
    list_display = ["at", "by", "verb", "subject_type", "subject_id", "from_state", "to_state"]
    list_select_related = ["by"]
    search_fields = ["verb", "subject_id"]
    show_full_result_count = False


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = [
        "made_at",
        "kind",
        "key",
        "state",
        "attempts",
        "error",
        "due_at",
        "heartbeat_at",
        "done_at",
    ]
    list_filter = ["state", "kind"]
    show_full_result_count = False


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnlyAdmin):
    list_display = ["year", "status"]


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    list_display = ["day", "is_workday", "name"]
    date_hierarchy = "day"
