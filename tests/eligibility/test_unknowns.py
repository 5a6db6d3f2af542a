"""Unknown is never no: what is asked for, what is answered all the same, and what stays open."""

import pytest

from eligibility import rules
from tests.eligibility.households import case, entry


def dibao(document):
    return rules.assess(document)["benefits"]["dibao"]


def test_an_unknown_wage_leaves_the_answer_open_and_is_named():
    told = dibao(case({"income_12m": {"wage": None}}))

    assert told["answer"] == "UNKNOWN"
    assert told["missing"] == ["household.members[0].income_12m.wage"]
    assert told["total"] is None


def test_income_unknown_as_a_whole_is_asked_for_once():
    assert dibao(case({"income_12m": None}))["missing"] == ["household.members[0].income_12m"]


def test_a_known_part_above_the_limit_answers_no():
    answer = rules.assess(case({"income_12m": {"wage": None, "business": "9600.00"}}))

    assert answer["benefits"]["dibao"]["answer"] == "NO"
    assert answer["household"]["net_income_12m"] is None
    told = entry(answer, "DB-INC-01")
    assert (told["left"], told["sign"], told["right"]) == ("800.00", "≥", "800.00")


def test_no_property_can_settle_what_a_house_too_many_has():
    assert dibao(case({"income_12m": None}, assets={"houses": 2}))["answer"] == "NO"


@pytest.mark.parametrize("key", ["financial", "houses", "shops", "companies", "vehicles"])
def test_unknown_property_is_named(key):
    told = dibao(case(assets={key: None}))

    assert told["answer"] == "UNKNOWN"
    assert told["missing"] == [f"household.assets.{key}"]


def test_property_unknown_as_a_whole_is_asked_for_once():
    assert dibao(case(assets=None))["missing"] == ["household.assets"]


@pytest.mark.parametrize(
    ("vehicles", "wanted", "missing"),
    [
        ([{"kind": None}], "UNKNOWN", ["household.assets.vehicles[0].kind"]),
        ([{"kind": "car"}, {"kind": None}], "NO", []),
    ],
)
def test_a_vehicle_of_unknown_kind(vehicles, wanted, missing):
    told = dibao(case(assets={"vehicles": vehicles}))

    assert (told["answer"], told["missing"]) == (wanted, missing)


@pytest.mark.parametrize(
    ("member", "asked"),
    [
        ({"relation": "parent", "cohabiting": None}, ["cohabiting"]),
        ({"status": None}, ["status"]),
        ({"clergy_since": None}, ["clergy_since"]),
        ({"relation": "adult_child", "birth": "2000-01-01", "school": None, "cohabiting": False}, ["school"]),
        ({"relation": None, "cohabiting": False}, ["relation"]),
    ],
)
def test_while_it_is_unknown_who_counts_nothing_is_concluded_from_totals(member, asked):
    answer = rules.assess(case({}, member, assets={"financial": "0"}))

    assert answer["household"]["counted"] == ["A"]
    assert [answer["household"][key] for key in ("size", "net_income_12m", "per_capita_monthly")] == [
        None
    ] * 3
    assert entry(answer, "DB-INC-01")["answer"] == "UNKNOWN"
    assert entry(answer, "DB-PROP-01")["answer"] == "UNKNOWN"
    assert answer["benefits"]["dibao"]["answer"] == "UNKNOWN"
    assert answer["benefits"]["dibao"]["missing"] == [f"household.members[1].{key}" for key in asked]


def test_a_yes_stands_while_an_addition_is_unknown():
    told = dibao(case({"disease": None}))

    assert (told["answer"], told["base"]) == ("YES", "800.00")
    assert told["supplement"] is told["total"] is None
    assert (told["missing"], told["amount_missing"]) == ([], ["household.members[0].disease"])


def test_an_addition_is_known_if_every_possibility_gives_the_same():
    told = dibao(case({"disease": None, "disability": {"kind": "mental", "grade": 1}}))

    assert told["supplement"] == "160.00"


@pytest.mark.parametrize(("on", "answer"), [("2025-12-31", "YES"), ("2026-01-01", "UNKNOWN")])
def test_from_2026_an_answer_that_hangs_on_the_pension_is_open(on, answer):
    document = case({"excluded_12m": {"central_basic_pension": "9600.00"}}, on=on)

    told = dibao(document)

    assert told["answer"] == answer
    assert told["missing"] == (["values.income_exclusions"] if answer == "UNKNOWN" else [])


def test_from_2026_a_clause_that_hangs_on_the_pension_is_open_even_where_the_answer_is_not():
    document = case(
        {"excluded_12m": {"central_basic_pension": "9600"}}, on="2026-01-01", assets={"houses": 2}
    )

    answer = rules.assess(document)

    assert answer["benefits"]["dibao"]["answer"] == "NO"
    assert entry(answer, "DB-INC-01")["answer"] == "UNKNOWN"


def test_from_2026_an_amount_that_hangs_on_the_pension_is_marked():
    answer = rules.assess(case({"excluded_12m": {"central_basic_pension": "1716"}}, on="2026-01-01"))

    told = answer["benefits"]["dibao"]
    assert (told["answer"], told["base"], told["unverified"]) == ("YES", "800.00", ["income_exclusions"])
    assert answer["household"]["net_income_12m"] == "0.00"


def test_an_item_on_no_list_counts_as_transfer_income():
    values = {"income_exclusions": [{"item": "scholarship", "programmes": ["dibao"], "to": "2025-06-09"}]}

    answer = rules.assess(case({"excluded_12m": {"scholarship": "9600"}}, values=values))

    assert answer["household"]["net_income_12m"] == "9600.00"
    told = entry(answer, "DB-INC-01")
    assert told["answer"] == "NO"
    used = next(each for each in told["values"] if each["name"] == "income_exclusions")
    assert used["value"] == {"dibao": [], "tekun": []}


def test_what_obligors_give_counts_as_transfer_income():
    gifts = [{"from": "child", "birth": "1980-01-01", "amount": "1200"}, {"amount": "1200"}]

    answer = rules.assess(case({"support_12m": gifts}))

    assert answer["household"]["net_income_12m"] == "2400.00"
    assert entry(answer, "DB-INC-05")["left"] == "2400.00"


def test_the_notice_asks_for_everything_at_once_in_words():
    document = case(
        {"disease": None, "income_12m": {"wage": None}}, {"birth": None}, assets={"financial": None}
    )

    told = rules.what_to_bring(rules.assess(document), document)

    assert [each["path"] for each in told] == [
        "household.members[0].income_12m.wage",
        "household.assets.financial",
        "household.members[0].disease",
        "household.members[1].birth",
    ]
    assert told[0]["ask"] == "成员 A 近12个月的工资性收入"
    assert told[1]["ask"] == "全家金融资产合计（存款、证券、基金、商业保险、网络账户）"
    assert "人均金融资产" in told[1]["why"]
    assert told[3]["ask"] == "成员 B 出生日期（身份证、户口簿）"
