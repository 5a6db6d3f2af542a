"""Grants, for inspection."""

from django.contrib import admin

from grants.models import Grant, GrantRow
from kernel.admin import ReadOnlyAdmin


class GrantRowInline(admin.TabularInline):
    model = GrantRow
    can_delete = False
    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("agencies.inspect_records")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ("household", "programme", "monthly_fen", "first_month", "state", "made_by")
    list_filter = ("state", "programme")
    search_fields = ("household__number",)
    list_select_related = ("household", "made_by")
    inlines = [GrantRowInline]
