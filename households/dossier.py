"""What is known of a household on a day, and the case file made of it for the rules.

A dossier is plain: the register fills one (`known`), and so may a page from what is being typed.
"""

from dataclasses import dataclass, field
from datetime import date

from households import codes, kinds
from households.models import Fact, Membership
from households.shapes import NONE

INCOME, EXCLUDED, EXPENSES, ASSETS = (
    kinds.group(prefix) for prefix in ("income", "excluded", "expense", "asset")
)
# A fact that says "none" leaves these keys out: the case file has no other word for it.
_ABSENT_IF_NONE = ("disability", "disease", "graduates_on", "clergy_since")
_PLAIN = (
    "school",
    "status",
    "dependent_adult",
    "unemployed",
    "cohabiting",
    "orphan",
    "self_care_failed",
    "care_mode",
)


@dataclass
class Member:
    """One person of the household: how they stand to the applicant, and what is known of them."""

    ref: str
    relation: str
    birth: date | None = None
    sex: str = ""
    facts: dict = field(default_factory=dict)
    person: object = None
    membership: object = None


@dataclass
class Dossier:
    """The household: the township it lives in, its members, and what is known of it as a whole.

    In `facts` a kind that is absent was never asked, and `None` is asked and unknown.
    """

    division: str
    members: list[Member] = field(default_factory=list)
    facts: dict = field(default_factory=dict)


def ref_at(place: int) -> str:
    """A, B, … Z, AA, AB, …"""
    ref = ""
    while place >= 0:
        ref, place = chr(ord("A") + place % 26) + ref, place // 26 - 1
    return ref


def people(dossier: Dossier) -> dict:
    """Ref → person."""
    return {member.ref: member.person for member in dossier.members}


def document(dossier: Dossier, on: date, *, case: str, **request) -> dict:
    """The case file of a dossier on a day.

    `request` is what only the case knows: apply_single, emergency, aid_request, aid_history, enrolled.
    """
    return {
        "case": case,
        "on": on.isoformat(),
        "division": dossier.division,
        "area": dossier.facts.get("area") or "rural",
        "household": {
            "members": [_member(one, _expenses_of(one, dossier)) for one in dossier.members],
            "assets": _sheet(dossier.facts, ASSETS),
            "expenses_12m": _expenses_of_all(dossier),
        },
        "obligors": [entry for one in dossier.members for entry in _obligors(one)],
        "no_obligors_for": [one.ref for one in dossier.members if one.facts.get("obligors") == []],
        **{key: answer for key, answer in request.items() if answer is not None},
    }


def _written(facts: dict, code: str):
    """The answer in the words of the case file: `null` for asked and unknown, and for never asked."""
    return kinds.KINDS[code].write(facts.get(code))


def _sheet(facts: dict, group: list[tuple[str, str]]) -> dict:
    return {key: _written(facts, code) for key, code in group}


def _member(member: Member, expenses: dict) -> dict:
    facts = member.facts
    row = {
        "ref": member.ref,
        "relation": member.relation,
        "birth": member.birth.isoformat() if member.birth else None,
        "sex": member.sex or None,
        "income_12m": _sheet(facts, INCOME),
        "excluded_12m": _sheet(facts, EXCLUDED),
        "support_12m": _written(facts, "support"),
    }
    row |= {code: _written(facts, code) for code in _PLAIN}
    row |= {code: _written(facts, code) for code in _ABSENT_IF_NONE if facts.get(code) != NONE}
    if facts.get("school") == NONE:
        row.pop("graduates_on", None)
    if expenses:
        row["expenses_12m"] = expenses
    return row


def _asked_of_members(dossier: Dossier, code: str) -> bool:
    return any(code in member.facts for member in dossier.members)


def _expenses_of_all(dossier: Dossier) -> dict:
    """The household's sheet: zero for what was asked of members only, unknown if asked of nobody."""
    sheet = _sheet(dossier.facts, EXPENSES)
    for key, code in EXPENSES:
        if code not in dossier.facts and _asked_of_members(dossier, code):
            sheet[key] = "0.00"
    return sheet


def _expenses_of(member: Member, dossier: Dossier) -> dict:
    """A member's own sheet: their answers, and unknown for what was asked of other members only."""
    return {
        key: _written(member.facts, code)
        for key, code in EXPENSES
        if code in member.facts or (code not in dossier.facts and _asked_of_members(dossier, code))
    }


def _obligors(member: Member):
    for entry in _written(member.facts, "obligors") or []:
        yield {"for": member.ref, **entry}


def known(household, on: date) -> Dossier:
    """What the register knows of a household on a day."""
    return known_of([household], on)[household.pk]


def known_of(households: list, on: date) -> dict:
    """The same for many households, with the same few questions: household key → dossier."""
    dossiers = {one.pk: Dossier(one.office.division_id) for one in households}
    memberships = (
        Membership.objects.on(on).filter(household__in=dossiers).select_related("person").order_by("pk")
    )
    members = {}
    for membership in sorted(memberships, key=_applicant_first):
        dossier, person = dossiers[membership.household_id], membership.person
        member = Member(
            ref_at(len(dossier.members)),
            membership.relation,
            person.birth,
            person.sex,
            person=person,
            membership=membership,
        )
        dossier.members.append(member)
        members[person.pk] = member
    for fact in Fact.objects.about(dossiers, members).newest(on):
        subject = members[fact.person_id] if fact.person_id else dossiers[fact.household_id]
        if not fact.is_stale(on):
            subject.facts[fact.kind] = fact.answer
    return dossiers


def _applicant_first(membership: Membership):
    return (membership.relation != codes.Relation.APPLICANT, membership.pk)


def case_file(household, on: date, *, case: str, dossier: Dossier | None = None, **request) -> dict:
    """The case file of a registered household (or of a dossier already read) on a day."""
    return document(dossier or known(household, on), on, case=case, **request)
