"""更正: what the register says of a person was wrong, and is put right with a reason."""

from datetime import date

from django.db import IntegrityError, transaction

from households import codes, credentials
from households.actions import NewFact, fact_row, last_place, lock, read, require_right
from households.models import Person
from households.newcomers import Entrant, Newcomer
from kernel import ledger, sealing
from kernel.moves import Refused

IdKind = codes.IdKind


def correct_person(
    person: Person, *, reason: str, by, on: date, version: int | None = None, **changes
) -> Person:
    """A name, document, number, birthday, sex or phone is put right; a page says on which `version` it was typed.

    What stood there before, and why it changed, is kept sealed in the register; the journal names the fields.
    """
    membership = person.memberships.open().select_related("household__office").first()
    if membership is None:
        raise Refused("此人不在任何家庭里，请先登记到家庭再更正。")
    household = membership.household
    require_right(by, household.office)
    if not reason.strip():
        raise Refused("请说明更正的原因。")
    with ledger.transaction():
        lock(household)
        person = Person.objects.select_for_update().get(pk=person.pk)
        _refuse_outdated(person, version)
        before = _as_registered(person)
        _apply(person, _as_corrected(before, changes, on))
        person.version += 1
        _save(person)
        told = NewFact("correction", _kept(before, changes, reason), person)
        place = last_place(household) + 1
        fact_row(household, told, place=place, by=by, told=(codes.Source.CORRECTION, on)).save()
        ledger.write("households.correct_person", actor=by, subject=person, fields=sorted(changes))
    return person


def _refuse_outdated(person: Person, version: int | None) -> None:
    if version is not None and person.version != version:
        raise Refused("这一页打开以后，此人的信息已被别人更正过。请刷新，看过再改。")


def _as_registered(person: Person) -> dict:
    return {
        "name": person.name,
        "id_kind": person.id_kind,
        "id_number": sealing.sealed(person, "id_number"),
        "no_number_reason": person.no_number_reason,
        "birth": person.birth,
        "sex": person.sex,
        "phone": sealing.sealed(person, "phone"),
    }


def _as_corrected(before: dict, changes: dict, on: date) -> Entrant:
    """The person as registered, with the changes typed over it, read as a newcomer is read."""
    if changes.get("id_number"):
        # A new number says birthday and sex anew.
        kind = before["id_kind"] if before["id_number"] else IdKind.ID_CARD
        before = before | {"id_kind": kind, "no_number_reason": "", "birth": None, "sex": ""}
    return read(Newcomer(codes.Relation.OTHER, **(before | changes)), on)


def _kept(before: dict, changes: dict, reason: str) -> dict:
    return {
        "reason": reason.strip(),
        "before": {field: str(before[field] or "") for field in sorted(changes)},
    }


def _apply(person: Person, entrant: Entrant) -> None:
    person.name, person.birth, person.sex = entrant.name, entrant.birth, entrant.sex
    person.no_number_reason = entrant.no_number_reason
    person.id_kind = entrant.kind
    credentials.put_on(person, entrant.number)
    sealing.put_sealed(person, "phone", entrant.phone)


def _save(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Refused("这个证件号已登记在另一人名下，请对照证件核对；确是同一人的请报县级合并。") from None
