"""What pages print of 分户 and 迁移, and what the reviewer is told of a split near an application."""

from django.db.models import Q

from households.codes import TransferState
from households.models import Household, Split, Transfer


def splits(household: Household, account) -> list[Split]:
    """The splits this household came from or gave rise to."""
    found = Split.objects.visible_to(account).filter(Q(source=household) | Q(made=household))
    return list(found.select_related("source", "made", "by"))


def lines(household: Household, account) -> list[dict]:
    """The splits and moves of a household, for its page; `other` is a household this person may open."""
    parted = splits(household, account)
    keys = {one.source_id for one in parted} | {one.made_id for one in parted}
    seen = set(Household.objects.visible_to(account).filter(pk__in=keys).values_list("pk", flat=True))
    found = [_split_line(one, household, seen) for one in parted]
    moves = Transfer.objects.visible_to(account).filter(household=household)
    return found + [_move_line(one) for one in moves.select_related("from_office", "to_office")]


def _split_line(one: Split, household: Household, seen: set) -> dict:
    came = one.made_id == household.pk
    other = one.source if came else one.made
    words = (
        f"从 {other.number} 分出，{one.people} 人" if came else f"分出 {one.people} 人，另成 {other.number}"
    )
    return {"on": one.on, "words": f"{words}。{one.reason}", "other": other if other.pk in seen else None}


def _move_line(one: Transfer) -> dict:
    words = f"{one.from_office} → {one.to_office}，{one.get_state_display()}"
    shown = one.settled_on if one.state == TransferState.RECEIVED else one.sent_on
    return {"on": shown, "words": f"{words}。{one.reason}", "other": None}


def warning(household: Household, account, applied_on) -> str:
    """What the reviewer of a case is told: the law gives no number of months, so every split is named."""
    told = [_told(one, household, (applied_on - one.on).days) for one in splits(household, account)]
    if not told:
        return ""
    return "；".join(told) + "。请核实是否为了符合条件而分户（83 号文一(一)：不得仅将个别成员纳入）。"


def _told(one: Split, household: Household, days: int) -> str:
    came = one.made_id == household.pk
    what = (
        f"本户是从 {one.source.number} 分出的" if came else f"本户分出了 {one.made.number}（{one.people} 人）"
    )
    when = f"申请前 {days} 天" if days > 0 else f"申请后 {-days} 天" if days else "申请当天"
    return f"{what}，{one.on}，{when}"
