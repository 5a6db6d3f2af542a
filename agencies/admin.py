"""Reference data and staff, for inspection."""

from django.contrib import admin

from agencies.models import Account, Appointment, Division, Office, Seat, SeatProposal
from kernel.admin import ReadOnlyAdmin


@admin.register(Division)
class DivisionAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "level", "parent", "is_historic")
    list_filter = ("level", "is_historic")
    search_fields = ("code", "name")
    list_select_related = ("parent",)


@admin.register(Office)
class OfficeAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "division", "parent", "phone")
    list_filter = ("kind",)
    search_fields = ("name", "code")
    list_select_related = ("division", "parent")


@admin.register(Seat)
class SeatAdmin(ReadOnlyAdmin):
    list_display = ("office", "role")
    list_filter = ("role",)
    list_select_related = ("office",)


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    list_display = ("account", "seat", "starts_on", "ends_on", "is_acting")
    list_filter = ("is_acting", "seat__role")
    list_select_related = ("account", "seat__office")


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("username", "name", "is_active", "last_login")
    search_fields = ("username", "name")
    fields = ("username", "name", "is_active", "last_login")


@admin.register(SeatProposal)
class SeatProposalAdmin(ReadOnlyAdmin):
    list_display = ("account", "office", "role", "starts_on", "proposed_by", "confirmed_by", "declined_by")
    list_filter = ("role",)
    list_select_related = ("account", "office", "proposed_by", "confirmed_by", "declined_by")
