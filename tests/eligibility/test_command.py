"""`assess`: files, folders and standard input; answers in order, faults apart, and the exit code."""

import io
import json

from rich.console import Console

from eligibility import rules
from eligibility.rules import cli, report
from tests.eligibility.households import case


def run(*paths, stdin=""):
    answers, faults = [], []
    code = cli.run([str(path) for path in paths], io.StringIO(stdin), answers.append, faults.append)
    return code, answers, faults


def test_files_folders_and_standard_input_are_answered_in_order(tmp_path):
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.json").write_text(json.dumps(case() | {"case": name}))

    code, answers, faults = run(tmp_path / "c.json", tmp_path, "-", stdin=json.dumps(case() | {"case": "甲"}))

    assert [answer["case"] for answer in answers] == ["c", "a", "b", "c", "甲"]
    assert (code, faults) == (0, [])


def test_a_bad_document_does_not_stop_the_rest(tmp_path):
    (tmp_path / "1.json").write_text("{")
    (tmp_path / "2.json").write_text(json.dumps(case(on="2019-12-31")))
    (tmp_path / "3.json").write_text('{"case": "x", "case": "y"}')
    (tmp_path / "4.json").write_text(json.dumps({"input": case(), "expect": {}}))
    (tmp_path / "5.json").write_bytes(b"\xff")
    (tmp_path / "6.json").write_text(json.dumps(case()))

    code, answers, faults = run(tmp_path, tmp_path / "none.json")

    assert (code, len(answers), len(faults)) == (2, 1, 6)
    words = ("不是有效的 JSON", "没有设定", "重复出现", "测试案例", "不是有效的 JSON", "读不了")
    assert all(word in fault["message"] for word, fault in zip(words, faults, strict=True))
    assert all(json.loads(cli.as_line(fault)) == fault for fault in faults)


def test_the_table_shows_every_clause_and_the_total():
    answer = rules.assess(case({"disease": "major"}))
    console = Console(file=io.StringIO(), width=200)

    console.print(report.table(answer))

    told = console.file.getvalue()
    assert "DB-INC-01" in told
    assert "0.00 < 800.00 元/人·月" in told
    assert "960.00" in told
