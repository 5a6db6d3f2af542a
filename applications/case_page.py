"""What the page of a case and the pages of its steps print."""

from django.urls import reverse

from applications import states
from applications.conditions import deciding_office
from applications.judgement_page import judgement_page
from applications.presenting import TONES, act_url, applicant, clock_words, crumbs, fitting, has_left, village
from applications.progress import line, ruler, timeline
from applications.states import State
from households import dossier
from households.models import Household
from households.parting_showing import warning
from households.showing import member_rows
from papers.actions import papers_of
from papers.templatetags.lr import moment, money

MEMBER_COLUMNS = [
    {"label": "姓名"},
    {"label": "证件号"},
    {"label": "关系"},
    {"label": "情况"},
    {"label": "年收入", "num": True},
]


PAPER_COLUMNS = [
    {"label": "文书"},
    {"label": "文书号"},
    {"label": "日期"},
    {"label": "打印"},
    {"label": "看", "quiet": True},
]


def case(application, account, today) -> dict:
    """The page of one case."""
    visits = list(application.visits.select_related("visitor", "companion"))
    is_gone = _is_out_of_sight(application, account)
    known = dossier.known(application.household, today)
    next_act, others = _next_act(application, account, today)
    return {
        "application": application,
        "head": _head(application, others),
        "next": next_act,
        "warning": warning(application.household, account, application.accepted_on or application.opened_on),
        "steps": line(application, visits),
        "ruler": ruler(application, today),
        "journal": timeline(application),
        "members": [] if is_gone else member_rows(known, today),
        "people_says": "已迁到其他乡镇，现在的情况由对方经办" if is_gone else f"共 {len(known.members)} 人",
        "member_columns": MEMBER_COLUMNS,
        "paper_columns": PAPER_COLUMNS,
        "visits": visits,
        "decision_pairs": _decision_pairs(application),
    }


def _is_out_of_sight(application, account) -> bool:
    """Whether the family has moved out of this person's sight: the case stays, new data does not show (SEC-22)."""
    if not has_left(application):
        return False
    return not Household.objects.visible_to(account).filter(pk=application.household_id).exists()


def _head(application, others) -> dict:
    """Title, state and the ways on from the page of a case."""
    assessment = application.assessment
    badges = [{"label": application.get_state_display(), "tone": TONES.get(application.state, "plain")}]
    if assessment is not None and assessment.monthly_fen is not None:
        badges.append({"label": f"每月 {money(assessment.monthly_fen)} 元"})
    if application.has_moved:
        badges.append({"label": "初审后情况有变", "tone": "soon"})
    acts = []
    if application.state not in (State.DRAFT, State.RECEIVED, State.RETURNED):
        url = reverse("applications:assessment", args=[application.pk])
        acts.append({"label": "看判定", "url": url})
    return {
        "title": f"{applicant(application)}一家，低保",
        "crumbs": [*crumbs(application, "")[:1], {"label": str(application)}],
        "badges": badges,
        "aside": f"首问 {application.first_contact.name}",
        "acts": acts,
        "more": [
            {"label": act.label, "url": reverse("applications:act", args=[application.pk, act.verb])}
            for act in others
        ],
    }


def _next_act(application, account, today) -> tuple[dict | None, list]:
    """The one act the case waits for, and the others this person could take."""
    verbs = states.NEXT[State(application.state)]
    back = [states.ACTS[verb] for verb in ("visit_again", "send_back")]
    others = [act for act in back if act.arrow.open_to(account, application)]
    if not verbs:
        return None, others
    act = states.ACTS[fitting(application, verbs)]
    may_act = _sits_where(act, account, application, today)
    return clock_words(application, today) | {
        "label": act.label,
        "button": act.label if may_act else "",
        "says": _why_now(application) if may_act else f"等{WAITS_FOR[act.verb]}办理。",
        "url": act_url(application, act.verb),
        "why_not": act.arrow.why_not(account, application) if may_act else None,
    }, others


def _sits_where(act, account, application, today) -> bool:
    """Whether the act is for this person's seat; a decision is for the office that decides alone."""
    if act.verb in ("confirm", "refuse"):
        deciding = deciding_office(application.office, today)
        return deciding.lineage in account.lineages_with("confirm_applications")
    return account.has_perm(act.arrow.right, application.ruled_by)


# Whom a case waits for, told to those whose seat does not take the step.
WAITS_FOR = {
    "receive": "窗口经办员",
    "accept": "窗口经办员",
    "visit": "两名调查人",
    "review": "初审人",
    "post_notice": "经办员或初审人",
    "confirm": "确认人",
    "refuse": "确认人",
    "deliver": "经办员",
}


def _why_now(application) -> str:
    """One line about what the next act waits for."""
    if application.state == State.NOTICE_POSTED:
        end = application.notice_ends_on
        return f"公示到 {end.month} 月 {end.day} 日 24 时届满，次日起可以确认。确认人不能办过前面的任何一步。"
    return {
        State.ACCEPTED: "两名调查人同去，看到的和家里说的对一对。",
        State.VISITED: "登记人和调查人不能作初审。",
        State.REVIEWED: "拟同意的先公示 7 天；不符合的由确认人决定。",
        State.CONFIRMED: "通知书交到本户手里，记下签收人。",
        State.REFUSED: "告知书在 3 个工作日内交到本户手里，记下签收人。",
    }.get(application.state, "")


def _decision_pairs(application) -> list[dict]:
    decision = getattr(application, "decision", None)
    if decision is None:
        return []
    pairs = [{"label": "结果", "value": decision.get_outcome_display()}]
    if decision.first_month:
        pairs.append({"label": "每月", "value": f"{money(decision.monthly_fen)} 元"})
        pairs.append({"label": "起始月", "value": f"{decision.first_month:%Y 年 %-m 月}"})
    pairs.append({"label": "决定", "value": f"{moment(decision.made_at)}，{decision.made_by.name}"})
    if application.delivery:
        pairs.append({"label": "送达", "value": application.delivery})
    return pairs


def papers(application, visible) -> list:
    """The papers of a case that this person may see, newest first."""
    return list(visible.filter(pk__in=papers_of(application).values("pk")).order_by("-made_at"))


# What each step asks before its button is pressed.
ASKS = {
    "review": "判定会按现在查明的事实存档，与你的意见一起交给确认人。",
    "post_notice": "公示单只写申请人、村（居）、人数和拟定金额。今天张贴，从明天起算 7 天。",
    "confirm": "确认后立即出通知书，从下月起发放。确认人不能办过本案前面的任何一步。",
    "refuse": "不予确认告知书会写明每一条不符合的条款、两个数和救济途径。",
    "visit_again": "退回后由两名调查人再次入户，期限照算。",
    "send_back": "退回后重新初审，期限照算。",
    "deliver": "通知书交到本户手里，办结。",
}


def step(application, verb: str, account, today) -> dict:
    """The page on which one step is taken: what it rests on, and why it is closed if it is."""
    act = states.ACTS[verb]
    family = applicant(application)
    context = {
        "act": act,
        "applicant": family,
        "page_title": f"{act.label}：{family}一家",
        "crumbs": crumbs(application, act.label),
        "badges": [{"label": application.get_state_display(), "tone": TONES.get(application.state, "plain")}],
        "blocked": act.arrow.why_not(account, application),
        "deadline": clock_words(application, today),
        "village": village(application),
        "address": "" if has_left(application) else application.household.address,
        "says": ASKS.get(verb, ""),
        "button": act.label,
    }
    if application.accepted_on and verb in ("review", "post_notice", "confirm", "refuse"):
        judgement = judgement_page(application, today)
        context["judgement"] = judgement
        context["page_title"] = f"{act.label}：{family}一家，{judgement['headline']}"
    return context
