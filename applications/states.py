"""The life of a 低保 case, as data: states, and the arrows between them with their right and their persons.

57 号 = 《最低生活保障审核确认办法》. `apart` names the persons on the case who may not take that step.
"""

from typing import NamedTuple

from django.db.models import TextChoices

from applications import conditions
from kernel.moves import Arrow


class State(TextChoices):
    """Where a case stands."""

    DRAFT = "draft", "草稿"
    RECEIVED = "received", "已收件"
    RETURNED = "returned", "待补正"
    ACCEPTED = "accepted", "已受理"
    VISITED = "visited", "已入户"
    REVIEWED = "reviewed", "已初审"
    NOTICE_POSTED = "notice_posted", "公示中"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"
    NOTIFIED = "notified", "已送达"


OPEN = (
    State.DRAFT,
    State.RECEIVED,
    State.RETURNED,
    State.ACCEPTED,
    State.VISITED,
    State.REVIEWED,
    State.NOTICE_POSTED,
)
DECIDED = (State.CONFIRMED, State.REFUSED, State.NOTIFIED)

TAKERS = ("received_by", "accepted_by")
VISITORS = ("visited_by", "visited_with")

# 收件: the family's papers are handed in.
RECEIVE = Arrow({State.DRAFT}, State.RECEIVED, "agencies.receive_applications")

# 一次性告知: everything missing is named at once (57 号 第十条).
RETURN_FOR_COMPLETION = Arrow(
    {State.RECEIVED, State.RETURNED}, State.RETURNED, "agencies.accept_applications"
)

# 受理: the file is complete, the statutory clock starts.
ACCEPT = Arrow(
    {State.RECEIVED, State.RETURNED},
    State.ACCEPTED,
    "agencies.accept_applications",
    conditions=(conditions.papers_complete, conditions.no_number_in_conflict),
)

# 入户调查: by two or more (第十六条).
VISIT = Arrow(
    {State.ACCEPTED},
    State.VISITED,
    "agencies.visit_households",
    conditions=(conditions.two_visitors, conditions.visit_day_possible),
)

# 初审 (第十九条): whoever took the family in or visited it does not review it.
REVIEW = Arrow(
    {State.VISITED},
    State.REVIEWED,
    "agencies.review_applications",
    apart=TAKERS + VISITORS,
    conditions=(conditions.never_took_part("receive", "return_for_completion", "accept", "visit"),),
)

# 公示 of a proposed approval (第十九条).
POST_NOTICE = Arrow(
    {State.REVIEWED},
    State.NOTICE_POSTED,
    "agencies.post_notices",
    conditions=(conditions.proposes_approval,),
)

# 审核确认 (第二十、二十一条): nobody who acted before.
DECIDERS_APART = (*TAKERS, *VISITORS, "reviewed_by", "posted_by")
EARLIER_VERBS = ("receive", "return_for_completion", "accept", "visit", "review", "post_notice")
CONFIRM = Arrow(
    {State.NOTICE_POSTED},
    State.CONFIRMED,
    "agencies.confirm_applications",
    apart=DECIDERS_APART,
    conditions=(
        conditions.never_took_part(*EARLIER_VERBS),
        conditions.decided_at_the_right_level,
        conditions.notice_has_ended,
        conditions.as_reviewed,
        conditions.values_verified,
    ),
)
REFUSE = Arrow(
    {State.REVIEWED, State.NOTICE_POSTED},
    State.REFUSED,
    "agencies.confirm_applications",
    apart=DECIDERS_APART,
    conditions=(
        conditions.never_took_part(*EARLIER_VERBS),
        conditions.decided_at_the_right_level,
        conditions.as_reviewed,
        conditions.rules_say_no,
        conditions.values_verified,
    ),
)

# Going back is an arrow of its own, with its reason; the clock goes on.
VISIT_AGAIN = Arrow(
    {State.VISITED, State.REVIEWED},
    State.ACCEPTED,
    "agencies.review_applications",
    apart=TAKERS + VISITORS,
    conditions=(conditions.gives_reason,),
)
SEND_BACK = Arrow(
    {State.REVIEWED, State.NOTICE_POSTED},
    State.VISITED,
    "agencies.confirm_applications",
    apart=TAKERS + VISITORS,
    conditions=(conditions.gives_reason,),
)

# 送达: the family has the decision and its reasons in hand (第二十一条).
DELIVER = Arrow({State.CONFIRMED, State.REFUSED}, State.NOTIFIED, "agencies.deliver_decisions")

ARROWS = (
    RECEIVE,
    RETURN_FOR_COMPLETION,
    ACCEPT,
    VISIT,
    REVIEW,
    POST_NOTICE,
    CONFIRM,
    REFUSE,
    VISIT_AGAIN,
    SEND_BACK,
    DELIVER,
)


class Act(NamedTuple):
    """A step as people speak of it: the verb in `actions`, its name on buttons, and its arrow."""

    verb: str
    label: str
    arrow: Arrow


ACTS = {
    act.verb: act
    for act in (
        Act("receive", "受理", RECEIVE),
        Act("accept", "受理", ACCEPT),
        Act("visit", "入户调查", VISIT),
        Act("review", "初审", REVIEW),
        Act("post_notice", "公示", POST_NOTICE),
        Act("confirm", "审核确认", CONFIRM),
        Act("refuse", "不予确认", REFUSE),
        Act("visit_again", "退回补查", VISIT_AGAIN),
        Act("send_back", "退回初审", SEND_BACK),
        Act("deliver", "送达", DELIVER),
    )
}

# What a case waits for in each state: the first of these that fits is the next act.
NEXT = {
    State.DRAFT: ("receive",),
    State.RECEIVED: ("accept",),
    State.RETURNED: ("accept",),
    State.ACCEPTED: ("visit",),
    State.VISITED: ("review",),
    State.REVIEWED: ("post_notice", "refuse"),
    State.NOTICE_POSTED: ("confirm",),
    State.CONFIRMED: ("deliver",),
    State.REFUSED: ("deliver",),
    State.NOTIFIED: (),
}
