"""工作台, search, and 一户一档: the pages that show several apps at once."""

from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agencies.administration import duties, is_administrator
from applications import presenting
from applications.family_forms import NewFamilyForm
from applications.models import Application
from applications.states import State
from desk import families, kin_pages, lookups
from households.actions import EDIT
from households.codes import IdKind
from households.credentials import kind_of
from households.models import Household
from kernel import clock, ledger, reads
from kernel.sealing import index
from papers import exports

SHOWN_ON_HOME = 60
PAGE_SIZE = 30


@require_GET
def home(request):
    """What must I do now: every case that waits for me, by its statutory deadline."""
    today = clock.today()
    account = request.user
    if is_administrator(account):
        reads.shown(request, None, what="workbench")
        return render(request, "agencies/start.html", {"duties": duties(account)})
    mine = (
        Application.objects.waiting_for(account)
        .for_list()
        .order_by(F("due_on").asc(nulls_last=True), "opened_on")
    )
    rows = [presenting.row(application, today) for application in mine[:SHOWN_ON_HOME]]
    total = len(rows) if len(rows) < SHOWN_ON_HOME else mine.count()
    scope = Application.objects.visible_to(account)
    context = {
        "rows": rows,
        "tiles": families.tiles(scope, total, today) if account.holds("read_applications") else [],
        "nothing": families.nothing_to_do(account),
        "conflicts": families.conflicts_waiting(account),
        "transfers": families.transfers_waiting(account) if account.holds(EDIT) else "",
        "columns": families.HOME_COLUMNS,
        "says": f"{today.year} 年 {today.month} 月 {today.day} 日，按法定期限排。",
        "todo_says": f"{total} 件" + (f"，先列 {SHOWN_ON_HOME} 件" if total > SHOWN_ON_HOME else ""),
    }
    reads.shown(request, None, what="workbench")
    return render(request, "desk/home.html", context)


@require_GET
def counter(request):
    """窗口受理 begins with the search: the family may be known already."""
    reads.shown(request, None, what="open intakes")
    context = {"drafts": _open_drafts(request.user), "columns": families.DRAFT_COLUMNS}
    return render(request, "desk/counter.html", context)


def _open_drafts(account):
    before = (State.DRAFT, State.RECEIVED, State.RETURNED)
    found = Application.objects.visible_to(account).filter(state__in=before).for_list()
    return [presenting.row(application, clock.today()) for application in found.order_by("-opened_on")[:20]]


@require_http_methods(["GET", "POST"])
def search(request):
    """Families by full number of a document, name, village or household number, within one's own scope."""
    if request.method == "GET":
        return redirect("desk:counter")
    typed = request.POST.get("q", "").strip()[:64]
    found = list(Household.objects.visible_to(request.user).find(typed).for_list()[:50]) if typed else []
    _journal(request, typed, len(found))
    context = {
        "title": f"查到 {len(found)} 户" if found else "没有查到",
        "rows": families.search_rows(found, request.user),
        "columns": families.SEARCH_COLUMNS,
        "may_receive": request.user.holds("receive_applications"),
        "new_family": _new_family(request.user, "" if found else typed),
        "lookup": None if found else lookups.offered(request.user, typed),
    }
    return render(request, "desk/search.html", context)


def _journal(request, typed: str, found: int) -> None:
    """A search is a look at personal data: kept with the keyed index of what was asked, never the words."""
    with ledger.transaction():
        ledger.write("search", actor=request.user, asked=index(typed) if typed else "", found=found)


def _new_family(account, typed: str) -> NewFamilyForm:
    """The form for a family nobody knows, with what was typed where it belongs."""
    is_number = sum(character.isdigit() for character in typed) >= 15
    kind = kind_of(typed) or IdKind.ID_CARD
    if kind != IdKind.ID_CARD:
        return NewFamilyForm(account=account, initial={"id_number": typed, "id_kind": kind})
    return NewFamilyForm(account=account, initial={"id_number" if is_number else "name": typed})


@require_GET
def households(request):
    """Every family in one's scope."""
    found = Household.objects.visible_to(request.user).for_list()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    reads.shown(request, None, what="household list")
    context = {
        "page": page,
        "rows": families.list_rows(page),
        "columns": families.LIST_COLUMNS,
        "may_export": request.user.holds(exports.RIGHT),
        "acts": families.ways_on(request.user),
        "says": f"共 {page.paginator.count} 户。",
    }
    return render(request, "desk/households.html", context)


@require_GET
def household(request, pk):
    """一户一档: what is known of a family, from whom and since when; its cases and its grants."""
    found = get_object_or_404(Household.objects.visible_to(request.user).for_list(), pk=pk)
    reads.shown(request, found, what="household")
    context = families.file(found, request.user, clock.today())
    context["kin"] = [kin_pages.listing(kind, found, request.user) for kind in kin_pages.KINDS.values()]
    return render(request, "desk/household.html", context)
