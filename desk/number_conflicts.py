"""号码冲突: the numbers two names lay claim to, and the page on which a second person says what it is."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agencies.models import Office
from desk.conflict_form import FindingForm
from households.actions import EDIT
from households.codes import ConflictState
from households.conflicts import kind_of_number, masked, refuse_the_first, settle
from households.models import Household, NumberConflict
from kernel import clock, reads
from kernel.refusals import Refused

PAGE_SIZE = 30
COLUMNS = [
    {"label": "新填姓名"},
    {"label": "证件号"},
    {"label": "户号"},
    {"label": "发现"},
    {"label": "处理"},
    {"label": "办理", "quiet": True},
]


def _within_reach(account):
    """The conflicts of families this person sees and may correct."""
    offices = Office.objects.under_right(account, EDIT)
    return NumberConflict.objects.visible_to(account).filter(household__office__in=offices).for_list()


@require_GET
def conflicts(request):
    """What has not been settled, the oldest first."""
    if not request.user.holds(EDIT):
        raise Refused("号码冲突由经办员核对，您的席位不办这一项。", status=403)
    waiting = _within_reach(request.user).in_the_way()
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    reads.shown(request, None, what="conflict list")
    context = {
        "page": page,
        "rows": [_row(one, request.user) for one in page],
        "columns": COLUMNS,
        "crumbs": _crumbs(),
        "says": f"共 {page.paginator.count} 条。一个号码填了两个姓名，由发现人以外的人核对。",
    }
    return render(request, "desk/conflicts.html", context)


def _row(one, account) -> dict:
    return {
        "conflict": one,
        "masked": masked(one),
        "tone": "accent" if one.state == ConflictState.OPEN else "soon",
        "act": "看" if one.raised_by_id == account.pk else "核对",
    }


@require_http_methods(["GET", "POST"])
def conflict(request, pk):
    """Both names side by side; the finding is posted with the version it was decided on."""
    found = get_object_or_404(_within_reach(request.user), pk=pk)
    typed = request.POST if request.method == "POST" else None
    form = FindingForm(typed, kind=kind_of_number(found), initial={"version": found.version})
    refused = _closed(found, request.user)
    if request.method == "POST" and not refused and form.is_valid():
        try:
            return _settled(request, found, form)
        except Refused as one:
            refused = one
    reads.shown(request, found, what="number conflict")
    context = _page(found, request.user) | {"form": form, "refused": refused and refused.sentence}
    tried = request.method == "POST"
    context["refused_title"] = "没有办成" if tried else "现在不能办" if context["is_waiting"] else ""
    return render(request, "desk/conflict.html", context, status=refused.status if refused and tried else 200)


def _closed(found, account) -> Refused | None:
    """Why this person is not the one to judge it, if so."""
    try:
        refuse_the_first(found, account)
    except Refused as refused:
        return refused
    return None


def _settled(request, found, form):
    version = form.cleaned_data["version"]
    row = settle(found, form.finding(), by=request.user, on=clock.today(), version=version)
    messages.success(request, f"已核对：{row.get_state_display()}。")
    return redirect("desk:household", pk=row.household_id)


def _page(found, account) -> dict:
    is_waiting = NumberConflict.objects.visible_to(account).unsettled().filter(pk=found.pk).exists()
    return {
        "conflict": found,
        "title": "核对号码冲突",
        "badges": [{"label": found.get_state_display(), "tone": "soon" if is_waiting else "plain"}],
        "crumbs": [*_crumbs(reverse("desk:conflicts")), {"label": found.household.number}],
        "says": f"{found.household.office.division.name} {found.household.division.name}",
        "common": _common(found),
        "holder": _holder(found.holder, account),
        "claimant": _claimant(found),
        "is_waiting": is_waiting,
        "may_judge": is_waiting and found.raised_by_id != account.pk,
        "back": reverse("desk:conflicts"),
    }


def _crumbs(url: str = "") -> list[dict]:
    return [
        {"label": "一户一档", "url": reverse("desk:households")},
        {"label": "号码冲突", "url": url},
    ]


def _common(found) -> list[dict]:
    """The number both claim, who noticed, and what was found of it before."""
    pairs = [
        {"label": "证件号", "value": masked(found)},
        {"label": "发现", "value": f"{found.raised_by.name}，{_day(found.raised_on)}"},
    ]
    if found.settled_by:
        words = f"{found.get_state_display()}。{found.reason}"
        pairs.append({"label": "上次核对", "value": f"{found.settled_by.name}，{_day(found.settled_on)}"})
        pairs.append({"label": "结果、理由", "value": words})
    return pairs


def _holder(person, account) -> list[dict]:
    """Who is registered with it; of a family outside one's scope only the masked name is told."""
    home = (
        Household.objects.visible_to(account)
        .filter(memberships__person=person)
        .order_by(F("memberships__until").desc(nulls_first=True))
        .first()
    )
    if home is None:
        return [
            {"label": "姓名", "value": person.masked_name},
            {"label": "建档", "value": "不在您的辖区，姓名只显示一部分"},
        ]
    return [
        {"label": "姓名", "value": person.name},
        {"label": "出生", "value": _day(person.birth) if person.birth else "没有登记"},
        {"label": "性别", "value": person.get_sex_display() or "没有登记"},
        _home(home),
    ]


def _claimant(found) -> list[dict]:
    person = found.claimant
    return [
        {"label": "姓名", "value": person.name},
        {"label": "登记为", "value": person.no_number_reason or person.get_id_kind_display()},
        _home(found.household),
    ]


def _home(household) -> dict:
    url = reverse("desk:household", args=[household.pk])
    return {"label": "建档", "value": household.number, "url": url}


def _day(on) -> str:
    return f"{on.year} 年 {on.month} 月 {on.day} 日"
