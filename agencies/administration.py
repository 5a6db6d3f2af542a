"""What the three administrators are shown: their duties, and the journal of what they did."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from agencies.models import Account, Appointment, SeatProposal
from agencies.roles import ROLES
from kernel import ledger
from kernel.models import JournalEntry

MANAGE, APPOINT, AUDIT = "manage_accounts", "appoint_staff", "read_journal"

# Every kind of entry of the administration; none of them is about a case.
KINDS = {
    "account.opened": "开设账号",
    "account.first_appointed": "首任管理员",
    "account.password_given": "发初始密码",
    "account.password_chosen": "本人改密码",
    "account.disabled": "停用账号",
    "account.enabled": "启用账号",
    "account.locked": "输错密码被锁",
    "account.unlocked": "解锁",
    "account.searched": "查找账号",
    "account.list_taken": "导入名单",
    "appointment.given": "任命",
    "appointment.ended": "免职",
    "appointment.proposed": "任职建议",
    "appointment.declined": "建议不采纳",
}
_WORDS = {
    "office": "机构",
    "role": "角色",
    "from": "起",
    "to": "止",
    "opened": "新开账号",
    "proposed": "任职建议",
    "failures": "输错次数",
    "found": "查到",
}


def is_administrator(account) -> bool:
    """Whether the person administers and sees no case: the three seats are held alone."""
    return any(map(account.holds, (MANAGE, APPOINT, AUDIT))) and not account.holds("read_applications")


def duties(account) -> list[dict]:
    """What this person's start page offers: exactly what the seat opens."""
    found = []
    if account.holds(MANAGE):
        found.append(_duty("账号", "开设、停用、启用账号，解锁，重发初始密码。", "agencies:accounts"))
        found.append(
            _duty("导入人员名单", "一次开设一批账号，席位交安全管理员确认。", "agencies:import_list")
        )
    if account.holds(APPOINT):
        waiting = SeatProposal.objects.under_right(account, APPOINT).waiting().count()
        found.append(_duty("席位", "谁坐在哪里；任命、免职。", "agencies:seats"))
        found.append(_duty("任职建议", f"名单里的席位，{waiting} 条等确认。", "agencies:proposals"))
    if account.holds(AUDIT):
        found.append(
            _duty("管理日志", "开设账号、任免、锁定的记录，只读。", "agencies:administration_journal")
        )
    return found


def _duty(label: str, says: str, url_name: str) -> dict:
    return {"label": label, "says": says, "url": reverse(url_name)}


def entries(account, kind: str = "", since=None, until=None):
    """The journal of the administration, by kind and day, for whoever audits these people."""
    found = JournalEntry.objects.filter(kind__in=[kind] if kind in KINDS else KINDS)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found.filter(actor__in=Account.objects.visible_to(account, AUDIT)).select_related("actor")


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def lines(found) -> list[dict]:
    """Entries as the auditor reads them: who, what, to whom; numbers never stand in an entry."""
    found = list(found)
    people = _people(found)
    return [
        {
            "entry": entry,
            "label": KINDS[entry.kind],
            "whom": people.get(_whom(entry), ""),
            "says": "；".join(_says(entry)),
        }
        for entry in found
    ]


def _whom(entry) -> int | None:
    """The account an entry is about: its subject, or the person of the appointment."""
    if entry.subject_type == "agencies.account":
        return int(entry.subject_id)
    return entry.content.get("account")


def _people(found) -> dict[int, str]:
    """Account → name and login name, in one question; of the first administrators the subject is the seat."""
    firsts = [entry.subject_id for entry in found if entry.kind == "account.first_appointed"]
    seated = dict(Appointment.objects.filter(pk__in=firsts).values_list("pk", "account"))
    for entry in found:
        if entry.kind == "account.first_appointed":
            entry.content = entry.content | {"account": seated.get(int(entry.subject_id))}
    rows = Account.objects.filter(pk__in={_whom(entry) for entry in found} - {None})
    return {account.pk: f"{account.name}（{account.username}）" for account in rows}


def _says(entry):
    for key, word in _WORDS.items():
        value = entry.content.get(key)
        if value not in (None, ""):
            yield f"{word} {ROLES[value].label if key == 'role' and value in ROLES else value}"
    said = ledger.said(entry)
    if said:
        yield said
