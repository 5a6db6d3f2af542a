"""The worked cases, compared key by key; what is not yet encoded is named, never skipped."""

import json
from pathlib import Path

import pytest

from eligibility import rules
from eligibility.rules import rulebook

HERE = Path(__file__).parent
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "cases").glob("*.json"))}
NOT_YET = (HERE / "not_yet_encoded.txt").read_text("utf-8").splitlines()
ENCODED_IDS = {root.id for programme in rulebook.PROGRAMMES for root in programme.roots()} | {
    *(row.id for row in rulebook.dibao.pay.rows),
    rulebook.dibao.pay.added.id,
}


def expectations(name):
    """Every single expectation of a case: its name, the key it is about, and what is expected."""
    expect = CASES[name]["expect"]
    for key, wanted in expect.get("household", {}).items():
        yield f"{name} household.{key}", wanted
    for programme, keys in expect["benefits"].items():
        yield f"{name} benefits.{programme}", keys
    if "class" in expect:
        yield f"{name} class", expect["class"]
    for verdict in ("pass", "fail"):
        for clause in expect[f"clauses_{verdict}"]:
            yield f"{name} {verdict} {clause}", "YES" if verdict == "pass" else "NO"


def is_encoded(name, wanted):
    case, key, *clause = name.split(" ")
    if key == "class":
        return wanted == "dibao"
    if clause:
        pays_other = clause[0].startswith("DB-BEN") and CASES[case]["expect"].get("class") != "dibao"
        return clause[0] in ENCODED_IDS and not pays_other
    return key.removeprefix("benefits.") not in rulebook.NOT_ENCODED


def answers_of(answer, clause):
    benefit = answer["benefits"]["dibao"]
    entries = answer["household"]["clauses"] + benefit["clauses"]
    found = {entry["answer"] for entry in entries if entry["id"] == clause}
    rows = [row for row in benefit["rows"] if row["id"] == clause]
    return found | ({"YES" if any(float(row["value"]) > 0 for row in rows) else "NO"} if rows else set())


def found(answer, name):
    """What the answer says where an expectation looks."""
    _, key, *clause = name.split(" ")
    if clause:
        return answers_of(answer, clause[0])
    if key == "class":
        return answer["recommended"]
    part, _, rest = key.partition(".")
    return answer[part].get(rest)


ALL = [(name, wanted) for case in CASES for name, wanted in expectations(case)]


@pytest.mark.parametrize(("name", "wanted"), [each for each in ALL if is_encoded(*each)])
def test_a_worked_case_is_answered_as_worked_out_by_hand(name, wanted):
    answer = rules.assess(CASES[name.split(" ")[0]]["input"])

    told = found(answer, name)

    if isinstance(wanted, dict):
        assert {key: told[key] for key in wanted} == wanted
    elif isinstance(told, set):
        assert wanted in told
    elif isinstance(told, list):
        assert told == [wanted]
    else:
        assert told == wanted


def test_what_is_not_yet_encoded_is_exactly_this_list():
    assert [name for name, wanted in ALL if not is_encoded(name, wanted)] == NOT_YET


def test_the_four_dibao_cases_are_answered_wholly():
    assert not [name for name in NOT_YET if name[:4] in ("EX01", "EX03", "EX17", "EX19")]


@pytest.mark.parametrize("name", CASES)
def test_a_replayed_case_gives_the_same_bytes(name):
    document = CASES[name]["input"]

    first = json.dumps(rules.assess(document), sort_keys=True)
    rulebook.applied.cache_clear()

    assert json.dumps(rules.assess(json.loads(json.dumps(document))), sort_keys=True) == first
