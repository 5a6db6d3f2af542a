"""The lists of cases as XLSX: the same scope, filters and order as on the screen."""

from django.views.decorators.http import require_POST

from applications import presenting
from applications.models import Application
from applications.views import COLUMNS, in_order, narrowed
from kernel import clock
from papers import exports


@require_POST
def cases(request):
    """Every case of one's scope that the screen's filter leaves."""
    exports.require_right(request.user)
    today = clock.today()
    state, order = request.POST.get("state", ""), request.POST.get("order", "due")
    scope = Application.objects.visible_to(request.user)
    found = in_order(narrowed(scope, state, request.user, today).for_list(), order)
    rows = [_case(presenting.row(one, today)) for one in exports.at_most(found)]
    filters = {"state": state[:24], "order": order[:24]}
    return exports.answer(request, exports.Listing("cases", "案件", exports.labels(COLUMNS), rows, filters))


def _case(row: dict) -> tuple:
    application, due = row["application"], row["deadline"]
    return (
        row["applicant"],
        str(application),
        row["village"],
        row["state"],
        due["text"] if due else "",
        row["next"],
        application.first_contact.name,
    )


@require_POST
def visits(request):
    """The families waiting for a visit."""
    exports.require_right(request.user)
    today = clock.today()
    found = Application.objects.to_visit_by(request.user).for_list().order_by("due_on")
    rows = [_visit(presenting.row(one, today)) for one in exports.at_most(found)]
    listing = exports.Listing("visits", "待入户", ("申请人", "村（居）", "地址", "期限"), rows, {})
    return exports.answer(request, listing)


def _visit(row: dict) -> tuple:
    due = row["deadline"]
    return row["applicant"], row["village"], row["application"].household.address, due["text"] if due else ""
