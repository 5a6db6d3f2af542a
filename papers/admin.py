"""Papers, for inspection: that they were issued, not what they say."""

from django.contrib import admin

from kernel.admin import ReadOnlyAdmin
from papers.models import Document


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("number", "kind", "office", "made_on", "made_by", "prints")
    list_filter = ("kind",)
    search_fields = ("number",)
    list_select_related = ("office", "made_by")
    fields = ("number", "kind", "office", "made_on", "made_at", "made_by", "prints", "digest")
