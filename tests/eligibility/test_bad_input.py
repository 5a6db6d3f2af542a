"""A document with faults is told every one of them, with its path, and nothing is computed."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility import rules
from tests.eligibility import oracle
from tests.eligibility.households import case


def faults(document):
    with pytest.raises(rules.BadCase) as refused:
        rules.assess(document)
    return [(error["path"], error["message"]) for error in refused.value.errors]


MEMBER = "household.members[0]"
ONE_FAULT = [
    (case({"nickname": "x"}), f"{MEMBER}.nickname", "不认识的键"),
    (case() | {"comment": "x"}, "comment", "不认识的键"),
    (case() | {"on": "2025-02-30"}, "on", "不是实有的日期"),
    (case() | {"on": "20250610"}, "on", "不是实有的日期"),
    (case() | {"on": None}, "on", "必须填写"),
    (case() | {"division": "3508"}, "division", "六位县级"),
    (case() | {"area": "town"}, "area", "可用：urban、rural"),
    (case({"birth": "1980-13-01"}), f"{MEMBER}.birth", "不是实有的日期"),
    (case({"birth": "2025-06-11"}), f"{MEMBER}.birth", "晚于受理日"),
    (case({"income_12m": {"wage": "-1"}}), f"{MEMBER}.income_12m.wage", "负数"),
    (case({"income_12m": {"wage": "1.005"}}), f"{MEMBER}.income_12m.wage", "多于 2 位小数"),
    (case({"income_12m": {"wage": 1.5}}), f"{MEMBER}.income_12m.wage", "浮点数"),
    (case({"income_12m": {"wage": True}}), f"{MEMBER}.income_12m.wage", "不是数"),
    (case({"income_12m": {"wage": "1e3"}}), f"{MEMBER}.income_12m.wage", "不是元数"),
    (
        case({"income_12m": {"wage": "１"}}),  # noqa: RUF001 a full-width digit, as a Chinese keyboard types it
        f"{MEMBER}.income_12m.wage",
        "不是元数",
    ),
    (case({"income_12m": {"wage": "9999999999"}}), f"{MEMBER}.income_12m.wage", "最多九位"),
    (case({"income_12m": []}), f"{MEMBER}.income_12m", "应为对象"),
    (case({"school": "kindergarten"}), f"{MEMBER}.school", "不是可用的代码"),
    (case({"disability": {"kind": "mental", "grade": 5}}), f"{MEMBER}.disability.grade", "1 到 4"),
    (case({"disease": "cold"}), f"{MEMBER}.disease", "目录"),
    (case({"cohabiting": 1}), f"{MEMBER}.cohabiting", "true 或 false"),
    (case({"support_12m": [{"amount": "x"}]}), f"{MEMBER}.support_12m[0].amount", "不是元数"),
    (case({}, {"ref": "A"}), "household.members[1].ref", "重复"),
    (case({"relation": "spouse"}), "household.members", "恰有一名申请人"),
    (case({}, {"relation": "applicant"}), "household.members", "现有 2 名"),
    (case(assets={"houses": "1"}), "household.assets.houses", "整数"),
    (case(assets={"vehicles": [{"kind": "tram"}]}), "household.assets.vehicles[0].kind", "不是可用的代码"),
    (case(expenses_12m={"rent": "1"}), "household.expenses_12m.rent", "不认识的键"),
    (case() | {"apply_single": "Z"}, "apply_single", "没有编号为 'Z' 的成员"),
    (case() | {"obligors": [{"for": "Z"}]}, "obligors[0].for", "没有编号"),
    (case() | {"no_obligors_for": ["Z"]}, "no_obligors_for[0]", "没有编号"),
    (case() | {"enrolled": {"Z": ["tekun"]}}, "enrolled.Z", "没有编号"),
    (case() | {"emergency": {"reported_at": "2025-06-11T10:00"}}, "emergency.reported_at", "带时区"),
    (case(values={"dibao_standart": "1"}), "values.dibao_standart", "没有这个名字"),
    (case(values={"dibao_standard": 800.5}), "values.dibao_standard", "浮点数"),
    (case(values={"dibao_standard": "-1"}), "values.dibao_standard", "负数"),
    (case(values={"employment_cost_rate": "1.1"}), "values.employment_cost_rate", "超过 1"),
    (case(values={"rounding": "down"}), "values.rounding", "可选"),
    (case(values={"max_houses": "1"}), "values.max_houses", "整数"),
    (case(values={"income_exclusions": [{"item": "x"}]}), "values.income_exclusions", "名单行"),
    ({"title": "例", "input": case(), "expect": {}}, "input", "测试案例"),
    ([], "", "应为对象"),
    (case({"relation": "self"}), f"{MEMBER}.relation", "不是可用的代码"),
    (case({"ref": 5}) | {"apply_single": "A"}, f"{MEMBER}.ref", "非空的文字"),
    (case() | {"household": {"members": []}}, "household.members", "至少要有一名成员"),
    (case() | {"household": {"members": None}}, "household.members", "必须填写"),
    (
        case() | {"household": {"members": [*case()["household"]["members"], None]}},
        "household.members[1]",
        "null",
    ),
    (case() | {"area": None}, "area", "不能为 null"),
    (
        case(values={"income_exclusions": [{"item": "scholarship", "programmes": ["dibao"], "to": 5}]}),
        "values.income_exclusions",
        "不是实有的日期",
    ),
]


@pytest.mark.parametrize(("document", "path", "message"), ONE_FAULT)
def test_one_fault_is_told_once_with_its_path(document, path, message):
    told = faults(document)

    assert [path for path, _ in told] == [path]
    assert message in told[0][1]


def test_every_fault_of_a_document_is_told():
    document = case({"income_12m": {"wage": "-1", "rent": "1"}}, assets={"houses": -1}) | {"on": "2025-02-30"}

    assert sorted(path for path, _ in faults(document)) == [
        "household.assets.houses",
        "household.members[0].income_12m.rent",
        "household.members[0].income_12m.wage",
        "on",
    ]


JUNK = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-2, 3), st.floats(), st.text(max_size=3), st.just("2025-01-01")
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
FULL = case(
    {
        "disability": {"kind": "mental", "grade": 1},
        "disease": "major",
        "income_12m": {"wage": "1"},
        "excluded_12m": {"scholarship": "1"},
        "support_12m": [{"from": "child", "birth": "1990-01-01", "amount": "1"}],
        "clergy_since": "2020-01-01",
    },
    {},
    values={"dibao_standard": "800", "vehicle_exempt": ["motorcycle"], "income_exclusions": []},
    assets={"financial": "1", "houses": 1, "vehicles": [{"kind": "car"}]},
) | {"obligors": [{"for": "A", "relation": "child"}], "aid_history": [], "enrolled": {"A": ["tekun"]}}


def paths_into(part, keys=()):
    yield keys
    if isinstance(part, dict | list):
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            yield from paths_into(inner, (*keys, key))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(list(paths_into(FULL))), JUNK)
def test_whatever_is_written_is_answered_or_told_as_a_fault(keys, junk):
    document = oracle.with_at(FULL, keys, junk)

    try:
        answer = rules.assess(document)
    except (rules.BadCase, rules.MissingValue) as refused:
        assert str(refused)
    else:
        assert json.loads(json.dumps(answer)) == answer


def test_a_day_before_the_first_value_is_refused_with_the_value_place_and_day():
    with pytest.raises(rules.MissingValue, match="新罗区（350802）2019-12-31"):
        rules.assess(case(on="2019-12-31"))
