"""People, families and the register, for inspection: within the inspector's offices, every number masked."""

from django.contrib import admin

from agencies.querysets import under
from households import kinds, showing
from households.models import (
    Fact,
    Household,
    Membership,
    NumberConflict,
    Obligor,
    Person,
    Representative,
    Split,
    Transfer,
)
from kernel import reads
from kernel.admin import ReadOnlyAdmin


class ScopedAdmin(ReadOnlyAdmin):
    """Inspection within one's offices; opening a row is a look, and looks are journalled.

    Search is by codes only: names and numbers never travel in an address.
    """

    office_path: str

    def get_queryset(self, request):
        lineages = request.user.lineages_with("inspect_records")
        return super().get_queryset(request).filter(under(lineages, self.office_path))

    def changelist_view(self, request, extra_context=None):
        reads.shown(request, None, what=f"admin.{self.opts.model_name}.list")
        return super().changelist_view(request, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, object_id)
        if found is not None:
            reads.shown(request, found, what=f"admin.{self.opts.model_name}")
        return super().change_view(request, object_id, form_url, extra_context)


@admin.register(Household)
class HouseholdAdmin(ScopedAdmin):
    office_path = "office__lineage"
    list_display = ("number", "office", "division", "made_by", "made_on")
    list_select_related = ("office", "division", "made_by")
    search_fields = ("number",)


@admin.register(Person)
class PersonAdmin(ScopedAdmin):
    office_path = "memberships__household__office__lineage"
    list_display = ("name", "masked_number", "id_kind", "birth", "sex")
    list_filter = ("id_kind", "sex")
    fields = ("name", "id_kind", "masked_number", "no_number_reason", "birth", "sex")
    readonly_fields = ("masked_number",)

    def get_queryset(self, request):
        return super().get_queryset(request).distinct()

    @admin.display(description="身份证号")
    def masked_number(self, person):
        return showing.masked_number(person)


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    office_path = "household__office__lineage"
    list_display = ("household", "person", "relation", "since", "until")
    list_filter = ("relation",)
    list_select_related = ("household", "person")
    search_fields = ("household__number",)


@admin.register(Fact)
class FactAdmin(ScopedAdmin):
    office_path = "household__office__lineage"
    list_display = ("household", "person", "kind", "shown_value", "source", "true_on", "recorded_by")
    list_filter = ("source", "kind")
    list_select_related = ("household", "person", "recorded_by")
    search_fields = ("household__number",)
    fields = (
        "household",
        "person",
        "kind",
        "shown_value",
        ("period_from", "period_to"),
        ("source", "source_note"),
        "true_on",
        "recorded_at",
        "recorded_by",
    )
    readonly_fields = ("shown_value", "recorded_at")

    @admin.display(description="内容")
    def shown_value(self, fact):
        """Health and kin stay sealed here."""
        if fact.value_sealed:
            return "（密封）"
        return kinds.KINDS[fact.kind].show(fact.value)


@admin.register(NumberConflict)
class NumberConflictAdmin(ScopedAdmin):
    office_path = "household__office__lineage"
    list_display = ("household", "state", "raised_by", "raised_on", "settled_by", "settled_on")
    list_filter = ("state",)
    list_select_related = ("household", "raised_by", "settled_by")
    search_fields = ("household__number",)


class KinAdmin(ScopedAdmin):
    """Who it is stays sealed here."""

    office_path = "household__office__lineage"
    list_select_related = ("household", "person", "added_by")
    search_fields = ("household__number",)
    readonly_fields = ("masked_number",)

    @admin.display(description="证件号")
    def masked_number(self, row):
        return row.masked_number


@admin.register(Obligor)
class ObligorAdmin(KinAdmin):
    list_display = ("household", "person", "relation", "masked_number", "since", "ended_on", "added_by")
    list_filter = ("relation",)
    fields = (
        ("household", "person", "relation"),
        ("id_kind", "masked_number"),
        ("since", "added_by"),
        ("ended_on", "end_reason", "ended_by"),
    )


@admin.register(Representative)
class RepresentativeAdmin(KinAdmin):
    list_display = ("household", "person", "kind", "masked_number", "since", "until", "ended_on", "added_by")
    list_filter = ("kind",)
    fields = (
        ("household", "person", "kind"),
        ("id_kind", "masked_number", "paper_seen"),
        ("since", "until", "added_by"),
        ("ended_on", "end_reason", "ended_by"),
    )


@admin.register(Split)
class SplitAdmin(ScopedAdmin):
    office_path = "source__office__lineage"
    list_display = ("source", "made", "people", "on", "by")
    list_select_related = ("source", "made", "by")
    search_fields = ("source__number", "made__number")


@admin.register(Transfer)
class TransferAdmin(ScopedAdmin):
    office_path = "from_office__lineage"
    list_display = ("household", "from_office", "to_office", "state", "sent_by", "sent_on", "settled_by")
    list_filter = ("state",)
    list_select_related = ("household", "from_office", "to_office", "sent_by", "settled_by")
    search_fields = ("household__number",)
