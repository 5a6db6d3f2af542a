"""What the frame around every page shows: who, where, and the sections open to that person."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Value
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from agencies.administration import is_administrator
from agencies.models import SeatProposal
from applications.models import Application
from households.actions import EDIT


@dataclass(frozen=True)
class Section:
    """A line of the side menu; `right` opens it (empty: open to all who sign in)."""

    label: str
    icon: str
    url_name: str
    right: str = ""
    gap_before: bool = False


SECTIONS = (
    Section("工作台", "home", "desk:home"),
    Section("窗口受理", "desk", "desk:counter", "receive_applications"),
    Section("案件", "case", "applications:list", "read_applications"),
    Section("入户", "walk", "applications:visits", "visit_households"),
    Section("一户一档", "family", "desk:households", "read_households"),
    Section("账号", "lock", "agencies:accounts", "manage_accounts"),
    Section("席位", "family", "agencies:seats", "appoint_staff"),
    Section("任职建议", "check", "agencies:proposals", "appoint_staff"),
    Section("管理日志", "file", "agencies:administration_journal", "read_journal", gap_before=True),
    Section("资料与稽核", "book", "admin:index", "inspect_records", gap_before=True),
)


def shell(request) -> dict:
    """Lazy: a fragment that shows no frame asks the database nothing."""
    return {"shell": SimpleLazyObject(lambda: _frame(request))}


def _frame(request) -> dict:
    account = getattr(request, "user", None)
    note = "" if settings.PRODUCTION else "试用环境：人员均为虚构，标准为示意值。"
    if account is None or not account.is_authenticated:
        return {"profile_note": note, "sections": []}
    standing = account.standing()
    return {
        "person_name": account.name,
        "office_name": standing.office or "没有有效的任职",
        "role_name": standing.role_label,
        "profile_note": note,
        "logout_url": reverse("agencies:logout"),
        "conflicts_url": reverse("desk:conflicts") if account.holds(EDIT) else "",
        "password_url": reverse("agencies:password"),
        "may_search": not is_administrator(account),
        "sections": _sections(request),
    }


def _opens(section: Section, account) -> bool:
    return not section.right or account.holds(section.right)


def _sections(request) -> list[dict]:
    opened = [section for section in SECTIONS if _opens(section, request.user)]
    counted = _counts(request.user)
    return [_line(section, request, counted.get(section.url_name)) for section in opened]


def _line(section: Section, request, count: int | None) -> dict:
    url = reverse(section.url_name)
    here = getattr(request, "section", None) or _section_of(request)
    return {
        "label": section.label,
        "icon": section.icon,
        "url": url,
        "count": count,
        "current": here == section.url_name,
        "gap_before": section.gap_before,
    }


def _section_of(request) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def _counts(account) -> dict[str, int]:
    """Section → how many wait there: one question for both lists of cases."""
    lists = {
        "applications:list": Application.objects.visible_to(account).open(),
        "applications:visits": Application.objects.to_visit_by(account),
    }
    cases, visits = (
        found.order_by().values_list(Value(name)).annotate(found=Count("pk")) for name, found in lists.items()
    )
    counted = dict(cases.union(visits, all=True))
    if account.holds("appoint_staff"):
        proposals = SeatProposal.objects.under_right(account, "appoint_staff")
        counted["agencies:proposals"] = proposals.waiting().count()
    return counted
