"""Every paragraph of law is encoded or excused, and every clause stands on one."""

import hashlib
import re
from pathlib import Path

import pytest

import eligibility
from eligibility.rules import rulebook, wording
from eligibility.rules.clauses import INSTRUMENTS, Cite, Programme
from eligibility.rules.facts import household

LAW = Path(eligibility.__file__).parent / "law"
HEADING = re.compile(r"^## .+ \{#(?P<anchor>[\w-]+)\}$", re.MULTILINE)
EXCUSE = re.compile(r"<!-- not encoded: \S.* -->")
SEED_SHA256 = "8d7130672e30faf1680b74135c07f3ec108e845c648c6334727f39b79ec80b3b"


def paragraphs():
    """Every anchor of the law files, with its text."""
    for path in sorted(LAW.glob("*.md")):
        text = path.read_text("utf-8")
        found = list(HEADING.finditer(text))
        for place, heading in enumerate(found):
            end = found[place + 1].start() if place + 1 < len(found) else len(text)
            yield f"{path.stem}#{heading['anchor']}", text[heading.end() : end].strip()


def roots():
    yield from (root for programme in rulebook.PROGRAMMES for root in programme.roots())
    yield from (*rulebook.dibao.pay.rows, rulebook.dibao.pay.added)


CITED = {root.cite.place for root in roots()} | {rulebook.dibao.pay.rounded[1].place}


def test_every_cited_anchor_exists_once():
    anchors = [place for place, _ in paragraphs()]

    assert sorted(set(anchors)) == sorted(anchors)
    assert CITED - set(anchors) == set()


@pytest.mark.parametrize(("place", "text"), list(paragraphs()))
def test_a_paragraph_is_encoded_or_says_why_not(place, text):
    assert (place in CITED) != bool(EXCUSE.search(text))
    assert EXCUSE.sub("", text).strip() or place == "longyan-2021#3"


def test_every_law_file_is_an_instrument_and_says_whether_it_was_checked():
    files = {path.stem: path.read_text("utf-8") for path in LAW.glob("*.md")}

    assert set(files) == set(INSTRUMENTS)
    assert [name for name, text in files.items() if "未据官方文本核对" not in text] == ["longyan-2021"]


def test_the_seed_is_kept_word_for_word():
    text = (LAW / "longyan-2021.md").read_text("utf-8").split("\n", 4)[4]
    words = re.sub(r"\s|\{#[\w-]+\}|##|<!--.*?-->", "", text)

    assert hashlib.sha256(words.encode()).hexdigest() == SEED_SHA256


def test_every_heading_carries_an_anchor():
    for path in LAW.glob("*.md"):
        headings = [line for line in path.read_text("utf-8").splitlines() if line.startswith("## ")]
        assert [line for line in headings if not HEADING.match(line)] == []


def test_every_clause_can_be_read_in_chinese():
    labels = {name: value.label for name, value in rulebook.catalogue().items()}

    told = {root.id: wording.text(root, labels) for root in roots()}

    assert told["DB-PROP-01"] == "全家金融资产不超过低保人均金融资产上限（月数×低保标准）×低保标准×计入人数"
    assert told["DB-PROP-04"] == "企业或有雇员的市场主体不超过0"
    assert all(told.values())


def test_a_clause_without_a_citation_is_refused():
    with pytest.raises(ValueError, match="依据不完整"):
        Cite("minfa-2021-57", "第七条", "")


def test_a_comparison_cannot_be_chained_or_joined_with_and():
    with pytest.raises(TypeError, match=r"& \| ~"):
        bool(0 <= household.houses <= 1)


def test_a_misspelt_fact_is_refused_at_once():
    with pytest.raises(AttributeError, match="house"):
        Programme("x", "x").clause("X", "x", Cite("order-649", "第九条", "9"), household.house <= 1)
