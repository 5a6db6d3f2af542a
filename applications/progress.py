"""How far a case has come: its line of steps, its working days, and who did what."""

from datetime import timedelta
from itertools import pairwise

from applications import states
from applications.states import State
from kernel.calendar import is_workday
from kernel.moves import Step
from papers.templatetags.lr import day, moment

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
    leans = "（按暂定日历）" if application.due_is_provisional else ""
    return {
        "says": f"法定 {len(workdays)} 个工作日，{start.month} 月 {start.day} 日起算，{now}{leans}。",
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
        "follow_notice": "重算法定办结日",
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
            "key": step.verb not in ("open_case", "return_for_completion", "follow_notice"),
        }
        for step in steps
    ]
