"""分户 and 迁移, as far as the register goes. Whether a case stands in the way is asked upstairs (applications)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from households import codes, typed
from households.actions import EDIT, lock, register_household, require_right
from households.models import Household, Membership, NumberConflict, Obligor, Representative, Split, Transfer
from kernel import ledger
from kernel.moves import Refused

State = codes.TransferState
MOST_WORDS = 200


@dataclass(frozen=True)
class Plan:
    """Who leaves and how they stand to the new applicant (person key → relation), where to, and why."""

    relations: dict
    division: object
    address: str
    reason: str


def split(household: Household, plan: Plan, *, by, on: date) -> Household:
    """分户: the chosen members leave and are a household of their own from this day."""
    require_right(by, household.office)
    reason = _words(plan.reason, "分户的理由")
    with ledger.transaction():
        lock(household)
        leaving = _leaving(household, plan, on)
        made = register_household(household.office, plan.division, plan.address, by=by, on=on)
        for membership in leaving:
            membership.until = on - timedelta(days=1)
        Membership.objects.bulk_update(leaving, ["until"])
        people = [one.person for one in leaving]
        Membership.objects.bulk_create(
            Membership(household=made, person=one, relation=plan.relations[one.pk], since=on)
            for one in sorted(people, key=lambda one: plan.relations[one.pk] != codes.Relation.APPLICANT)
        )
        for kin in (Obligor, Representative):
            kin.objects.follow(people, made)
        Split.objects.create(source=household, made=made, on=on, people=len(people), reason=reason, by=by)
        ledger.write(
            "households.split",
            actor=by,
            subject=household,
            made=str(made.pk),
            people=[str(one.pk) for one in people],
        )
    return made


def _leaving(household: Household, plan: Plan, on: date) -> list[Membership]:
    """The memberships that end, after every question a split has to answer."""
    members = {one.person_id: one for one in household.memberships.open().select_related("person")}
    if not plan.relations:
        raise Refused("请至少选一名分出的成员。")
    if plan.relations.keys() - members.keys():
        raise Refused("其中有人已不是本户成员。请刷新后再办。")
    leaving = [members[key] for key in plan.relations]
    _refuse_relations(leaving, plan)
    for one in leaving:
        if one.since >= on:
            raise Refused(f"成员{one.person.masked_name}今天才登记到本户，请明天再办分户，或者先更正登记。")
    _refuse_in_conflict(household, leaving)
    return leaving


def _refuse_relations(leaving: list[Membership], plan: Plan) -> None:
    if set(plan.relations.values()) - set(codes.Relation.values):
        raise Refused("有成员没有选与新户申请人的关系，请逐人选好。")
    if list(plan.relations.values()).count(codes.Relation.APPLICANT) != 1:
        raise Refused("新户必须有、也只能有一名申请人，请核对各人的关系。")
    if any(one.relation == codes.Relation.APPLICANT for one in leaving):
        raise Refused("本户的申请人不能分出。请选其他成员分出，或者先更换申请人。")


def _refuse_in_conflict(household: Household, leaving: list[Membership]) -> None:
    """A number in conflict keeps a case from being accepted; a split is no way around it."""
    disputed = NumberConflict.objects.in_the_way_of(household).filter(
        claimant__in=[one.person_id for one in leaving]
    )
    for conflict in disputed.select_related("claimant"):
        raise Refused(f"成员{conflict.claimant.masked_name}的号码冲突还没有核对完，请先核对，再办分户。")


def send(household: Household, to_office, reason: str, *, by, on: date) -> Transfer:
    """移交: the sending office says where the family went, and why. Nothing changes until it is received."""
    require_right(by, household.office)
    words = _words(reason, "迁移的理由")
    with ledger.transaction():
        lock(household)
        household.refresh_from_db()
        if to_office.pk == household.office_id:
            raise Refused(f"这一户就在{to_office}，请选迁入地的机构。")
        row = Transfer(
            household=household,
            from_office=household.office,
            to_office=to_office,
            reason=words,
            sent_by=by,
            sent_on=on,
        )
        _save_new(row)
        ledger.write("households.send", actor=by, subject=row, to=str(to_office.pk))
    return row


def _save_new(row: Transfer) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("这一户已经移交出去，等对方接收。要改，请先撤回上一次移交。") from None


def receive(row: Transfer, division, address: str, *, by, on: date, version: int) -> Transfer:
    """接收: the other office takes the family over; from the next request it is seen there and no longer here."""
    with ledger.transaction():
        row = _locked(row, by, row.to_office, version)
        refuse_the_sender(row, by)
        household = row.household
        if division.parent_id != row.to_office.division_id or division.level != "village":
            raise Refused(f"{division}不是{row.to_office}所辖的村（居），请重新选择。")
        household.office, household.division = row.to_office, division
        household.address = typed.plain(address)[:120]
        household.save(update_fields=["office", "division", "address"])
        _settle(row, State.RECEIVED, "", by=by, on=on)
    return row


def decline(row: Transfer, answer: str, *, by, on: date, version: int) -> Transfer:
    """退回: the other office does not take the family, and says why."""
    words = _words(answer, "退回的理由")
    with ledger.transaction():
        row = _locked(row, by, row.to_office, version)
        refuse_the_sender(row, by)
        _settle(row, State.DECLINED, words, by=by, on=on)
    return row


def withdraw(row: Transfer, *, by, on: date, version: int) -> Transfer:
    """撤回: the sending office takes it back while nobody has received it."""
    with ledger.transaction():
        row = _locked(row, by, row.from_office, version)
        _settle(row, State.WITHDRAWN, "", by=by, on=on)
    return row


def refuse_the_sender(row: Transfer, by) -> None:
    """Two persons: whoever sent the family does not receive it."""
    if row.sent_by_id == by.pk:
        raise Refused("这一户是您移交的，须由迁入地的另一位工作人员答复。", status=403)


def _locked(row: Transfer, by, office, version: int) -> Transfer:
    require_right(by, office, EDIT)
    lock(row.household)
    row = Transfer.objects.select_for_update().get(pk=row.pk)
    if row.state != State.SENT:
        raise Refused(f"这次移交已是“{row.get_state_display()}”，不必重复办理。")
    if row.version != version:
        raise Refused("这一页打开以后，这次移交已被别人办过。请刷新后再办。")
    return row


def _settle(row: Transfer, state: str, answer: str, *, by, on: date) -> None:
    row.state, row.answer, row.settled_by, row.settled_on = state, answer, by, on
    row.version += 1
    row.save()
    ledger.write("households.settle_transfer", actor=by, subject=row, state=str(state))


def _words(text: str, what: str) -> str:
    found = typed.plain(text)
    if not 0 < len(found) <= MOST_WORDS:
        raise Refused(f"请写明{what}，最多 {MOST_WORDS} 个字，现在有 {len(found)} 个字。")
    return found
