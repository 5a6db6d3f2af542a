"""Looking at cases: the list, the visits to make, one case, and why the rules answer as they do."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from applications import presenting
from applications.conditions import judged
from applications.models import Application
from applications.states import State
from kernel import clock, reads
from papers.models import Document, Photo

PAGE_SIZE = 30
ORDERS = {"due": ("due_on", "opened_on"), "new": ("-opened_on",), "state": ("state", "due_on")}


@require_GET
def case_list(request):
    """Every case in this person's scope; the filters are codes and stay in the address."""
    today = clock.today()
    found = Application.objects.visible_to(request.user).for_list()
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    elif state == "overdue":
        found = found.overdue(today)
    elif state == "mine":
        found = found.waiting_for(request.user)
    else:
        state = ""
    order = request.GET.get("order", "due")
    found = found.order_by(*ORDERS.get(order, ORDERS["due"]), "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    reads.shown(request, None, what="case list")
    context = {
        "page": page,
        "rows": [presenting.row(application, today) for application in page],
        "state": state,
        "order": order,
        "states": State.choices,
    }
    return render(request, "applications/list.html", context)


@require_GET
def visits(request):
    """The families waiting for a visit: what a visitor needs at the door, and nothing else."""
    today = clock.today()
    found = Application.objects.to_visit_by(request.user).for_list().order_by("due_on")
    reads.shown(request, None, what="visit list")
    rows = [presenting.row(application, today) for application in found[:200]]
    return render(request, "applications/visits.html", {"rows": rows})


@require_GET
def detail(request, pk):
    """One case: the next act, how many days are left, who did what, and its papers."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_list(), pk=pk)
    reads.shown(request, application, what="case")
    context = presenting.case(application, request.user, clock.today())
    visible = Document.objects.visible_to(request.user)
    context["papers"] = presenting.papers(application, visible)
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
    on = clock.today()
    if asked := request.GET.get("on"):
        on = _day(asked)
    context = presenting.judgement_page(application, judged(application, on))
    return render(request, "applications/assessment.html", context)


def _day(text: str):
    try:
        return parse_date(text) or _no_day()
    except ValueError:
        return _no_day()


def _no_day():
    raise Http404
