"""号码冲突: one number, two names. A second person looks at both and says what it is."""

from dataclasses import dataclass
from datetime import date

from households import codes, credentials
from households.actions import NewFact, held_sentence, lock, record_facts, require_right
from households.corrections import correct_person
from households.models import Fact, Household, NumberConflict, Person
from kernel import ledger, sealing
from kernel.moves import Refused

State = codes.ConflictState
OUTCOMES = (State.SAME_PERSON, State.MISTYPED, State.TWO_CLAIM)


@dataclass(frozen=True)
class Finding:
    """What the second person found, and why. `number`: the right one, if the first was mistyped."""

    outcome: str
    reason: str
    number: str = ""


def settle(conflict: NumberConflict, finding: Finding, *, by, on: date, version: int) -> NumberConflict:
    """The second person's finding is written down, and what follows from it is done."""
    require_right(by, conflict.household.office)
    with ledger.transaction():
        lock(conflict.household)
        row = NumberConflict.objects.select_for_update().get(pk=conflict.pk)
        _refuse(row, finding, by, version)
        row.state, row.reason = finding.outcome, finding.reason.strip()
        row.settled_by, row.settled_on, row.version = by, on, row.version + 1
        row.save()
        if row.state == State.SAME_PERSON:
            _join(row, by=by, on=on)
        elif row.state == State.MISTYPED and finding.number.strip():
            right = {"id_kind": kind_of_number(row), "id_number": finding.number}
            correct_person(row.claimant, reason=row.reason, by=by, on=on, **right)
        ledger.write("households.settle_conflict", actor=by, subject=row, outcome=str(row.state))
    return row


def _refuse(row: NumberConflict, finding: Finding, by, version: int) -> None:
    refuse_the_first(row, by)
    if finding.outcome not in OUTCOMES:
        raise Refused("没有这种处理结果，请在三项中选一项。")
    if not NumberConflict.objects.unsettled().filter(pk=row.pk).exists():
        raise Refused(f"这条号码冲突已处理为“{row.get_state_display()}”，不必重复办理。")
    if row.version != version:
        raise Refused("这一页打开以后，这条号码冲突已被别人处理过。请刷新后再办。")
    length = len(finding.reason.strip())
    if not 0 < length <= 200:
        raise Refused(f"请写明理由，最多 200 个字，现在有 {length} 个字。")


def refuse_the_first(row: NumberConflict, by) -> None:
    """Whoever typed the number does not judge it."""
    if row.raised_by_id == by.pk:
        raise Refused("这条号码冲突是您发现的，须由另一位工作人员核对。", status=403)


def _join(row: NumberConflict, *, by, on: date) -> None:
    """One person after all: the member is the one registered before, under the name now typed."""
    held = row.holder.memberships.open().select_related("person", "household__office__division").first()
    if held:
        raise Refused(held_sentence(held, row.household))
    membership = row.household.memberships.open().filter(person=row.claimant).first()
    if membership is None:
        raise Refused("新填的人员已不是本户成员，不能并为同一人，请按“号码填错”处理。")
    membership.person = row.holder
    membership.save(update_fields=["person"])
    correct_person(row.holder, reason=row.reason, by=by, on=on, name=row.claimant.name)
    _tell_again(row.household, row.claimant, row.holder, by=by, on=on)


def _tell_again(household: Household, claimant: Person, holder: Person, *, by, on: date) -> None:
    """What was told of the claimant meanwhile is told of the person; the register itself is append-only."""
    told = Fact.objects.filter(household=household, person=claimant).exclude(kind="correction")
    for fact in told.order_by("place"):
        period = (fact.period_from, fact.period_to) if fact.period_from else None
        again = NewFact(fact.kind, fact.answer, holder, period, fact.source_note)
        record_facts(household, [again], source=fact.source, true_on=fact.true_on, by=by, on=on)


def kind_of_number(conflict: NumberConflict) -> str:
    """What kind of number both claim."""
    return credentials.kind_of(typed_number(conflict)) or codes.IdKind.ID_CARD


def masked(conflict: NumberConflict) -> str:
    """The number both claim, as pages show it."""
    return credentials.mask(kind_of_number(conflict), typed_number(conflict))


def typed_number(conflict: NumberConflict) -> str:
    """The number both claim, for masking."""
    return sealing.sealed(conflict, "id_number")
