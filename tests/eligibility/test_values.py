"""Dated values: looked up for the day and the place, refused without a source, never guessed."""

from datetime import date

import pytest
import yaml

from eligibility import rules
from eligibility.rules import rulebook, values
from tests.eligibility.households import case

FILE = """
name: 低保标准
unit: fen per person per month
checked_on: 2026-03-01
values:
  - {from: 2020-01-01, division: "350800", amount: 80000, verified: false, source: 甲}
  - {from: 2025-07-01, division: "350800", amount: 85000, verified: true, source: 乙}
  - {from: 2025-07-01, division: "350802", amount: 90000, verified: true, source: 丙}
  - {from: 2025-07-01, division: "350802", area: urban, amount: 95000, verified: true, source: 丁}
"""


def parameter(**changes):
    written = yaml.safe_load(FILE) | {key: new for key, new in changes.items() if key != "line"}
    if "line" in changes:
        written["values"] = [written["values"][0] | changes["line"]]
    return values.parameter("dibao_standard", written)


@pytest.mark.parametrize(
    ("division", "on", "area", "amount"),
    [
        ("350821", date(2025, 6, 30), "rural", 80_000),
        ("350821", date(2025, 7, 1), "rural", 85_000),
        ("350802", date(2025, 6, 30), "rural", 80_000),
        ("350802", date(2025, 7, 1), "rural", 90_000),
        ("350802", date(2025, 7, 1), "urban", 95_000),
        ("350802101", date(2025, 7, 1), "urban", 95_000),
    ],
)
def test_a_value_is_that_of_the_day_and_the_nearest_place(division, on, area, amount):
    assert parameter().on(on, division, area).value == amount


@pytest.mark.parametrize(
    ("division", "on", "named"),
    [
        ("350802", date(2019, 12, 31), "新罗区（350802）2019-12-31"),
        ("110101", date(2025, 1, 1), "此地（110101）"),
    ],
)
def test_a_value_not_set_for_the_day_and_place_is_an_error_that_names_both(division, on, named):
    with pytest.raises(rules.MissingValue, match="“低保标准”") as refused:
        parameter().on(on, division, "rural")
    assert named in str(refused.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"source": ""}, "没有来源"),
        ({"source": None}, "没有来源"),
        ({"from": "2020"}, "from 应为日期"),
        ({"amount": 800.5}, "不是非负整数"),
        ({"amount": -1}, "不是非负整数"),
        ({"area": "town"}, "urban 或 rural"),
        ({"until": date(2021, 1, 1)}, "每行应有"),
    ],
)
def test_a_faulty_line_is_not_loaded(line, message):
    with pytest.raises(ValueError, match=message):
        parameter(line=line)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": "yuan"}, "不认识的单位"),
        ({"checked_on": None}, "checked_on"),
        ({"note": "x"}, "文件应有且只有"),
        ({"values": []}, "至少要有一行"),
        ({"values": list(reversed(yaml.safe_load(FILE)["values"][:2]))}, "由早到晚"),
    ],
)
def test_a_faulty_file_is_not_loaded(changes, message):
    with pytest.raises(ValueError, match=message):
        parameter(**changes)


def test_a_clause_that_names_no_known_value_is_refused_when_the_rulebook_loads(monkeypatch):
    rulebook.catalogue.cache_clear()
    monkeypatch.setattr(rulebook, "needs", lambda: ("dibao_standart",))

    with pytest.raises(ValueError, match="dibao_standart"):
        rulebook.catalogue()


def test_every_value_is_there_for_every_county_on_the_first_of_each_month():
    days = [date(year, month, 1) for year in range(2020, 2027) for month in range(1, 13)]

    for name in rulebook.catalogue():
        for division in values.PLACES:
            for day in days:
                assert rules.value(name, division, day).name == name


def test_an_unverified_value_is_named_in_the_answer():
    answer = rules.assess(case())

    assert "dibao_standard" in answer["unverified"]
    assert not rules.value("dibao_standard", "350802", date(2025, 6, 10)).verified
    assert rules.value("publicity_days", "350802101", date(2025, 6, 10)).value == 7


def test_values_entered_by_administrators_go_before_those_of_the_files():
    before = rules.assess(case())
    line = {
        "from": date(2025, 1, 1),
        "division": "350802",
        "amount": 90_000,
        "verified": True,
        "source": "甲文件",
    }
    rules.enter_values({"dibao_standard": [line]})
    try:
        after = rules.assess(case())
    finally:
        rules.enter_values({})

    assert (before["benefits"]["dibao"]["base"], after["benefits"]["dibao"]["base"]) == ("800.00", "900.00")
    assert before["rulebook"] != after["rulebook"]
    assert "dibao_standard" not in after["unverified"]
    assert rules.assess(case()) == before


def test_an_override_is_named_and_changes_the_rulebook():
    plain, other = rules.assess(case()), rules.assess(case(values={"dibao_standard": "801"}))

    assert (plain["overridden"], other["overridden"]) == ([], ["dibao_standard"])
    assert plain["rulebook"] != other["rulebook"]
    assert other["benefits"]["dibao"]["base"] == "801.00"
