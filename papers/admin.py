"""Papers, for inspection: that they were issued, not what they say."""

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field

from kernel.admin import ReadOnlyAdmin
from papers import exports
from papers.models import Document


@admin.action(description="导出选中的行（XLSX）")
def as_xlsx(model_admin, request, found):
    """The chosen rows with the columns of the list; journalled like every export."""
    exports.require_right(request.user)
    names = [name for name in model_admin.list_display if name != "action_checkbox"]
    heads = tuple(str(label_for_field(name, model_admin.model, model_admin)) for name in names)
    rows = [tuple(_cell(model_admin, name, one) for name in names) for one in exports.at_most(found)]
    code = f"admin-{model_admin.opts.model_name}"
    return exports.answer(request, exports.Listing(code, str(model_admin.opts.verbose_name), heads, rows, {}))


def _cell(model_admin, name: str, row):
    field, _, value = lookup_field(name, row, model_admin)
    if field is not None and field.choices:
        return display_for_field(value, field, "")
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)


admin.site.add_action(as_xlsx, "as_xlsx")


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("number", "kind", "office", "made_on", "made_by", "prints")
    list_filter = ("kind",)
    search_fields = ("number",)
    list_select_related = ("office", "made_by")
    fields = ("number", "kind", "office", "made_on", "made_at", "made_by", "prints", "digest")
