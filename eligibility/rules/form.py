"""The form of a case file: which keys a document may have, and what may stand under each."""

import re

from eligibility.rules import checks, vocabulary
from eligibility.rules.checks import code, day, flag, list_of, money, record, text, whole

_DIVISION = re.compile(r"[0-9]{6}(?:[0-9]{3})?")
_MANY = 1_000_000


def _division(written, path, faults):
    if written.__class__ is str and _DIVISION.fullmatch(written):
        return written
    return faults.add(path, f"{written!r} 应为六位县级或九位乡镇代码的字符串，如 350802")


def _overrides(written, path, faults):
    """Values for this document alone; each is checked against its own kind once the rulebook is at hand."""
    return written if written.__class__ is dict else faults.add(path, f"{written!r} 应为对象")


_count, _persons = whole(0, _MANY), whole(1, _MANY)
_expenses = record(dict.fromkeys(vocabulary.EXPENSE_KINDS, money))
_disability = record({"kind": code(vocabulary.DISABILITY_KINDS), "grade": whole(1, 4)})
_support = record({"from": code(vocabulary.OBLIGOR_RELATIONS), "birth": day, "amount": money})
_member = record(
    {
        "ref": text,
        "relation": code(vocabulary.RELATIONS),
        "birth": day,
        "sex": code(vocabulary.SEXES),
        "disability": _disability,
        "disease": text,
        "school": code(vocabulary.SCHOOLS),
        "graduates_on": day,
        "status": code(vocabulary.STATUSES),
        "clergy_since": day,
        "dependent_adult": flag,
        "unemployed": flag,
        "cohabiting": flag,
        "orphan": flag,
        "income_12m": record(dict.fromkeys(vocabulary.INCOME_KINDS, money)),
        "excluded_12m": record(dict.fromkeys(vocabulary.EXCLUDED_ITEMS, money)),
        "support_12m": list_of(_support),
        "expenses_12m": _expenses,
        "self_care_failed": whole(0, 6),
        "care_mode": code(vocabulary.CARE_MODES),
    },
    needs=("ref",),
)
ASSETS = {
    "financial": money,
    "houses": _count,
    "shops": _count,
    "companies": _count,
    "vehicles": list_of(record({"kind": code(vocabulary.VEHICLE_KINDS)})),
}
_obligor = record(
    {
        "for": text,
        "relation": code(vocabulary.OBLIGOR_RELATIONS),
        "birth": day,
        "income_monthly": money,
        "property_ok": flag,
        "disability": _disability,
        "status": code(vocabulary.OBLIGOR_STATUSES),
        "dibao": flag,
        "tekun": flag,
    },
    needs=("for",),
)
_emergency = record(
    {
        "cause": code(vocabulary.EMERGENCY_CAUSES),
        "event": text,
        "reported_at": checks.instant,
        "persons": _persons,
        "months": _persons,
        "resident": flag,
    }
)
_aid = record({"on": day, "kind": code(vocabulary.AID_KINDS), "cause": text, "event": text, "amount": money})
document = record(
    {
        "case": text,
        "on": day,
        "division": _division,
        "area": code(vocabulary.AREAS),
        "values": _overrides,
        "household": record(
            {"members": list_of(_member, sure=True), "assets": record(ASSETS), "expenses_12m": _expenses},
            needs=("members",),
        ),
        "obligors": list_of(_obligor, sure=True),
        "no_obligors_for": list_of(text),
        "apply_single": text,
        "emergency": _emergency,
        "aid_request": record({"persons": _persons, "months": _persons}),
        "aid_history": list_of(_aid),
        "enrolled": checks.by_name(list_of(code(vocabulary.PROGRAMMES))),
    },
    needs=("case", "on", "division", "household"),
    sure=("area", "values"),
)


def check_people(written, members, faults):
    """Tell refs that are not unique or not known, births after the day, and any but one applicant."""
    if (written.get("household") or {}).get("members") == []:
        faults.add("household.members", "至少要有一名成员，即申请人")
    seen = set()
    for place, member in enumerate(members):
        path = f"household.members[{place}]"
        if member is not None:
            _check_member(member, path, seen, written.get("on"), faults)
            seen.add(member.get("ref"))
    applicants = [member for member in members if member and member.get("relation") == "applicant"]
    if members and len(applicants) != 1 and not faults.under("household.members", ".relation"):
        message = f"必须恰有一名申请人（relation 为 applicant），现有 {len(applicants)} 名"
        faults.add("household.members", message)
    for path, ref in () if faults.under("household.members", ".ref") else _refs(written):
        if ref is not None and ref not in seen:
            known = "、".join(sorted(filter(None, seen)))
            faults.add(path, f"没有编号为 {ref!r} 的成员，可用：{known}")


def _check_member(member, path, seen, on, faults):
    ref, birth = member.get("ref"), member.get("birth")
    if ref is not None and ref in seen:
        faults.add(f"{path}.ref", f"编号 {ref!r} 重复，每名成员要有自己的编号")
    if birth and on and birth > on:
        faults.add(f"{path}.birth", f"出生日期 {birth} 晚于受理日 {on}，请核对")
    if "relation" not in member:
        faults.add(f"{path}.relation", "必须填写；不清楚的写 null")


def _refs(written):
    """Every place outside the members where the document names one of them."""
    yield "apply_single", written.get("apply_single")
    for place, obligor in enumerate(written.get("obligors") or ()):
        yield f"obligors[{place}].for", (obligor or {}).get("for")
    for place, ref in enumerate(written.get("no_obligors_for") or ()):
        yield f"no_obligors_for[{place}]", ref
    for ref in written.get("enrolled") or ():
        yield f"enrolled.{ref}", ref
