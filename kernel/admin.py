from django.contrib import admin
class ReadOnlyAdmin(admin.ModelAdmin):
    def has_module_permission(self, request): return request.user.has_perm("agencies.inspect_records")
    def has_view_permission(self, request, obj=None): return request.user.has_perm("agencies.inspect_records")
    def has_add_permission(self, request): return False
    def has_change_permission(self, request, obj=None): return False
    def has_delete_permission(self, request, obj=None): return False
