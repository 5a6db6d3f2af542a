"""Registering families, their members, and what is known about them."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max

from agencies.models import Office
from households import codes, credentials, events, kinds, typed
from households.models import Fact, Household, Membership, NumberConflict, Obligor, Person, Representative
from households.newcomers import Entrant, Newcomer
from households.typed import BadInput
from kernel import ledger, outbox, sealing
from kernel.moves import Refused

EDIT = "edit_households"
# Who goes to see a family may write down what was seen; everything else is the counter's.
RIGHT_OF_SOURCE = {"visit": "visit_households"}


@dataclass(frozen=True)
class NewFact:
    """A fact to record; without a person it is the household's. `value` None: asked, and unknown."""

    kind: str
    value: object
    person: Person | None = None
    period: tuple[date, date] | None = None
    note: str = ""


def register_household(office: Office, division, address: str, *, by, on: date) -> Household:
    """建档: a family comes to the counter for the first time."""
    require_right(by, office)
    if not division.code.startswith(office.division_id) or division.level != "village":
        raise Refused(f"{division}不是{office}所辖的村（居），请重新选择。")
    with ledger.transaction():
        household = Household.objects.create(
            number=next_numbers(office, 1)[0],
            office=office,
            division=division,
            address=typed.plain(address)[:120],
            made_by=by,
            made_on=on,
        )
        ledger.write("households.register", actor=by, subject=household, number=household.number)
    return household


def next_numbers(office: Office, count: int) -> list[str]:
    """The next household numbers of a township, in its own row's lock: 350802101-00001."""
    Office.objects.select_for_update().get(pk=office.pk)
    last = Household.objects.filter(number__startswith=f"{office.division_id}-").aggregate(last=Max("number"))
    first = int(last["last"].rpartition("-")[2]) + 1 if last["last"] else 1
    return [f"{office.division_id}-{serial:05d}" for serial in range(first, first + count)]


def add_member(household: Household, *, relation: str, by, on: date, since: date | None = None, **typed_in):
    """A person joins the household. `typed_in`: the fields of `Newcomer` (name, id_number, …)."""
    newcomer = Newcomer(relation, **typed_in)
    return add_members(household, [newcomer], since=since or on, by=by, on=on)[0]


def add_members(household: Household, newcomers: list[Newcomer], *, since: date, by, on: date):
    """People join the household on one day; somebody already registered is found again by their number."""
    require_right(by, household.office)
    entrants = [read(one, on) for one in newcomers]
    if since > on:
        raise Refused(f"迁入日期 {since} 晚于今天，请核对。")
    with ledger.transaction():
        lock(household)
        known = _known_people(entrants)
        claims = {one.index: known.pop(one.index) for one in entrants if _is_anothers(one, known)}
        _refuse_doubles(household, entrants, known)
        people = [_person_of(one, known, claims) for one in entrants]
        found = [
            Membership(household=household, person=person, relation=one.relation, since=since)
            for person, one in zip(people, entrants, strict=True)
        ]
        _save(people, found)
        for person, one in zip(people, entrants, strict=True):
            if one.index in claims:
                _raise_conflict(household, claims[one.index], person, one, by=by, on=on)
        ledger.write(
            "households.add_members",
            actor=by,
            subject=household,
            people=[str(person.pk) for person in people],
            relations=[one.relation for one in entrants],
        )
    return found


def read(newcomer: Newcomer, on: date) -> Entrant:
    """What was typed about a person, or the refusal that says what is wrong with it."""
    try:
        return newcomer.read(on)
    except BadInput as fault:
        raise Refused(str(fault)) from None


def _known_people(entrants: list[Entrant]) -> dict[str, Person]:
    indices = [one.index for one in entrants if one.number]
    if len(set(indices)) < len(indices):
        raise Refused("两名成员填了同一个证件号，请对照证件更正。")
    return {person.id_number_index: person for person in Person.objects.filter(id_number_index__in=indices)}


def _is_anothers(entrant: Entrant, known: dict[str, Person]) -> bool:
    return entrant.index in known and known[entrant.index].name != entrant.name


def _person_of(entrant: Entrant, known: dict, claims: dict) -> Person:
    if entrant.index in claims:
        return entrant.waiting_person()
    return known.get(entrant.index) or entrant.person()


def _raise_conflict(household: Household, holder: Person, claimant: Person, entrant: Entrant, *, by, on):
    """A number with another name waits for a second person (SEC-21); neither record is touched."""
    conflict = NumberConflict(
        household=household, holder=holder, claimant=claimant, raised_by=by, raised_on=on
    )
    sealing.put_sealed(conflict, "id_number", entrant.number.number)
    conflict.save(force_insert=True)
    ledger.write("households.raise_conflict", actor=by, subject=conflict)


def _refuse_doubles(household: Household, entrants: list[Entrant], known: dict[str, Person]) -> None:
    """One person, one household; one household, one applicant."""
    held = (
        Membership.objects.open()
        .filter(person__in=known.values())
        .select_related("person", "household__office__division")
    )
    for membership in held:
        raise Refused(held_sentence(membership, household))
    is_headed = household.memberships.open().filter(relation=codes.Relation.APPLICANT).exists()
    applicants = [one.relation for one in entrants].count(codes.Relation.APPLICANT) + is_headed
    if applicants != 1:
        raise Refused("一户必须有、也只能有一名申请人，请核对各人与申请人的关系。")


def held_sentence(membership: Membership, household: Household | None = None) -> str:
    """Says who holds a number and where, and no more than that."""
    person = membership.person
    document = "身份证号" if person.id_kind == codes.IdKind.ID_CARD else person.get_id_kind_display()
    who = f"{document} {credentials.masked(person)}（{person.masked_name}）"
    if household and membership.household_id == household.pk:
        return f"{who}已经是本户成员，不必重复登记。"
    township = membership.household.office.division
    return f"{who}已登记在{township}的一户家庭里。请先与该乡镇核实，办理迁出后再登记。"


def _save(people: list[Person], memberships: list[Membership]) -> None:
    try:
        with transaction.atomic():
            Person.objects.bulk_create(person for person in people if person._state.adding)
            Membership.objects.bulk_create(memberships)
            for kin in (Obligor, Representative):
                kin.objects.follow(people, memberships[0].household)
    except IntegrityError:
        # Two counters at once: the other one was first. The message of the database stays inside.
        raise Refused("其中一名成员刚刚被另一个窗口登记，请重新查询后再办理。") from None


def record_facts(household: Household, facts: list[NewFact], *, source: str, true_on: date, by, on: date):
    """What was declared, shown, seen or told on a day goes into the register; nothing is overwritten."""
    require_right(by, household.office, RIGHT_OF_SOURCE.get(source, EDIT))
    if true_on > on:
        raise Refused(f"情况日期 {true_on} 晚于今天，请核对。")
    with ledger.transaction():
        lock(household)
        _refuse_strangers(household, facts)
        last = last_place(household)
        rows = [
            fact_row(household, fact, place=last + place, by=by, told=(source, true_on))
            for place, fact in enumerate(facts, 1)
        ]
        Fact.objects.bulk_create(rows, batch_size=500)
        ledger.write(
            "households.record_facts",
            actor=by,
            subject=household,
            source=source,
            true_on=true_on.isoformat(),
            facts=[str(row.pk) for row in rows],
        )
        outbox.publish(events.FACTS_RECORDED, household, version=last + len(facts))
    return rows


def last_place(household: Household) -> int:
    """Where the household's register ends; ask with the household locked."""
    return Fact.objects.filter(household=household).aggregate(last=Max("place"))["last"] or 0


def _refuse_strangers(household: Household, facts: list[NewFact]) -> None:
    people = {fact.person.pk for fact in facts if fact.person}
    if people - set(household.memberships.filter(person__in=people).values_list("person", flat=True)):
        raise Refused("其中有人不是本户成员，请先登记为成员再填写情况。")


def fact_row(household: Household, fact: NewFact, *, place: int, by, told: tuple[str, date]) -> Fact:
    """One row of the register, checked, sealed where its kind says so, not saved."""
    source, true_on = told
    kind = _checked(fact)
    row = Fact(
        household=household,
        person=fact.person,
        kind=fact.kind,
        source=source,
        source_note=fact.note,
        true_on=true_on,
        recorded_by=by,
        place=place,
    )
    if kind.is_over_12_months:
        row.period_from, row.period_to = fact.period or twelve_months_before(true_on)
    if not kind.is_sealed:
        row.value = fact.value
    elif fact.value is not None:
        sealing.put_sealed(row, "value", json.dumps(fact.value, ensure_ascii=False))
    return row


def _checked(fact: NewFact) -> kinds.Kind:
    try:
        kind = kinds.of(fact.kind)
        kind.check(fact.value)
    except BadInput as fault:
        raise Refused(str(fault)) from None
    level = kinds.PERSON if fact.person else kinds.HOUSEHOLD
    if level not in kind.levels:
        raise Refused(
            f"“{kind.label}”{'属于全家，不能记在个人名下' if fact.person else '属于个人，请选成员'}。"
        )
    return kind


def twelve_months_before(day: date) -> tuple[date, date]:
    """The reckoning period: the twelve whole months before the month of the day (POLICY DB-INC)."""
    first_of_month = day.replace(day=1)
    return first_of_month.replace(year=day.year - 1), first_of_month - timedelta(days=1)


def require_right(by, office: Office, right: str = EDIT) -> None:
    """What is written into the register of an office takes a right there."""
    if not by.holds(right, office):
        raise PermissionDenied(f"您没有在{office}登记家庭情况的权利。")


def lock(household: Household) -> None:
    """One writer at a time for one family."""
    Household.objects.select_for_update().get(pk=household.pk)
