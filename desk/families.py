"""What the desk's pages print of families."""

from datetime import timedelta

from django.urls import reverse

from applications import presenting
from applications.models import Application
from applications.states import State
from grants.models import Grant
from households import dossier

HOME_COLUMNS = [
    {"label": "期限"},
    {"label": "申请人"},
    {"label": "村（居）"},
    {"label": "状态"},
    {"label": "我要办"},
    {"label": "办理", "quiet": True},
]
SEARCH_COLUMNS = [
    {"label": "户主"},
    {"label": "证件号"},
    {"label": "村（居）"},
    {"label": "人数", "num": True},
    {"label": "在办、在保"},
    {"label": "办理", "quiet": True},
]
LIST_COLUMNS = [
    {"label": "户主"},
    {"label": "户号"},
    {"label": "村（居）"},
    {"label": "住址"},
    {"label": "人数", "num": True},
]


def tiles(scope, rows, today) -> list[dict]:
    """The counts above the list; each leads to the same cases in the list of cases."""
    soon = today + timedelta(days=4)
    cases = reverse("applications:list")
    running = scope.on_the_clock()
    return [
        {"number": len(rows), "unit": "件", "label": "等我办", "url": f"{cases}?state=mine"},
        {
            "number": scope.overdue(today).count(),
            "unit": "件",
            "label": "已逾期",
            "url": f"{cases}?state=overdue",
            "tone": "over",
        },
        {
            "number": running.filter(due_on__gte=today, due_on__lte=soon).count(),
            "unit": "件",
            "label": "四天内到期",
            "url": f"{cases}?order=due",
            "tone": "soon",
        },
        {
            "number": scope.filter(state=State.NOTICE_POSTED).count(),
            "unit": "件",
            "label": "公示中",
            "url": f"{cases}?state=notice_posted",
        },
    ]


def search_rows(found, account) -> list[dict]:
    """A line per family: who, where, and what is under way or in payment."""
    open_cases = {
        case.household_id: case
        for case in Application.objects.visible_to(account).open().filter(household__in=found)
    }
    grants = {
        grant.household_id: grant
        for grant in Grant.objects.visible_to(account).filter(household__in=found, state="active")
    }
    return [
        {
            "household": one,
            "applicant": presenting.applicant_name(one),
            "masked": one.applicant_masked,
            "village": one.division.name,
            "size": one.size,
            "status": _status(open_cases.get(one.pk), grants.get(one.pk)),
            "case": open_cases.get(one.pk),
        }
        for one in found
    ]


def _status(case, grant) -> str:
    words = []
    if grant:
        words.append("低保在保")
    if case:
        words.append(f"在办：{case.get_state_display()}")
    return "，".join(words) or "没有"


def list_rows(page) -> list[dict]:
    return [{"household": one, "village": one.division.name} for one in page]


def file(household, account, today) -> dict:
    """The whole file of a family on a day."""
    known = dossier.known(household, today)
    cases = Application.objects.visible_to(account).filter(household=household).for_list()
    grants = Grant.objects.visible_to(account).filter(household=household).prefetch_related("rows__person")
    return {
        "household": household,
        "applicant": presenting.applicant_name(household),
        "members": dossier.member_rows(known, today),
        "sections": dossier.fact_sections(known),
        "cases": [presenting.row(case, today) for case in cases.order_by("-opened_on")],
        "grants": list(grants.order_by("-first_month")),
    }
