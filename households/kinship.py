"""Who stands by a member from outside: obligors, guardians and agents, registered and ended."""

import json
from dataclasses import dataclass, field
from datetime import date

from households import codes, credentials, shapes, typed
from households.actions import EDIT, NewFact, lock, record_facts, require_right
from households.models import Fact, Household, Obligor, Person, Representative
from households.typed import BadInput
from kernel import ledger
from kernel.moves import Refused
from kernel.sealing import put_sealed

# What the rules ask of an obligor besides the relation (case file, `obligors[]`).
ASKED = tuple(name for name in shapes.Obligors.fields if name != "relation")
MOST_WORDS = 120


@dataclass(frozen=True, repr=False)
class NewObligor:
    """Somebody who owes a member support, as told. `known`: what of `ASKED` was answered."""

    relation: str
    name: str
    id_kind: str = ""
    id_number: str = ""
    lives_at: str = ""
    known: dict = field(default_factory=dict)
    source: str = codes.Source.DECLARED


@dataclass(frozen=True, repr=False)
class NewRepresentative:
    """Somebody who acts for a member, as told."""

    kind: str
    name: str
    basis: str
    id_kind: str = ""
    id_number: str = ""
    phone: str = ""
    since: date | None = None
    until: date | None = None
    paper_seen: bool = False


def add_obligor(household: Household, member: Person, told: NewObligor, *, by, on: date) -> Obligor:
    """登记义务人: who it is goes into the register, and what the rules ask of them into the member's facts."""
    require_right(by, household.office)
    row = Obligor(household=household, person=member, relation=told.relation, since=on, added_by=by)
    _identify(row, told, on)
    put_sealed(row, "lives_at", _short(told.lives_at, "住址"))
    put_sealed(row, "known", json.dumps(_entry(told, row, on), ensure_ascii=False))
    with ledger.transaction():
        _lock_with(household, member)
        row.save(force_insert=True)
        stated = [*(_stated(member, on) or []), row.known]
        _tell(household, member, stated, source=told.source, by=by, on=on)
        ledger.write("households.add_obligor", actor=by, subject=row, relation=row.relation)
    return row


def _entry(told: NewObligor, row: Obligor, on: date) -> dict:
    """The entry of the case file; what was not answered is unknown."""
    birth = _credential(told, on)
    known = {name: told.known.get(name) for name in ASKED}
    if birth and birth.birth:
        known["birth"] = birth.birth.isoformat()
    entry = {"relation": row.relation} | known
    _said(shapes.Obligors().check, [entry])
    return entry


def _stated(member: Person, on: date) -> list | None:
    """What the register says of the member's obligors; None was asked and is unknown, or never asked."""
    newest = Fact.objects.filter(person=member, kind="obligors").newest(on).first()
    return newest.answer if newest else None


def _tell(household: Household, member: Person, stated: list | None, *, source: str, by, on: date) -> None:
    record_facts(household, [NewFact("obligors", stated, member)], source=source, true_on=on, by=by, on=on)


def no_obligors(household: Household, member: Person, *, by, on: date) -> None:
    """确认没有义务人: asked, and there is nobody. Not while somebody is registered."""
    require_right(by, household.office)
    with ledger.transaction():
        _lock_with(household, member)
        if Obligor.objects.open().filter(person=member).exists():
            raise Refused("名下还登记着义务人，不能记为“没有”。请先逐人终止，写明原因。")
        _tell(household, member, [], source=codes.Source.DECLARED, by=by, on=on)


def end_obligor(row: Obligor, *, reason: str, by, on: date, version: int) -> Obligor:
    """终止: the duty is no more (death, adoption …). After the last one it is unknown whether there is anybody."""
    with ledger.transaction():
        row = _ended(row, reason, by=by, on=on, version=version)
        stated = list(_stated(row.person, on) or [])
        if row.known in stated:
            stated.remove(row.known)
        _tell(row.household, row.person, stated or None, source=codes.Source.DECLARED, by=by, on=on)
        ledger.write("households.end_obligor", actor=by, subject=row)
    return row


def add_representative(
    household: Household, member: Person, told: NewRepresentative, *, by, on: date
) -> Representative:
    """登记监护人、代理人. An agent needs the authorisation (57 号 第六条: 须办委托手续)."""
    require_right(by, household.office)
    since = told.since or on
    _refuse_term(told, since, on)
    row = Representative(household=household, person=member, kind=told.kind, since=since, added_by=by)
    row.until, row.paper_seen = told.until, told.paper_seen
    _identify(row, told, on)
    put_sealed(row, "phone", _said(typed.phone, told.phone))
    put_sealed(row, "basis", _short(told.basis, "依据"))
    with ledger.transaction():
        _lock_with(household, member)
        row.who = _registered(row.id_number_index)
        if row.who == member:
            raise Refused("本人不能做自己的监护人、代理人，请核对证件号。")
        row.save(force_insert=True)
        ledger.write("households.add_representative", actor=by, subject=row, acts_as=row.kind)
    return row


def _registered(index: str | None) -> Person | None:
    """The person with a number, held until the end: a correction of theirs waits, and never waits for us."""
    return Person.objects.select_for_update().filter(id_number_index=index).first() if index else None


def _refuse_term(told: NewRepresentative, since: date, on: date) -> None:
    if told.kind not in codes.RepresentativeKind.values:
        raise Refused(f"没有“{told.kind}”这种身份，请选监护人或委托代理人。")
    if since > on:
        raise Refused(f"起始日期 {since} 晚于今天，请核对。")
    if told.until and told.until < since:
        raise Refused(f"有效期至 {told.until} 早于起始日期 {since}，请核对。")
    if not told.basis.strip():
        raise Refused("请写明依据（如：父母，法定监护；村委会指定文书；委托书日期）。")
    if told.kind == codes.RepresentativeKind.AGENT and not told.paper_seen:
        raise Refused("委托他人代办须办委托手续：请看过委托书原件，再勾选“已看委托书”。")


def end_representative(row: Representative, *, reason: str, by, on: date, version: int) -> Representative:
    """终止: the guardianship or the authorisation is over."""
    with ledger.transaction():
        row = _ended(row, reason, by=by, on=on, version=version)
        ledger.write("households.end_representative", actor=by, subject=row)
    return row


def _ended(row, reason: str, *, by, on: date, version: int):
    """The row as ended, after the checks under the household's lock."""
    require_right(by, row.household.office, EDIT)
    lock(row.household)
    row = type(row).objects.select_for_update().get(pk=row.pk)
    if row.ended_on:
        raise Refused(f"已于 {row.ended_on} 终止，不必重复办理。")
    if row.version != version:
        raise Refused("这一页打开以后，这一条已被别人改过。请刷新后再办。")
    if not reason.strip():
        raise Refused("请写明终止的原因（如：去世、收养关系成立、委托到期）。")
    row.ended_on, row.ended_by, row.end_reason = max(on, row.since), by, _short(reason, "原因")
    row.version += 1
    row.save()
    return row


def _lock_with(household: Household, member: Person) -> None:
    """One writer for the family, and the member is still of it."""
    lock(household)
    if not household.memberships.open().filter(person=member).exists():
        raise Refused("此人不是本户现在的成员，请先登记为成员。")


def _identify(row, told, on: date) -> None:
    """Name and document, sealed; a number the register has under another name is refused."""
    found = _credential(told, on)
    name = _said(typed.name, told.name)
    put_sealed(row, "name", name)
    row.id_kind = found.kind if found else codes.IdKind.NONE
    credentials.put_on(row, found)
    holder = Person.objects.filter(id_number_index=found.index).first() if found else None
    if holder and holder.name != name:
        raise Refused(f"证件号 {found.masked} 登记的姓名不是所填的姓名，请对照证件核对。")


def _credential(told, on: date) -> credentials.Credential | None:
    try:
        return credentials.optional(told.id_kind, told.id_number, on=on)
    except BadInput as fault:
        raise Refused(str(fault)) from None


def _short(text: str, what: str) -> str:
    found = typed.plain(text)
    if len(found) > MOST_WORDS:
        raise Refused(f"{what}最多 {MOST_WORDS} 个字，现在有 {len(found)} 个字。")
    return found


def _said(read, value):
    try:
        return read(value)
    except BadInput as fault:
        raise Refused(str(fault)) from None
