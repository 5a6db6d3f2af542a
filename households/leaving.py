"""成员离开 and 更换申请人: who lives in a household no more, and in whose name it applies."""

from datetime import date, timedelta

from households import codes
from households.actions import lock, require_right
from households.models import Household, Membership
from kernel import ledger
from kernel.moves import Refused


def end_membership(membership: Membership, *, until: date, why: str = "", by, on: date) -> Membership:
    """A member leaves; the day is their last. The applicant stays while others do."""
    household = membership.household
    require_right(by, household.office)
    if why not in {"", *codes.Leaving.values}:
        raise Refused(f"没有“{why}”这种离开原因，请从列表里选。")
    with ledger.transaction():
        lock(household)
        membership.refresh_from_db()
        _refuse_ending(membership, until, on)
        membership.until, membership.left_for = until, why
        membership.save(update_fields=["until", "left_for"])
        ledger.write(
            "households.end_membership",
            actor=by,
            subject=household,
            person=str(membership.person_id),
            until=until.isoformat(),
            why=why,
        )
    return membership


def _refuse_ending(membership: Membership, until: date, on: date) -> None:
    if membership.until:
        raise Refused(f"此人已于 {membership.until} 离开本户，不必重复办理。")
    if not membership.since <= until <= on:
        raise Refused(f"最后一天 {until} 应在登记到本户的 {membership.since} 与今天之间，请核对。")
    others = membership.household.memberships.open().exclude(pk=membership.pk)
    if membership.relation == codes.Relation.APPLICANT and others.exists():
        raise Refused("申请人之外还有成员。请先更换申请人，再办申请人离开。")


def change_applicant(household: Household, relations: dict, *, by, on: date) -> None:
    """更换申请人: everybody's relation is stated anew (person key → relation). What stood before stays as it was.

    Who stood in another relation until yesterday ends a membership and begins one; of today's it is put right.
    """
    require_right(by, household.office)
    with ledger.transaction():
        lock(household)
        members = list(household.memberships.open())
        _refuse_restating(members, relations)
        changed = [one for one in members if relations[one.person_id] != one.relation]
        before = {str(one.person_id): one.relation for one in changed}
        for one in sorted(changed, key=lambda one: one.relation != codes.Relation.APPLICANT):
            _restate(one, relations[one.person_id], on)
        after = {key: relations[one.person_id] for key, one in zip(before, changed, strict=True)}
        ledger.write("households.change_applicant", actor=by, subject=household, before=before, after=after)


def _refuse_restating(members: list[Membership], relations: dict) -> None:
    if relations.keys() != {one.person_id for one in members}:
        raise Refused("成员刚刚有变动，或者有人没有选关系。请刷新后逐人选好。")
    if set(relations.values()) - set(codes.Relation.values):
        raise Refused("有成员没有选与新申请人的关系，请逐人选好。")
    if list(relations.values()).count(codes.Relation.APPLICANT) != 1:
        raise Refused("一户必须有、也只能有一名申请人，请核对各人的关系。")
    if all(relations[one.person_id] == one.relation for one in members):
        raise Refused("各人的关系都和现在一样，没有改动。")


def _restate(membership: Membership, relation: str, on: date) -> None:
    if membership.since >= on:
        membership.relation = relation
        membership.save(update_fields=["relation"])
        return
    membership.until = on - timedelta(days=1)
    membership.save(update_fields=["until"])
    Membership.objects.create(
        household=membership.household, person_id=membership.person_id, relation=relation, since=on
    )
