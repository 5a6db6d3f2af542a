"""Looking at the kernel's rows, for those who may; nothing here can be changed."""

from django.contrib import admin

from kernel import ledger, naming
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


class KindFilter(admin.SimpleListFilter):
    """事项, by its word."""

    title, parameter_name = "事项", "kind"

    def lookups(self, request, model_admin):
        kinds = model_admin.model.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, naming.called(kind)) for kind in kinds]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    seen_with = "agencies.read_journal"
    list_display = ("seq", "at", "actor", "called", "about", "subject_id")
    list_filter = (KindFilter,)
    search_fields = ("subject_id",)
    list_select_related = ("actor",)
    readonly_fields = ("words",)

    @admin.display(description="事项", ordering="kind")
    def called(self, entry):
        return naming.called(entry.kind)

    @admin.display(description="对象类别", ordering="subject_type")
    def about(self, entry):
        return naming.subject(entry.subject_type)

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
    list_display = ("about", "called", "from_state", "to_state", "by", "on", "at")
    list_filter = ("verb",)
    search_fields = ("subject_id",)
    list_select_related = ("by",)
    fields = ("subject_type", "subject_id", "verb", "from_state", "to_state", "by", "on", "at", "reason")
    readonly_fields = fields

    @admin.display(description="对象类别", ordering="subject_type")
    def about(self, step):
        return naming.subject(step.subject_type)

    @admin.display(description="环节", ordering="verb")
    def called(self, step):
        return naming.called(f"{step.subject_type}.{step.verb}")


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
