"""What pages print of people and facts: masked numbers, ages, and every fact with its source and day."""

from collections import defaultdict
from datetime import date

from households import codes, credentials, kinds, typed
from households.dossier import Dossier, Member
from households.models import Fact, Household, Person
from kernel.sealing import sealed

SITUATIONS = ("disability", "disease", "school", "status", "unemployed")
_ORDINARY = {"none", "normal", False, None}


def applicant_of(household: Household) -> Person | None:
    """The family goes by its applicant; a list has fetched the members already (`for_list`)."""
    members = getattr(household, "open_members", None)
    if members is None:
        members = household.memberships.open().select_related("person")
    return next((one.person for one in members if one.relation == codes.Relation.APPLICANT), None)


def applicant_name(household: Household) -> str:
    applicant = applicant_of(household)
    return applicant.name if applicant else "（无申请人）"


def masked_number(person: Person | None) -> str:
    """3508************12, or why there is none."""
    if person is None:
        return ""
    found, kind = credentials.masked(person), person.get_id_kind_display()
    if person.id_kind in (codes.IdKind.ID_CARD, codes.IdKind.NONE):
        return found or "无身份证号"
    return f"{kind} {found or '（没有登记号码）'}"


def masked_value(person: Person, field: str) -> str:
    """A sealed field as every page shows it."""
    if field == "phone":
        return typed.masked_phone(sealed(person, "phone")) or "没有登记"
    return masked_number(person)


def last_four(person: Person) -> str:
    """The four characters that papers print."""
    return sealed(person, "id_number")[-4:] or "无"


def age_on(birth: date | None, day: date) -> int | None:
    """Full years; a birthday counts from its own day (TIME-06)."""
    if birth is None:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def member_rows(dossier: Dossier, today: date) -> list[dict]:
    """A line per member: who, how they stand to the applicant, what is particular, and the year's income."""
    relations = dict(codes.Relation.choices)
    return [
        {
            "person": member.person,
            "name": member.person.name,
            "masked": masked_number(member.person),
            "relation": relations[member.relation],
            "age": age_on(member.birth, today),
            "situation": situation(member),
            "income": income(member),
        }
        for member in dossier.members
    ]


def situation(member: Member) -> str:
    """What sets a member apart, in a few words."""
    found = []
    for code in SITUATIONS:
        value = member.facts.get(code)
        if isinstance(value, dict) or value not in _ORDINARY:
            kind = kinds.KINDS[code]
            found.append(kind.label if value is True else kind.show(value))
    return "，".join(found)


def income(member: Member) -> int | None:
    """The stated income of twelve months in fen, before any rule; None while a part is unknown."""
    parts = [member.facts.get(code) for _, code in kinds.group("income")]
    return None if None in parts else sum(parts)


def fact_sections(household: Household, dossier: Dossier, today: date) -> list[dict]:
    """Every known fact of the household and of each member: value, source, and the day it was true."""
    people = [member.person for member in dossier.members]
    rows = defaultdict(list)
    for fact in Fact.objects.about([household], people).newest(today):
        rows[fact.person_id].append(_row(fact))
    names = [(None, "全家")] + [(person.pk, person.name) for person in people]
    return [_section(name, _in_order(rows[key])) for key, name in names if rows[key]]


def _section(name: str, rows: list[dict]) -> dict:
    """What there is, line by line; what was asked and is not there, in one line."""
    return {
        "name": name,
        "facts": [row for row in rows if not row["is_none"]],
        "none": "、".join(row["label"] for row in rows if row["is_none"]),
    }


_PLACE = {code: place for place, code in enumerate(kinds.KINDS)}


def _row(fact: Fact) -> dict:
    kind = kinds.KINDS[fact.kind]
    return {
        "code": fact.kind,
        "label": kind.label,
        "is_none": fact.answer in (0, [], False, "none", "normal"),
        "value": kind.show(fact.answer),
        "source": fact.get_source_display() + (f"：{fact.source_note}" if fact.source_note else ""),
        "as_of": f"{fact.true_on.year} 年 {fact.true_on.month} 月 {fact.true_on.day} 日",
    }


def _in_order(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: _PLACE[row["code"]])
