"""The case file read: the household and members a document describes on its day."""

from dataclasses import dataclass, field
from datetime import date

from eligibility.rules import form, vocabulary
from eligibility.rules.checks import BadCase, Faults
from eligibility.rules.facts import Household, Member, Vehicle, full_years
from eligibility.rules.spans import Span


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
    written = form.document(document, "", faults) or {}
    household = written.get("household") or {}
    members = [member for member in household.get("members") or () if member is not None]
    form.check_people(written, household.get("members") or (), faults)
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


def _household(written, on):
    facts = {"members": tuple(_person(member, place, on) for place, member in enumerate(written["members"]))}
    gaps = {}
    if "assets" in written and written["assets"] is None:
        gaps = dict.fromkeys(form.ASSETS, ("household.assets",))
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
            gaps |= dict.fromkeys(names, (f"{path}.{key}",))
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
    """Age decides who is a minor, the word of the relation only where birth is unknown (reading 14)."""
    if birth is None:
        return {"is_minor": {"minor_child": True, "adult_child": False}.get(relation)}
    age = full_years(birth, on)
    return {"age": age, "is_minor": age < 18}


def _disabled(written, path, gaps):
    if written is None:
        gaps |= dict.fromkeys(("disability_kind", "disability_grade"), (f"{path}.disability",))
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
    unknown = [
        f"{path}.support_12m[{place}].amount" for place, amount in enumerate(amounts) if amount is None
    ]
    known = sum(amount for amount in amounts if amount is not None)
    if not unknown:
        return known
    gaps["support"] = unknown
    return Span(known, None)
