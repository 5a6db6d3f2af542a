"""Situations the tests speak of: an office with its staff, a family as the register knows it, a case in a state."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from agencies.models import Account, Division, Office
from agencies.seats import place
from applications import actions
from applications.actions import Intake, VisitReport
from applications.intake import HOUSEHOLD_FACTS, INCOME_GRID, PERSON_DETAILS
from applications.papers_required import REQUIRED
from households import kinds
from households.actions import NewFact, add_member, record_facts, register_household
from households.identity import trial_id_number
from households.kinship import NewObligor, NewRepresentative, add_obligor, add_representative
from households.models import NumberConflict
from households.parting import send
from kernel.sealing import sealed

NUMERALS = "零一二三四五六七八九"
HETIAN, XIAOCHI = "mz-350821106", "mz-350802106"
MONDAY = date(2026, 3, 2)
ALL_PAPERS = list(REQUIRED)


@dataclass
class Staff:
    """The people of one township, one for each part."""

    office: Office
    clerk: Account
    visitor: Account
    reviewer: Account
    confirmer: Account
    village: Account
    county: Account


def account(name: str, office, role: str, **term) -> Account:
    """Somebody in a seat."""
    made = Account.objects.create(username=name, name=f"某{name}")
    place(made, office, role, starts_on=date(2020, 1, 1), **term)
    return made


def staff(code: str = HETIAN, prefix: str = "") -> Staff:
    """An office with everybody a case needs."""
    office = Office.objects.select_related("division", "parent").get(code=code)
    seats = {
        "clerk": (office, "township_clerk"),
        "visitor": (office, "township_clerk"),
        "reviewer": (office, "township_reviewer"),
        "confirmer": (office, "township_confirmer"),
        "village": (office, "village_worker"),
        "county": (office.parent, "county_reviewer"),
    }
    people = {part: account(f"{prefix}{part}", where, role) for part, (where, role) in seats.items()}
    return Staff(office, **people)


# An elderly couple of EX01: 207.00 a head, 1,186.00 a month.
COUPLE = (
    ("applicant", date(1959, 3, 5), {"income.transfer": 68400, "excluded.central_basic_pension": 171600}),
    (
        "spouse",
        date(1961, 1, 20),
        {"income.transfer": 68400, "income.property": 360000, "excluded.central_basic_pension": 171600},
    ),
)
MODEST = {"asset.financial": 600000, "asset.houses": 1}


def family(team: Staff, members=COUPLE, assets=None, on: date = MONDAY):
    """A family the register knows wholly: what is not named was asked, and there is none."""
    village = Division.objects.filter(parent=team.office.division, level="village").first()
    household = register_household(team.office, village, "1 号", by=team.clerk, on=on)
    facts = [NewFact(code, value) for code, value in _with_none(HOUSEHOLD_FACTS, assets or MODEST).items()]
    for number, (relation, birth, told) in enumerate(members, start=_next_sequence()):
        membership = add_member(
            household,
            relation=relation,
            name=f"林{NUMERALS[number % 10]}",
            id_number=trial_id_number(birth, "F", number),
            by=team.clerk,
            on=on,
        )
        answers = _with_none(INCOME_GRID + PERSON_DETAILS, told)
        facts += [NewFact(code, value, membership.person) for code, value in answers.items()]
    record_facts(household, facts, source="declared", true_on=on, by=team.clerk, on=on)
    return household


def conflict(team: Staff, by=None, holder=None) -> NumberConflict:
    """A number that stands in the register is typed again, with the name 王二, in another family."""
    holder = holder or family(team).memberships.get(relation="spouse").person
    typed = {"relation": "other", "name": "王二", "id_number": sealed(holder, "id_number")}
    add_member(family(team), by=by or team.clerk, on=MONDAY, **typed)
    return NumberConflict.objects.get(holder=holder)


def obligor(team: Staff, household, **told):
    """A son elsewhere who owes the applicant support."""
    told = {"relation": "child", "name": "林远行"} | told
    person = household.memberships.get(relation="applicant").person
    return add_obligor(household, person, NewObligor(**told), by=team.clerk, on=MONDAY)


def guardian(team: Staff, household, **told):
    """Somebody who acts for the applicant by law."""
    told = {"kind": "guardian", "name": "林远行", "basis": "儿子，法定监护"} | told
    person = household.memberships.get(relation="applicant").person
    return add_representative(household, person, NewRepresentative(**told), by=team.clerk, on=MONDAY)


def sent(team: Staff, household=None):
    """A family on its way to another township of the same city, where nobody of the test sits."""
    household = household or family(team)
    there = Office.objects.exclude(pk__in=[HETIAN, XIAOCHI]).filter(kind="mz", division__level="township")
    return send(household, there.first(), "随女儿居住", by=team.clerk, on=MONDAY)


_sequences = count(1)


def _next_sequence() -> int:
    """A run of invented people nobody else in the test has; numbers of one birthday are few, tests are many."""
    return next(_sequences) % 495


def _with_none(codes, told: dict) -> dict:
    return {code: kinds.none_of(code) for code in codes} | told


def papers(seen=None, facts=()) -> Intake:
    """What the counter learnt: by default every paper, and nothing new."""
    return Intake(list(facts), ALL_PAPERS if seen is None else seen, {})


def photo(name: str = "visit.jpg") -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), (120, 130, 140)).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/jpeg")


def report(facts=()) -> VisitReport:
    return VisitReport("申请人", "砖房一层，与申报一致。", list(facts), [photo()])


def take(case, verb: str, by, on: date, **matter):
    """Take one step on the version at hand."""
    return getattr(actions, verb)(case, by=by, on=on, version=case.version, **matter)


def step_matter(team: Staff, verb: str, on: date) -> dict:
    """What a step asks for besides who, when and version."""
    return {
        "visit": {"companion": team.village, "visited_on": on, "report": report()},
        "review": {"opinion": "同意。"},
        "visit_again": {"reason": "再去看一次存款。"},
        "send_back": {"reason": "收入有变。"},
        "deliver": {"delivery": "当面，签收人 本人"},
    }.get(verb, {})


# Verb, who takes it, and how many days after the Monday of receipt.
COURSE = (
    ("accept", "clerk", 0),
    ("visit", "visitor", 2),
    ("review", "reviewer", 3),
    ("post_notice", "clerk", 4),
    ("confirm", "confirmer", 12),
    ("deliver", "clerk", 14),
)
STATES = ("accepted", "visited", "reviewed", "notice_posted", "confirmed", "notified")


def case(team: Staff, state: str, household=None, on: date = MONDAY):
    """A case brought to a state by the people of an office, each step by its own person."""
    household = household or family(team, on=on)
    found = actions.open_case(household, by=team.clerk, on=on)
    if state == "draft":
        return found
    seen = ["application"] if state == "returned" else None
    found = actions.take_in(found, papers(seen), by=team.clerk, on=on, version=found.version)
    if state == "returned":
        return take(found, "return_for_completion", team.clerk, on)
    if state == "received":
        return found
    goal = STATES.index("reviewed" if state == "refused" else state)
    for verb, part, days in COURSE[: goal + 1]:
        day = on + timedelta(days=days)
        found = take(found, verb, getattr(team, part), day, **step_matter(team, verb, day))
    if state == "refused":
        found = take(found, "refuse", team.confirmer, on + timedelta(days=5))
    return found


RICH = {"asset.financial": 60_000_000, "asset.houses": 1}
