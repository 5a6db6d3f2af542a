"""The admin site: reference data, and read-only inspection of records by those who may inspect."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class RecordsAdminSite(AdminSite):
    """Open to whoever holds a seat that may inspect records; nobody is above the rights (no superuser)."""

    site_header = site_title = "龙岩救助 · 资料与稽核"
    index_title = "资料与稽核"
    site_url = "/"

    def has_permission(self, request):
        return request.user.is_active and request.user.has_perm("agencies.inspect_records")


class RecordsAdminConfig(AdminConfig):
    """Django's admin with our site."""

    default_site = "longyan_relief.admin.RecordsAdminSite"
