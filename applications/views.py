"""Looking at cases: the list, the visits to make, one case, and why the rules answer as they do."""

from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from applications import case_page, judgement_page, presenting
from applications.models import Application
from applications.states import State
from kernel import clock, reads
from papers import exports
from papers.models import Document, Photo

PAGE_SIZE = 30
ORDERS = {"due": F("due_on").asc(nulls_last=True), "opened": F("opened_on").asc()}
COLUMNS = [
    {"label": "申请人"},
    {"label": "案号"},
    {"label": "村（居）"},
    {"label": "状态"},
    {"label": "期限", "key": "due"},
    {"label": "下一步"},
    {"label": "首问"},
]
VISIT_COLUMNS = [{"label": "申请人"}, {"label": "地址"}, {"label": "期限"}, {"label": "办理", "quiet": True}]
TABS = (("", "全部"), ("mine", "等我办"), ("overdue", "已逾期"), ("soon", "快到期"))


@require_GET
def case_list(request):
    """Every case in this person's scope; the filters are codes and stay in the address."""
    today = clock.today()
    scope = Application.objects.visible_to(request.user)
    state = request.GET.get("state", "")
    order = request.GET.get("order", "due")
    found = narrowed(scope, state, request.user, today).for_list()
    page = Paginator(in_order(found, order), PAGE_SIZE).get_page(request.GET.get("page"))
    reads.shown(request, None, what="case list")
    context = {
        "page": page,
        "rows": [presenting.row(application, today) for application in page],
        "tabs": _tabs(state),
        "order": order,
        "columns": COLUMNS,
        "may_export": request.user.holds(exports.RIGHT),
        "filters": {"state": state, "order": order},
        "caption": f"案件，共 {page.paginator.count} 件",
        "says": f"共 {page.paginator.count} 件，按法定期限排。",
    }
    return render(request, "applications/list.html", context)


def narrowed(scope, state: str, account, today):
    """The cases a filter leaves; an unknown filter leaves all."""
    if state in State.values:
        return scope.filter(state=state)
    if state in ("overdue", "soon"):
        return scope.overdue(today) if state == "overdue" else scope.due_soon(today)
    return scope.waiting_for(account) if state == "mine" else scope


def in_order(found, order: str):
    """By a known column, forwards or backwards; anything else is by deadline."""
    by = ORDERS.get(order.removeprefix("-"), ORDERS["due"])
    return found.order_by(by.expression.desc(nulls_last=True) if order.startswith("-") else by, "pk")


def _tabs(state: str) -> list[dict]:
    here = reverse("applications:list")
    return [
        {"label": label, "url": f"{here}?state={code}" if code else here, "current": state == code}
        for code, label in (*TABS, *State.choices)
    ]


@require_GET
def visits(request):
    """The families waiting for a visit: what a visitor needs at the door, and nothing else."""
    today = clock.today()
    found = Application.objects.to_visit_by(request.user).for_list().order_by("due_on")
    reads.shown(request, None, what="visit list")
    rows = [presenting.row(application, today) for application in found[:200]]
    context = {"rows": rows, "columns": VISIT_COLUMNS, "may_export": request.user.holds(exports.RIGHT)}
    return render(request, "applications/visits.html", context)


@require_GET
def detail(request, pk):
    """One case: the next act, how many days are left, who did what, and its papers."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_list(), pk=pk)
    reads.shown(request, application, what="case")
    context = case_page.case(application, request.user, clock.today())
    visible = Document.objects.visible_to(request.user)
    context["papers"] = case_page.papers(application, visible)
    context["photos"] = Photo.objects.visible_to(request.user).filter(
        subject_id__in=[str(visit.pk) for visit in context["visits"]]
    )
    return render(request, "applications/detail.html", context)


@require_GET
def assessment(request, pk):
    """判定: every clause with its two numbers, value, source and article; the unknown ones say what to bring.

    A reviewed case shows the assessment that was kept; before that, what the rules say now.
    """
    application = get_object_or_404(Application.objects.visible_to(request.user).for_list(), pk=pk)
    reads.shown(request, application, what="assessment")
    context = judgement_page.assessment_page(application, clock.today())
    return render(request, "applications/assessment.html", context)
