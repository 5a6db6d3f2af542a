"""What pages about a case print: plain values, so that templates ask nothing and decide nothing."""

from datetime import timedelta
from itertools import pairwise

from django.urls import reverse

from applications import states
from applications.conditions import judged
from applications.letters import things_to_bring
from applications.states import State
from eligibility.showing import entries, labels
from households import dossier
from households.showing import applicant_name, member_rows
from kernel.calendar import is_workday
from kernel.moves import Step
from papers.actions import papers_of
from papers.templatetags.lr import day, moment, money
from papers.wording import deadline

TONES = {
    State.DRAFT: "off",
    State.RETURNED: "soon",
    State.CONFIRMED: "accent",
    State.NOTICE_POSTED: "accent",
    State.REFUSED: "off",
    State.NOTIFIED: "off",
}

# The line of steps: name, the day column, and the states in which it is the present one.
LINE = (
    ("收件", "received_on", (State.DRAFT,)),
    ("受理", "accepted_on", (State.RECEIVED, State.RETURNED)),
    ("入户", "visited_on", (State.ACCEPTED,)),
    ("初审", "reviewed_on", (State.VISITED,)),
    ("公示", "notice_posted_on", (State.REVIEWED,)),
    ("决定", "decided_on", (State.NOTICE_POSTED,)),
    ("送达", "delivered_on", (State.CONFIRMED, State.REFUSED)),
)


def row(application, today) -> dict:
    """A line of a list."""
    return {
        "application": application,
        "applicant": applicant_name(application.household),
        "village": application.household.division.name,
        "state": application.get_state_display(),
        "note": _state_note(application, today),
        "tone": TONES.get(application.state, "plain"),
        "deadline": clock_words(application, today),
        "next": next_label(application),
        "url": next_url(application),
    }


def _state_note(application, today) -> str:
    """What the state alone does not tell: until when a notice hangs, and that the facts have moved."""
    if application.has_moved:
        return "初审后情况有变"
    if application.state == State.NOTICE_POSTED:
        end = application.notice_ends_on
        return "已经届满" if end < today else f"到 {end.month} 月 {end.day} 日"
    return ""


def next_url(application) -> str:
    """Where a list's button leads: straight to the next act."""
    verbs = states.NEXT[State(application.state)]
    if not verbs:
        return reverse("applications:detail", args=[application.pk])
    return act_url(application, _fitting(application, verbs))


def clock_words(application, today) -> dict | None:
    """The statutory deadline in words; before acceptance there is none, after the decision it has stopped."""
    if application.state == State.DRAFT:
        return {"text": "还没收件（不计期限）", "tone": "stop"}
    if application.state in (State.RECEIVED, State.RETURNED):
        days = (today - application.received_on).days
        return {"text": f"等本户补正（第 {days} 天，期限暂停）", "tone": "stop"}
    if application.due_on and application.state not in states.DECIDED:
        return deadline(application.due_on, today)
    if application.decided_on:
        return {
            "text": f"{application.decided_on.month} 月 {application.decided_on.day} 日已决定",
            "tone": "done",
        }
    return None


def next_label(application) -> str:
    verbs = states.NEXT[State(application.state)]
    return states.ACTS[_fitting(application, verbs)].label if verbs else ""


def _fitting(application, verbs) -> str:
    """After a review that says no, the next act is the refusal; else the first in the table."""
    assessment = application.assessment
    if "refuse" in verbs and assessment is not None and assessment.answer != "YES":
        return "refuse"
    return verbs[0]


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
    known = dossier.known(application.household, today)
    next_act, others = _next_act(application, account, today)
    return {
        "application": application,
        "head": _head(application, others),
        "next": next_act,
        "steps": line(application, visits),
        "ruler": ruler(application, today),
        "journal": timeline(application),
        "members": member_rows(known, today),
        "people_says": f"共 {len(known.members)} 人",
        "member_columns": MEMBER_COLUMNS,
        "paper_columns": PAPER_COLUMNS,
        "visits": visits,
        "decision_pairs": _decision_pairs(application),
    }


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
        "title": f"{applicant_name(application.household)}一家，低保",
        "crumbs": [*_crumbs(application, "")[:1], {"label": str(application)}],
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
    act = states.ACTS[_fitting(application, verbs)]
    may_act = account.has_perm(act.arrow.right, application.ruled_by)
    return clock_words(application, today) | {
        "label": act.label,
        "button": act.label if may_act else "",
        "says": _why_now(application) if may_act else f"等{WAITS_FOR[act.verb]}办理。",
        "url": act_url(application, act.verb),
        "why_not": act.arrow.why_not(account, application) if may_act else None,
    }, others


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


def act_url(application, verb: str) -> str:
    """Where an act is taken: 受理 on the intake page, every other on a page of its own."""
    if verb in ("receive", "accept"):
        return reverse("applications:intake", args=[application.pk])
    return reverse("applications:act", args=[application.pk, verb])


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


def line(application, visits) -> list[dict]:
    """收件 → 送达: each step with its day, done, present or to come."""
    days = {"visited_on": visits[0].visited_on if visits else None}
    found, reached = [], False
    for label, column, present_in in LINE:
        is_now = application.state in present_in
        reached = reached or is_now
        day = days[column] if column in days else getattr(application, column)
        skipped = column == "notice_posted_on" and application.decided_on and not day
        note = "不公示" if skipped else "" if reached or not day else f"{day.month} 月 {day.day} 日"
        found.append({"label": label, "note": note, "state": _step_state(is_now, reached)})
    return found


def _step_state(is_now: bool, reached: bool) -> str:
    if is_now:
        return "now"
    return "todo" if reached else "done"


def ruler(application, today) -> dict | None:
    """The statutory working days one by one, from the day after acceptance to the last."""
    if not application.due_on:
        return None
    span = (application.due_on - application.accepted_on).days
    days = [application.accepted_on + timedelta(days=number) for number in range(1, span + 1)]
    workdays = [day for day in days if is_workday(day)]
    start, now = workdays[0], _where_now(application, workdays, today)
    return {
        "says": f"法定 {len(workdays)} 个工作日，{start.month} 月 {start.day} 日起算，{now}。",
        "label": f"{len(workdays)} 个工作日",
        "days": [
            {
                "label": day.day,
                "state": _day_state(day, today, application.due_on),
                "week_start": before is None or day.isocalendar().week != before.isocalendar().week,
            }
            for before, day in pairwise([None, *workdays])
        ],
    }


def _where_now(application, workdays, today) -> str:
    """今天第 17 天, or how the period ended."""
    decided = application.decided_on
    gone = sum(day <= (decided or today) for day in workdays)
    if decided and decided <= workdays[-1]:
        return f"第 {gone} 天作出决定"
    return "已经用完" if today > workdays[-1] else f"今天第 {gone} 天"


def _day_state(day, today, due_on) -> str:
    if day == today:
        return "today"
    if day == due_on:
        return "due"
    return "used" if day < today else "free"


VERB_LABELS = (
    {
        "open_case": "首问，开案",
        "return_for_completion": "一次性告知",
    }
    | {verb: act.label for verb, act in states.ACTS.items()}
    | {"receive": "收件"}
)


def timeline(application) -> list[dict]:
    """Who did what and when, newest first."""
    steps = Step.objects.of(application).select_related("by").order_by("-at", "-pk")
    return [
        {
            "day": day(step.on) if step.on else moment(step.at),
            "who": step.by.name,
            "what": VERB_LABELS[step.verb] + (f"：{step.reason}" if step.reason else ""),
            "key": step.verb not in ("open_case", "return_for_completion"),
        }
        for step in steps
    ]


def papers(application, visible) -> list:
    """The papers of a case that this person may see, newest first."""
    return list(visible.filter(pk__in=papers_of(application).values("pk")).order_by("-made_at"))


def judgement_page(application, today) -> dict:
    """判定: the answer in words, its clauses, its rows, what to bring, and which values nobody has verified.

    From the review on it is the assessment that was kept; before, what the rules say of what is known today.
    """
    if application.assessment_id:
        kept = application.assessment.content
        answer, people, bring = kept["answer"], kept["people"], []
    else:
        judgement = judged(application, today)
        answer, people = judgement.answer, judgement.people
        bring = things_to_bring(judgement, application.papers_seen)
    dibao = answer["benefits"]["dibao"]
    return {
        "dibao": dibao,
        "headline": headline(dibao),
        "clauses": entries([one for one in dibao["clauses"] if "who" not in one], people),
        "incomes": entries([one for one in dibao["clauses"] if "who" in one], people),
        "income_answer": "UNKNOWN" if answer["household"]["net_income_12m"] is None else "YES",
        "income_headline": income_words(answer["household"]),
        "membership": entries(answer["household"]["clauses"], people),
        "membership_answer": "UNKNOWN" if answer["household"]["size"] is None else "YES",
        "membership_headline": counted_words(answer["household"]),
        "lines": amount_lines(dibao, people),
        "bring": [{"what": thing["ask"], "why": thing["why"]} for thing in bring],
        "unverified": labels(answer["unverified"]),
        "pairs": _grounds(application, answer),
    }


def assessment_page(application, today) -> dict:
    """The page of a judgement: its title says the answer."""
    page = judgement_page(application, today)
    applicant = applicant_name(application.household)
    kept = (
        "初审时存档的判定，以后不再变。" if application.assessment_id else "按现在查明的事实判定，还没存档。"
    )
    village = application.household.division.name
    return {
        "judgement": page,
        "title": f"{applicant}一家：{page['headline']}",
        "crumbs": _crumbs(application, "判定"),
        "says": f"{village}，{page['membership_headline']}。{kept}",
    }


def _grounds(application, answer: dict) -> list[dict]:
    """By which day, which rulebook and whose hand a judgement was made."""
    pairs = [
        {"label": "按此日规则", "value": answer["on"]},
        {"label": "规则摘要", "value": answer["rulebook"][:12]},
    ]
    if kept := application.assessment:
        pairs.append({"label": "存档", "value": f"{moment(kept.made_at)}，{kept.made_by.name}"})
    return pairs


def income_words(household: dict) -> str:
    """全家 12 个月净收入 4,968.00 元, or that a part is unknown."""
    if household["net_income_12m"] is None:
        return "还有收入没问清"
    return f"全家 12 个月净收入 {money(household['net_income_12m'])} 元"


def counted_words(household: dict) -> str:
    """计入 3 人, or that it is not known yet who counts."""
    return "还不知道谁计入" if household["size"] is None else f"计入 {household['size']} 人"


def headline(dibao: dict) -> str:
    """The answer as a title says it; no amount while it is unknown."""
    if dibao["answer"] == "YES":
        return f"按户低保，每月 {money(dibao['total'])} 元" if dibao["total"] else "符合低保，金额待查清"
    if dibao["answer"] == "NO":
        return "不符合低保"
    return f"尚缺 {len(dibao['missing'])} 项事实，还不能判定"


def amount_lines(dibao: dict, people: dict[str, str]) -> list[dict]:
    """The rows of the monthly sum as the amount component prints them."""
    lines = []
    for entry in dibao["rows"]:
        amount = entry["value"] or ""
        sign = "−" if amount.startswith("-") else "+" if lines else ""
        note = people.get(entry.get("who"), "")
        lines.append({"sign": sign, "label": entry["says"], "note": note, "amount": amount.lstrip("-")})
    return lines


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
    applicant = applicant_name(application.household)
    context = {
        "act": act,
        "applicant": applicant,
        "page_title": f"{act.label}：{applicant}一家",
        "crumbs": _crumbs(application, act.label),
        "badges": [{"label": application.get_state_display(), "tone": TONES.get(application.state, "plain")}],
        "blocked": act.arrow.why_not(account, application),
        "deadline": clock_words(application, today),
        "village": application.household.division.name,
        "address": application.household.address,
        "says": ASKS.get(verb, ""),
        "button": act.label,
    }
    if application.accepted_on and verb in ("review", "post_notice", "confirm", "refuse"):
        judgement = judgement_page(application, today)
        context["judgement"] = judgement
        context["page_title"] = f"{act.label}：{applicant}一家，{judgement['headline']}"
    return context


def _crumbs(application, last: str) -> list[dict]:
    return [
        {"label": "案件", "url": reverse("applications:list")},
        {"label": str(application), "url": reverse("applications:detail", args=[application.pk])},
        {"label": last},
    ]
