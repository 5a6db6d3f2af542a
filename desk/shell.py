"""What the frame around every page shows: who, where, and the sections open to that person."""

from dataclasses import dataclass

from django.conf import settings
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
        "sections": [_line(section, request) for section in SECTIONS if _opens(section, account)],
    }


def _opens(section: Section, account) -> bool:
    return not section.right or account.holds(section.right)


def _line(section: Section, request) -> dict:
    url = reverse(section.url_name)
    here = getattr(request, "section", None) or _section_of(request)
    return {
        "label": section.label,
        "icon": section.icon,
        "url": url,
        "count": _count(section, request.user),
        "current": here == section.url_name,
        "gap_before": section.gap_before,
    }


def _section_of(request) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def _count(section: Section, account) -> int | None:
    if section.url_name == "applications:list":
        return Application.objects.visible_to(account).open().count()
    if section.url_name == "applications:visits":
        return Application.objects.to_visit_by(account).count()
    if section.url_name == "agencies:proposals":
        return SeatProposal.objects.under_right(account, section.right).waiting().count()
    return None
