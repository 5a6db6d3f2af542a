"""The case file: which keys a document may have, and the household and members it describes on its day."""

import re
from dataclasses import dataclass, field
from datetime import date

from eligibility.rules import checks, vocabulary
from eligibility.rules.checks import BadCase, Faults, code, day, flag, list_of, money, record, text, whole
from eligibility.rules.facts import Household, Member, Vehicle, full_years
from eligibility.rules.spans import Span

_DIVISION = re.compile(r"[0-9]{6}(?:[0-9]{3})?")
_MANY = 1_000_000


def _division(written, path, faults):
    if written.__class__ is str and _DIVISION.fullmatch(written):
        return written
    return faults.add(path, f"{written!r} 应为六位县级或九位乡镇代码的字符串，如 350802")


def _anything(written, path, faults):
    return written


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
_assets = record(
    {
        "financial": money,
        "houses": _count,
        "shops": _count,
        "companies": _count,
        "vehicles": list_of(record({"kind": code(vocabulary.VEHICLE_KINDS)})),
    }
)
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
_document = record(
    {
        "case": text,
        "on": day,
        "division": _division,
        "area": code(vocabulary.AREAS),
        "values": checks.by_name(_anything),
        "household": record(
            {"members": list_of(_member), "assets": _assets, "expenses_12m": _expenses}, needs=("members",)
        ),
        "obligors": list_of(_obligor),
        "no_obligors_for": list_of(text),
        "apply_single": text,
        "emergency": _emergency,
        "aid_request": record({"persons": _persons, "months": _persons}),
        "aid_history": list_of(_aid),
        "enrolled": checks.by_name(list_of(code(vocabulary.PROGRAMMES))),
    },
    needs=("case", "on", "division", "household"),
)


@dataclass
class CaseFile:
    """One document, read: what it asks about, and the household it describes."""

    case: str
    on: date
    division: str
    area: str
    overrides: dict
    household: Household
    diseases: list = field(default_factory=list)  # (path, code), to be looked up in the catalogue of the day


def read(document):
    """The case file as checked facts; raises `BadCase` with every fault of its form."""
    if isinstance(document, dict) and "input" in document and "case" not in document:
        raise BadCase([{"path": "input", "message": "这是测试案例，请只提交其中 input 的内容"}])
    faults = Faults()
    written = _document(document, "", faults) or {}
    household = written.get("household") or {}
    members = [member for member in household.get("members") or () if member is not None]
    _check_people(written, household.get("members") or (), faults)
    if faults:
        raise BadCase(faults)
    return CaseFile(
        case=written["case"],
        on=written["on"],
        division=written["division"],
        area=written.get("area") or "rural",
        overrides=written.get("values") or {},
        household=_household(household, written["on"]),
        diseases=[
            (f"household.members[{place}].disease", member["disease"])
            for place, member in enumerate(members)
            if member.get("disease") is not None
        ],
    )


def _check_people(written, members, faults):
    """Refs that are not unique or not known, no single applicant, births after the day."""
    if written.get("household") is not None and not members and not faults:
        faults.add("household.members", "至少要有一名成员，即申请人")
    seen = set()
    for place, member in enumerate(members):
        path = f"household.members[{place}]"
        if member is None:
            faults.add(path, "成员不能为 null，不清楚的事实请在成员内写 null")
            continue
        ref, birth, on = member.get("ref"), member.get("birth"), written.get("on")
        if ref is not None and ref in seen:
            faults.add(f"{path}.ref", f"编号 {ref!r} 重复，每名成员要有自己的编号")
        if birth and on and birth > on:
            faults.add(f"{path}.birth", f"出生日期 {birth} 晚于受理日 {on}，请核对")
        if "relation" not in member:
            faults.add(f"{path}.relation", "必须填写；不清楚的写 null")
        seen.add(ref)
    applicants = [member for member in members if member and member.get("relation") == "applicant"]
    if members and len(applicants) != 1:
        faults.add("household.members", f"必须恰有一名申请人（relation 为 applicant），现有 {len(applicants)} 名")
    for path, ref in _refs(written):
        if ref is not None and ref not in seen:
            faults.add(path, f"没有编号为 {ref!r} 的成员，可用：{'、'.join(sorted(filter(None, seen)))}")


def _refs(written):
    """Every place outside the members where the document names one of them."""
    yield "apply_single", written.get("apply_single")
    for place, obligor in enumerate(written.get("obligors") or ()):
        yield f"obligors[{place}].for", (obligor or {}).get("for")
    for place, ref in enumerate(written.get("no_obligors_for") or ()):
        yield f"no_obligors_for[{place}]", ref
    for ref in written.get("enrolled") or ():
        yield f"enrolled.{ref}", ref


def _household(written, on):
    facts = {"members": tuple(_person(member, place, on) for place, member in enumerate(written["members"]))}
    gaps = {}
    if "assets" in written and written["assets"] is None:
        gaps = dict.fromkeys(("financial", "houses", "shops", "companies", "vehicles"), ["household.assets"])
        facts |= dict.fromkeys(gaps)
    else:
        facts |= written.get("assets") or {}
    if facts.get("vehicles"):
        facts["vehicles"] = tuple(
            Vehicle(f"household.assets.vehicles[{place}]", vehicle or {"kind": None})
            for place, vehicle in enumerate(facts["vehicles"])
        )
    return Household("household", facts, gaps)


_AS_WRITTEN = ("ref", "relation", "school", "status", "dependent_adult", "unemployed", "cohabiting", "orphan")


def _person(written, place, on):
    path, gaps = f"household.members[{place}]", {}
    facts = {key: written[key] for key in _AS_WRITTEN if key in written}
    for key, names in (("income_12m", vocabulary.INCOME_KINDS), ("excluded_12m", vocabulary.EXCLUDED_ITEMS)):
        if key in written and written[key] is None:
            facts |= dict.fromkeys(names)
            gaps |= dict.fromkeys(names, [f"{path}.{key}"])
        else:
            facts |= written.get(key) or {}
    facts |= _ages(written.get("birth"), facts.get("relation"), on)
    if "disability" in written:
        facts |= _disabled(written["disability"], path, gaps)
    if "disease" in written:
        facts["has_disease"] = None if written["disease"] is None else True
    if "clergy_since" in written:
        facts |= _clergy(written["clergy_since"], on)
    if "support_12m" in written:
        facts["support"] = _supported(written["support_12m"], path, gaps)
    return Member(path, facts, gaps)


def _ages(birth, relation, on):
    """Age decides who is a minor; the word of the relation only where the birth is unknown (settled reading 14)."""
    if birth is None:
        return {"is_minor": {"minor_child": True, "adult_child": False}.get(relation)}
    age = full_years(birth, on)
    return {"age": age, "is_minor": age < 18}


def _disabled(written, path, gaps):
    if written is None:
        gaps |= dict.fromkeys(("disability_kind", "disability_grade"), [f"{path}.disability"])
        return {"has_disability": None}
    return {
        "has_disability": True,
        "disability_kind": written.get("kind"),
        "disability_grade": written.get("grade"),
    }


def _clergy(since, on):
    if since is None:
        return {"is_clergy": None}
    return {"is_clergy": True, "clergy_years": max(0, full_years(since, on))}


def _supported(written, path, gaps):
    """What obligors outside the household give, as one sum from its known parts upward."""
    if written is None:
        return None
    amounts = [None if gift is None else gift.get("amount") for gift in written]
    unknown = [f"{path}.support_12m[{place}].amount" for place, amount in enumerate(amounts) if amount is None]
    known = sum(amount for amount in amounts if amount is not None)
    if not unknown:
        return known
    gaps["support"] = unknown
    return Span(known, None)
