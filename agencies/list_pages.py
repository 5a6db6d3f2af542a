"""A list of staff: the system administrator hands it in, the security administrator confirms its seats."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies import account_pages, proposals, seat_pages, staff_list
from agencies.models import Office, SeatProposal
from agencies.staff_forms import ListForm, SureForm
from kernel import clock, once, reads
from kernel.refusals import Refused

# A longer list would keep one page waiting too long; the command takes it.
MOST_ON_PAGE = 100
MOST_SHOWN = 200
COLUMNS = [
    {"label": "选", "quiet": True},
    *({"label": label} for label in ("姓名", "登录名", "机构", "角色", "起", "止", "建议人")),
]


@require_http_methods(["GET", "POST"])
def import_list(request):
    """Take a list in, all or nothing; the first passwords stand on the answer and nowhere else."""
    account_pages.refuse_others(request)
    form, faults = _list_form(request), []
    if request.method == "POST" and form.is_valid():
        made = []
        try:
            act = partial(_take_in, form, request.user, made)
            url = once.outcome(form.cleaned_data["once"], request.user, act)
        except Refused as refused:
            faults = refused.sentence.split("\n")
        else:
            if made and account_pages.stands(request, made):
                return account_pages.told(request, made, f"名单已导入，新开 {len(made)} 个账号")
            messages.success(request, "名单已收下，没有新开账号；新的席位等安全管理员确认。")
            return redirect(url)
    context = {
        "form": form,
        "faults": faults,
        "crumbs": account_pages.crumbs("导入人员名单"),
        "offices": Office.objects.under_right(request.user, account_pages.RIGHT),
    }
    return render(request, "agencies/import_list.html", context, status=409 if faults else 200)


def _list_form(request) -> ListForm:
    return ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()


def _take_in(form, by, made: list) -> str:
    lines = staff_list.read(form.cleaned_data["file"].read(), by=by)
    if len(lines) > MOST_ON_PAGE:
        raise Refused(
            f"名单有 {len(lines)} 行，网页一次最多 {MOST_ON_PAGE} 行。请分成几份，或请运维用 import_accounts 命令导入。"
        )
    made.extend(proposals.take_in(lines, by=by, on=clock.today()))
    return reverse("agencies:accounts")


@require_http_methods(["GET", "POST"])
def waiting(request):
    """The seats that wait for a second person; ticked ones, or all, are confirmed or declined."""
    seat_pages.refuse_others(request)
    mine = SeatProposal.objects.under_right(request.user, seat_pages.RIGHT).waiting()
    mine = mine.select_related("account", "office", "proposed_by").order_by("office__lineage", "role", "pk")
    form, refused = SureForm(request.POST if request.method == "POST" else None, request=request), None
    if request.method == "POST" and form.is_valid():
        try:
            url = once.outcome(form.cleaned_data["once"], request.user, partial(_settle, request, mine))
        except Refused as one:
            refused = one
        else:
            return redirect(url)
    reads.shown(request, None, what="seat proposals")
    context = {
        "rows": list(mine[:MOST_SHOWN]),
        "columns": COLUMNS,
        # A form that came back keeps its faults; any other page has a fresh one.
        "form": form if form.errors else SureForm(request=request),
        "refused": refused and refused.sentence,
        "crumbs": seat_pages.crumbs({"label": "任职建议"}),
    }
    return render(request, "agencies/proposals.html", context, status=refused.status if refused else 200)


def _settle(request, mine) -> str:
    """What was ticked and pressed."""
    chosen = [int(key) for key in request.POST.getlist("chosen") if key.isascii() and key.isdigit()]
    # What is not on the page is not confirmed with it: "all" are those that were shown.
    found = list(mine.filter(pk__in=[key for key in chosen if key < 2**63])[:MOST_SHOWN])
    if not found or len(found) < len(set(chosen)):
        raise Refused("没有选席位，或者选的已经有人办过。请刷新后重选。")
    settle, word = {
        "confirm": (proposals.confirm, "已任命"),
        "decline": (proposals.decline, "没有采纳"),
    }.get(request.POST.get("go"), (None, ""))
    if settle is None:
        raise Refused("没有说明是确认还是不采纳。请按页面上的按钮。")
    done = settle(found, by=request.user, on=clock.today())
    messages.success(request, f"{word} {done} 条。")
    return reverse("agencies:proposals")
