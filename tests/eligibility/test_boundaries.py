"""Every comparison of dibao exactly at its limit, one unit below and one above."""

import pytest

from eligibility import rules
from tests.eligibility.households import STANDARD_FEN, case, entry, yuan

YEAR_LIMIT = STANDARD_FEN * 12 * 2  # two people


def couple(**applicant):
    return case(applicant, {})


@pytest.mark.parametrize(("over", "wanted"), [(-1, "YES"), (0, "NO"), (1, "NO")])
def test_income_must_be_below_the_standard(over, wanted):
    answer = rules.assess(couple(income_12m={"business": yuan(YEAR_LIMIT + over)}))

    assert entry(answer, "DB-INC-01")["answer"] == wanted
    assert answer["benefits"]["dibao"]["answer"] == wanted


@pytest.mark.parametrize(("over", "wanted"), [(-1, "YES"), (0, "NO"), (1, "NO")])
def test_wage_counts_after_a_tenth_for_the_cost_of_work(over, wanted):
    answer = rules.assess(couple(income_12m={"wage": yuan(YEAR_LIMIT * 10 // 9 + 1 + over)}))

    assert entry(answer, "DB-INC-01")["answer"] == wanted


def test_a_limit_missed_by_a_part_of_a_fen_is_shown_in_full():
    answer = rules.assess(couple(income_12m={"wage": yuan(YEAR_LIMIT * 10 // 9)}))

    told = entry(answer, "DB-INC-01")
    assert (told["answer"], told["left"], told["sign"], told["right"]) == (
        "YES",
        "19199.997",
        "<",
        "19200.00",
    )
    assert answer["benefits"]["dibao"]["base"] == "1.00"


@pytest.mark.parametrize(("over", "wanted"), [(-1, "YES"), (0, "YES"), (1, "NO")])
def test_money_may_reach_the_limit_but_not_exceed_it(over, wanted):
    answer = rules.assess(case({}, {}, assets={"financial": yuan(24 * STANDARD_FEN * 2 + over)}))

    assert entry(answer, "DB-PROP-01")["answer"] == wanted


@pytest.mark.parametrize(("houses", "wanted"), [(0, "YES"), (1, "YES"), (2, "NO")])
def test_houses_up_to_the_limit(houses, wanted):
    assert entry(rules.assess(case(assets={"houses": houses})), "DB-PROP-03")["answer"] == wanted


@pytest.mark.parametrize(("key", "id"), [("shops", "DB-PROP-03"), ("companies", "DB-PROP-04")])
@pytest.mark.parametrize(("number", "wanted"), [(0, "YES"), (1, "NO")])
def test_no_shop_and_no_company(key, id, number, wanted):
    assert entry(rules.assess(case(assets={key: number})), id)["answer"] == wanted


@pytest.mark.parametrize(
    ("kind", "wanted", "exempted"),
    [
        ("car", "NO", None),
        ("boat", "NO", None),
        ("large_machinery", "NO", None),
        ("motorcycle", "YES", "DB-PROP-X1"),
        ("electric_bike", "YES", "DB-PROP-X1"),
        ("disability_scooter", "YES", "DB-PROP-X2"),
    ],
)
def test_only_exempt_vehicles_are_allowed(kind, wanted, exempted):
    answer = rules.assess(case(assets={"vehicles": [{"kind": kind}]}))

    assert entry(answer, "DB-PROP-02")["answer"] == wanted
    ids = {entry["id"] for entry in answer["benefits"]["dibao"]["clauses"]}
    assert ids & {"DB-PROP-X1", "DB-PROP-X2"} == ({exempted} if exempted else set())


@pytest.mark.parametrize(
    ("birth", "due"),
    [
        ("1955-06-09", "80.00"),
        ("1955-06-10", "80.00"),
        ("1955-06-11", "0.00"),
        ("2007-06-10", "0.00"),
        ("2007-06-11", "80.00"),
    ],
)
def test_the_old_and_the_young_are_paid_more_from_and_until_their_birthday(birth, due):
    answer = rules.assess(case({"birth": birth}))

    assert answer["benefits"]["dibao"]["supplement"] == due


@pytest.mark.parametrize(
    ("kind", "grade", "due"),
    [
        ("visual", 2, "160.00"),
        ("visual", 3, "0.00"),
        ("intellectual", 3, "160.00"),
        ("mental", 3, "160.00"),
        ("mental", 4, "0.00"),
        ("multiple", 3, "0.00"),
    ],
)
def test_severe_is_grade_two_or_the_third_of_mind(kind, grade, due):
    answer = rules.assess(case({"disability": {"kind": kind, "grade": grade}}))

    assert answer["benefits"]["dibao"]["supplement"] == due


@pytest.mark.parametrize(("stacking", "due"), [("highest", "160.00"), ("sum", "400.00")])
def test_several_grounds_give_the_highest_or_the_sum(stacking, due):
    old_ill_and_disabled = {
        "birth": "1950-01-01",
        "disease": "major",
        "disability": {"kind": "mental", "grade": 1},
    }

    answer = rules.assess(case(old_ill_and_disabled, values={"supplement_stacking": stacking}))

    assert answer["benefits"]["dibao"]["supplement"] == due


@pytest.mark.parametrize(
    ("rounding", "over", "base"),
    [
        ("household_ceil_yuan", 0, "1.00"),
        ("household_ceil_yuan", -1200 + 1, "1.00"),
        ("household_ceil_yuan", -1200, "2.00"),
        ("half_up_fen", 0, "0.00"),
        ("half_up_fen", -5, "0.01"),
        ("half_up_fen", -4, "0.00"),
    ],
)
def test_the_gap_of_the_whole_household_is_rounded_once(rounding, over, base):
    income = YEAR_LIMIT - 1 + over
    answer = rules.assess(case({"income_12m": {"business": yuan(income)}}, {}, values={"rounding": rounding}))

    told = answer["benefits"]["dibao"]
    assert told["answer"] == "YES"
    assert told["base"] == base


@pytest.mark.parametrize(("since", "size"), [("2022-06-10", 1), ("2022-06-11", 2)])
def test_clergy_of_three_full_years_do_not_count(since, size):
    assert rules.assess(case({}, {"clergy_since": since}))["household"]["size"] == size


@pytest.mark.parametrize(
    ("member", "counted"),
    [
        (
            {
                "relation": "adult_child",
                "birth": "2000-01-01",
                "school": "undergraduate",
                "cohabiting": False,
            },
            True,
        ),
        (
            {"relation": "adult_child", "birth": "2000-01-01", "school": "postgraduate", "cohabiting": False},
            False,
        ),
        ({"relation": "adult_child", "birth": "2000-01-01", "school": "postgraduate"}, True),
        (
            {"relation": "adult_child", "birth": "2000-01-01", "dependent_adult": True, "cohabiting": False},
            True,
        ),
        ({"relation": "adult_child", "birth": "2007-06-11", "cohabiting": False}, True),
        ({"relation": "minor_child", "birth": "2007-06-10", "cohabiting": False}, False),
        ({"relation": "minor_child", "birth": None, "cohabiting": False}, True),
        ({"relation": "parent", "cohabiting": False}, False),
        ({"relation": "other"}, True),
        ({"status": "in_prison"}, False),
        ({"status": "compulsory_detox"}, False),
        ({"status": "missing"}, False),
        ({"status": "probation"}, True),
        ({"status": "detained"}, True),
    ],
)
def test_who_counts(member, counted):
    answer = rules.assess(case({}, member))

    assert answer["household"]["counted"] == (["A", "B"] if counted else ["A"])


def test_with_nobody_counted_the_answer_is_no():
    answer = rules.assess(case({"status": "in_prison"}))

    assert answer["benefits"]["dibao"]["answer"] == "NO"
    assert answer["household"]["size"] == 0
    assert answer["household"]["per_capita_monthly"] is None


@pytest.mark.parametrize(("on", "size"), [("2025-02-27", 2), ("2025-02-28", 1)])
def test_a_child_of_the_29th_of_february_is_of_age_on_the_28th(on, size):
    child = {"relation": "minor_child", "birth": "2004-02-29", "cohabiting": False}
    day = on.replace("2025", "2022")

    assert rules.assess(case({}, child, on=day))["household"]["size"] == size
