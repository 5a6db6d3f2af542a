"""管理日志: the audit administrator's own door: what the other two did, and no case."""

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agencies import administration
from kernel import reads
from kernel.refusals import Refused

PAGE_SIZE = 50
COLUMNS = [{"label": label} for label in ("序号", "时间", "事项", "经手人", "对谁", "内容")]


class FilterForm(forms.Form):
    """A kind and days; nothing typed stands in the address."""

    kind = forms.ChoiceField(
        label="事项", choices=[("", "全部"), *administration.KINDS.items()], required=False
    )
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))


@require_GET
def journal(request):
    """The entries of the administration, the latest first."""
    if not request.user.holds(administration.AUDIT):
        raise Refused("管理日志由审计管理员查看，您的席位不办这一项。", status=403)
    form = FilterForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    found = administration.entries(request.user, **told)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    reads.shown(request, None, what="administration journal")
    context = {
        "form": form,
        "page": page,
        "rows": administration.lines(page),
        "columns": COLUMNS,
        "says": "开设账号、任免席位、登录锁定的记录。只读，不含任何案件。",
    }
    return render(request, "agencies/journal.html", context)
