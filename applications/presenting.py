"""What a line about a case prints, wherever it stands: plain values, so that templates decide nothing."""

from django.urls import reverse

from applications import states
from applications.states import State
from households.showing import applicant_name
from papers.wording import deadline

TONES = {
    State.DRAFT: "off",
    State.RETURNED: "soon",
    State.CONFIRMED: "accent",
    State.NOTICE_POSTED: "accent",
    State.REFUSED: "off",
    State.NOTIFIED: "off",
}


def has_left(application) -> bool:
    """Whether the family is another township's by now: its cases stay here, its news does not (SEC-22)."""
    return application.household.office_id != application.office_id


def applicant(application) -> str:
    """The family goes by its applicant; of one that has left, the case number is enough."""
    return "（已迁往其他乡镇）" if has_left(application) else applicant_name(application.household)


def village(application) -> str:
    return "" if has_left(application) else application.household.division.name


def row(application, today) -> dict:
    """A line of a list."""
    return {
        "application": application,
        "applicant": applicant(application),
        "village": village(application),
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
    return act_url(application, fitting(application, verbs))


def clock_words(application, today) -> dict | None:
    """The statutory deadline in words; before acceptance there is none, after the decision it has stopped."""
    if application.state == State.DRAFT:
        return {"text": "还没收件（不计期限）", "tone": "stop"}
    if application.state in (State.RECEIVED, State.RETURNED):
        days = (today - application.received_on).days
        return {"text": f"等本户补正（第 {days} 天，期限暂停）", "tone": "stop"}
    if application.due_on and application.state not in states.DECIDED:
        return deadline(application.due_on, today, is_provisional=application.due_is_provisional)
    if application.decided_on:
        return {
            "text": f"{application.decided_on.month} 月 {application.decided_on.day} 日已决定",
            "tone": "done",
        }
    return None


def next_label(application) -> str:
    verbs = states.NEXT[State(application.state)]
    return states.ACTS[fitting(application, verbs)].label if verbs else ""


def fitting(application, verbs) -> str:
    """After a review that says no, the next act is the refusal; else the first in the table."""
    assessment = application.assessment
    if "refuse" in verbs and assessment is not None and assessment.answer != "YES":
        return "refuse"
    return verbs[0]


def act_url(application, verb: str) -> str:
    """Where an act is taken: 受理 on the intake page, every other on a page of its own."""
    if verb in ("receive", "accept"):
        return reverse("applications:intake", args=[application.pk])
    return reverse("applications:act", args=[application.pk, verb])


def crumbs(application, last: str) -> list[dict]:
    return [
        {"label": "案件", "url": reverse("applications:list")},
        {"label": str(application), "url": reverse("applications:detail", args=[application.pk])},
        {"label": last},
    ]
