"""What the desk's pages print of families."""

from collections import defaultdict

from django.db.models import Value
from django.urls import reverse

from agencies.models import Office
from applications import case_page, presenting
from applications.models import Application
from applications.states import State
from grants.models import Grant
from households import dossier
from households.actions import EDIT
from households.models import NumberConflict, Transfer
from households.parting_showing import lines
from households.showing import applicant_name, applicant_of, fact_sections, masked_number, member_rows
from papers import exports
from papers.templatetags.lr import fullday

HOME_COLUMNS = [
    {"label": "期限"},
    {"label": "申请人"},
    {"label": "状态"},
    {"label": "办理", "quiet": True},
]
DRAFT_COLUMNS = [
    {"label": "申请人"},
    {"label": "村（居）"},
    {"label": "状态"},
    {"label": "首问"},
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


def tiles(scope, total: int, today) -> list[dict]:
    """The counts above the list; each leads to the same cases in the list of cases."""
    cases = reverse("applications:list")
    return [
        {"number": total, "unit": "件", "label": "等我办", "url": f"{cases}?state=mine"},
        {
            "number": scope.overdue(today).count(),
            "unit": "件",
            "label": "已逾期",
            "url": f"{cases}?state=overdue",
            "tone": "over",
        },
        {
            "number": scope.due_soon(today).count(),
            "unit": "件",
            "label": "3 个工作日内到期",
            "url": f"{cases}?state=soon",
            "tone": "soon",
        },
        {
            "number": scope.filter(state=State.NOTICE_POSTED).count(),
            "unit": "件",
            "label": "公示中",
            "url": f"{cases}?state=notice_posted",
        },
    ]


def nothing_to_do(account) -> dict:
    """The workbench of somebody for whom nothing waits: what there is to look at."""
    if account.holds("inspect_records"):
        text = "你的岗位不办步骤，只看：案件、一户一档，以及资料与稽核里的日志。"
        return {"text": text, "label": "看资料与稽核", "url": reverse("admin:index")}
    if account.holds("read_applications"):
        text = "轮到你办时，会按法定期限列在这里。本地的案件随时可以看。"
        return {"text": text, "label": "看案件", "url": reverse("applications:list")}
    return {"text": "有要入户的家庭时，会按法定期限列在这里。", "label": "", "url": ""}


def conflicts_waiting(account) -> str:
    """The line of the workbench that leads to the numbers in conflict; empty where none waits."""
    if not account.holds(EDIT):
        return ""
    waiting = NumberConflict.objects.visible_to(account).in_the_way().count()
    return f"有 {waiting} 条号码冲突还没有核对完，有关的案件不能受理。" if waiting else ""


def ways_on(account) -> list[dict]:
    """Where the list of families leads besides the families."""
    ways = []
    if account.holds("read_households"):
        ways.append({"label": "人员", "url": reverse("desk:people"), "icon": "search"})
    if account.holds(EDIT):
        ways.append({"label": "迁移", "url": reverse("desk:transfers"), "icon": "send"})
        ways.append({"label": "号码冲突", "url": reverse("desk:conflicts"), "icon": "warn"})
    return ways


def changes(household, account) -> list[dict]:
    """What a clerk may do to the family itself."""
    if not account.holds(EDIT, household.office):
        return []
    return [
        {"label": "成员离开", "url": reverse("desk:leave", args=[household.pk])},
        {"label": "更换申请人", "url": reverse("desk:head", args=[household.pk])},
        {"label": "分户", "url": reverse("desk:split", args=[household.pk])},
        {"label": "迁移到其他乡镇", "url": reverse("desk:send", args=[household.pk])},
    ]


def transfers_waiting(account) -> str:
    """The line of the workbench that leads to the families sent here; empty where none waits."""
    offices = Office.objects.under_right(account, EDIT)
    waiting = Transfer.objects.visible_to(account).open().filter(to_office__in=offices).count()
    return f"有 {waiting} 户从其他乡镇移交过来，等接收。" if waiting else ""


IN_PAYMENT = "in payment"


def search_rows(found, account) -> list[dict]:
    """A line per family: who, where, and what is under way or in payment."""
    under_way = _under_way(found, account)
    return [
        {
            "household": one,
            "applicant": applicant_name(one),
            "masked": masked_number(applicant_of(one)),
            "village": one.division.name,
            "size": len(one.open_members),
            "status": _status(under_way[one.pk]),
            "act": "接着办" if under_way[one.pk] - {IN_PAYMENT} else "受理",
        }
        for one in found
    ]


def _under_way(found, account) -> dict:
    """Household → the state of its open case, and whether it is in payment; one question for both."""
    cases = Application.objects.visible_to(account).open().filter(household__in=found)
    grants = Grant.objects.visible_to(account).filter(household__in=found, state="active")
    rows = cases.order_by().values_list("household", "state")
    under_way = defaultdict(set)
    for household, what in rows.union(
        grants.order_by().values_list("household", Value(IN_PAYMENT)), all=True
    ):
        under_way[household].add(what)
    return under_way


def _status(under_way: set[str]) -> str:
    words = ["低保在保"] if IN_PAYMENT in under_way else []
    words += [f"在办：{State(state).label}" for state in under_way - {IN_PAYMENT}]
    return "，".join(words) or "没有"


def listing(found) -> exports.Listing:
    """The list of families as a sheet: what a line of the screen shows."""
    rows = [
        (row["applicant"], row["household"].number, row["village"], row["household"].address, row["size"])
        for row in list_rows(found)
    ]
    return exports.Listing("households", "家庭", exports.labels(LIST_COLUMNS), rows, {})


def list_rows(page) -> list[dict]:
    return [
        {
            "household": one,
            "applicant": applicant_name(one),
            "village": one.division.name,
            "size": len(one.open_members),
        }
        for one in page
    ]


def file(household, account, today) -> dict:
    """The whole file of a family on a day."""
    known = dossier.known(household, today)
    cases = Application.objects.visible_to(account).filter(household=household).for_list()
    grants = Grant.objects.visible_to(account).filter(household=household).prefetch_related("rows__person")
    return {
        "household": household,
        "applicant": applicant_name(household),
        "title": f"{applicant_name(household)}一家",
        "crumbs": [
            {"label": "一户一档", "url": reverse("desk:households")},
            {"label": household.number},
        ],
        "says": f"{household.office.division.name} {household.division.name} {household.address}",
        "people_says": f"共 {len(known.members)} 人",
        "member_columns": case_page.MEMBER_COLUMNS,
        "members": _members(household, known, account, today),
        "sections": fact_sections(household, known, today),
        "more": changes(household, account),
        "partings": [_parting(one) for one in lines(household, account)],
        "cases": [presenting.row(case, today) for case in cases.order_by("-opened_on")],
        "grants": [_grant(grant) for grant in grants.order_by("-first_month")],
    }


def _members(household, known, account, today) -> list[dict]:
    """A line per member; whoever may see whole numbers gets the way to the page that asks why.

    A member whose number another name holds is marked, with the way there for whoever may settle it.
    """
    rows = member_rows(known, today)
    disputed = NumberConflict.objects.visible_to(account).in_the_way_of(household)
    conflicts = dict(disputed.values_list("claimant", "pk"))
    may_settle = account.holds(EDIT, household.office)
    for row in rows:
        conflict = conflicts.get(row["person"].pk)
        row["disputed"] = conflict is not None
        row["conflict"] = reverse("desk:conflict", args=[conflict]) if conflict and may_settle else ""
    if account.holds("reveal_numbers", household.office):
        for row in rows:
            row["reveal"] = reverse("desk:reveal", args=[household.pk, row["person"].pk, "id_number"])
    return rows


def _parting(line: dict) -> dict:
    """A split or a move as a name and a value; the value leads to the other family where one may open it."""
    other = line["other"]
    url = reverse("desk:household", args=[other.pk]) if other else ""
    return {"label": fullday(line["on"]), "value": line["words"], "url": url}


def _grant(grant) -> dict:
    """A grant as the amount component prints it."""
    month = f"{grant.first_month.year} 年 {grant.first_month.month} 月起"
    return {
        "lines": [
            {
                "sign": "−" if row.fen < 0 else "+" if row.position > 1 else "",
                "label": row.label,
                "note": row.person.name if row.person else "",
                "amount": abs(row.fen),
            }
            for row in grant.rows.all()
        ],
        "label": f"低保每月，{month}" + ("" if grant.state == "active" else "（已停）"),
        "total": grant.monthly_fen,
    }
