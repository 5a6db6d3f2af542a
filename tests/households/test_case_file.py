"""The case file made of a dossier: unknown is null, none is said the way the format says it."""

import json
from datetime import date

import pytest

from households.codes import Exclusion, ExpenseKind, IncomeKind
from households.dossier import Dossier, Member, case_file, document, known, people, ref_at
from households.kinds import HOUSEHOLD_KINDS, KINDS, PERSON_KINDS
from tests.households import factories
from tests.households.factories import MONDAY, newcomer, tell

TOWNSHIP = "350821106"
UNASKED = {
    "ref": "A",
    "relation": "applicant",
    "birth": None,
    "sex": None,
    "disability": None,
    "disease": None,
    "school": None,
    "graduates_on": None,
    "status": None,
    "clergy_since": None,
    "dependent_adult": None,
    "unemployed": None,
    "cohabiting": None,
    "orphan": None,
    "income_12m": dict.fromkeys(IncomeKind.values),
    "excluded_12m": dict.fromkeys(Exclusion.values),
    "support_12m": None,
    "self_care_failed": None,
    "care_mode": None,
}


def paper(*members: Member, **facts):
    return document(Dossier(TOWNSHIP, list(members), facts), MONDAY, case="C1")


def member(ref="A", relation="applicant", **facts):
    return Member(ref, relation, facts=facts)


def row(**facts):
    return paper(Member("A", "applicant", facts=facts))["household"]["members"][0]


def test_of_a_family_nobody_asked_about_everything_is_unknown():
    assert paper(member()) == {
        "case": "C1",
        "on": "2026-03-02",
        "division": TOWNSHIP,
        "area": "rural",
        "household": {
            "members": [UNASKED],
            "assets": dict.fromkeys(["financial", "houses", "shops", "companies", "vehicles"]),
            "expenses_12m": dict.fromkeys(ExpenseKind.values),
        },
        "obligors": [],
        "no_obligors_for": [],
    }


def test_asked_and_unknown_reads_like_never_asked():
    assert row(**dict.fromkeys(PERSON_KINDS[:15]), disability=None, school=None) == UNASKED


def test_every_kind_of_fact_reaches_the_case_file():
    """A kind that the case file forgot would be asked for nothing."""
    silent = json.dumps(paper(member()), sort_keys=True)
    for code in set(PERSON_KINDS + HOUSEHOLD_KINDS) - {"correction"}:
        told = {code: _some_answer(code)}
        spoken = paper(member(**told)) if code in PERSON_KINDS else paper(member(), **told)
        assert json.dumps(spoken, sort_keys=True) != silent, code


def _some_answer(code):
    texts = {"disability": "视力:1", "disease": "major", "school": "本科", "status": "正常", "area": "城镇"}
    days = dict.fromkeys(["graduates_on", "clergy_since"], "2020-01-01")
    texts |= days | {"care_mode": "home", "asset.vehicles": "car", "self_care_failed": "3"}
    if code == "support":
        return [{"from": "child", "birth": "1985-01-01", "amount": 120000}]
    if code == "obligors":
        return []
    if KINDS[code].unit.startswith("元") or code.startswith("asset."):
        return KINDS[code].read(texts.get(code, "1"))
    return KINDS[code].read(texts.get(code, "是"))


def test_none_is_said_in_the_words_of_the_case_file():
    none = row(disability="none", disease="none", clergy_since="none", graduates_on="none", school="none")

    assert not {"disability", "disease", "clergy_since", "graduates_on"} & none.keys()
    assert none["school"] == "none"


def test_money_is_yuan_as_text_and_counts_are_numbers():
    found = paper(
        member(**{"income.wage": 123450, "excluded.scholarship": 0}),
        **{"asset.financial": 600000, "asset.houses": 1, "asset.vehicles": ["car"], "area": "urban"},
    )

    assert found["household"]["members"][0]["income_12m"]["wage"] == "1234.50"
    assert found["household"]["members"][0]["excluded_12m"]["scholarship"] == "0.00"
    assert found["household"]["assets"] == {
        "financial": "6000.00",
        "houses": 1,
        "shops": None,
        "companies": None,
        "vehicles": [{"kind": "car"}],
    }
    assert found["area"] == "urban"


def test_support_and_obligors_keep_their_unknowns():
    child = {
        "relation": "child",
        "birth": "1985-01-01",
        "income_monthly": 300000,
        "property_ok": None,
        "disability": "none",
    }
    found = paper(
        member(
            support=[{"from": "child", "amount": None}, {"from": "sibling", "amount": 5}], obligors=[child]
        ),
        member("B", "spouse", obligors=[]),
        member("C", "other", obligors=None),
    )

    assert found["household"]["members"][0]["support_12m"] == [
        {"from": "child", "amount": None},
        {"from": "sibling", "amount": "0.05"},
    ]
    assert found["obligors"] == [
        {
            "for": "A",
            "relation": "child",
            "birth": "1985-01-01",
            "income_monthly": "3000.00",
            "property_ok": None,
        }
    ]
    assert found["no_obligors_for"] == ["B"]


@pytest.mark.parametrize(
    ("of_all", "of_a", "of_b", "sheets"),
    [
        ({}, {}, {}, (None, "-", "-")),
        ({"expense.medical": 100}, {}, {}, ("1.00", "-", "-")),
        ({"expense.medical": None}, {}, {}, (None, "-", "-")),
        ({}, {"expense.medical": 100}, {}, ("0.00", "1.00", None)),
        ({}, {"expense.medical": None}, {"expense.medical": 0}, ("0.00", None, "0.00")),
        ({"expense.medical": 100}, {"expense.medical": 200}, {}, ("1.00", "2.00", "-")),
    ],
)
def test_an_expense_stands_where_it_was_asked(of_all, of_a, of_b, sheets):
    found = paper(member(**of_a), member("B", "spouse", **of_b), **of_all)["household"]

    told = [one.get("expenses_12m", {}).get("medical", "-") for one in found["members"]]
    assert (found["expenses_12m"]["medical"], *told) == sheets


def test_what_only_the_case_knows_is_added():
    dossier = Dossier(TOWNSHIP, [member()])
    found = document(dossier, MONDAY, case="C1", apply_single="A", enrolled={"A": ["tekun"]}, emergency=None)

    assert found["apply_single"] == "A"
    assert found["enrolled"] == {"A": ["tekun"]}
    assert "emergency" not in found


def test_refs_run_on_after_z():
    assert [ref_at(place) for place in (0, 1, 25, 26, 27, 702)] == ["A", "B", "Z", "AA", "AB", "AAA"]


@pytest.fixture
def office(db):
    return factories.office()


def test_the_register_makes_the_same_case_file_as_a_page_would(office):
    """An elderly couple, written down by hand."""
    clerk = factories.somebody_of(office)
    wife = newcomer("spouse", "陈玉", id_number=factories.trial_number(date(1961, 1, 20), "F"))
    man = newcomer(name="林根", id_number=factories.trial_number(date(1959, 3, 5), "M"))
    household = factories.household(office, [wife, man], by=clerk)
    person = factories.applicant(household)
    tell(household, "income.transfer", 68400, person, by=clerk)
    tell(household, "disability", "none", person, by=clerk)
    tell(household, "asset.houses", 1, by=clerk)

    found = case_file(household, MONDAY, case="C1")
    typed = Dossier(
        TOWNSHIP,
        [
            Member("A", "applicant", date(1959, 3, 5), "M", {"income.transfer": 68400, "disability": "none"}),
            Member("B", "spouse", date(1961, 1, 20), "F"),
        ],
        {"asset.houses": 1},
    )
    assert found == document(typed, MONDAY, case="C1")
    assert found["household"]["members"][0]["income_12m"] == {
        "wage": None,
        "business": None,
        "property": None,
        "transfer": "684.00",
        "other": None,
    }
    assert people(known(household, MONDAY))["A"] == person
    assert json.loads(json.dumps(found)) == found
    assert "林根" not in json.dumps(found, ensure_ascii=False)


def test_refs_stay_when_somebody_joins_later(office):
    clerk = factories.somebody_of(office)
    household = factories.household(office, [newcomer(), newcomer("spouse", "陈金水")], by=clerk)
    before = people(known(household, MONDAY))
    factories.add_members(household, [newcomer("parent", "林土")], since=MONDAY, by=clerk, on=MONDAY)

    after = people(known(household, MONDAY))
    assert {ref: after[ref] for ref in before} == before
    assert list(after) == ["A", "B", "C"]
