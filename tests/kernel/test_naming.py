"""Every kind of entry has a word for whoever reads the journal."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from applications.progress import VERB_LABELS
from kernel import calendar, naming
from tests.situations import account, case, staff

APPS = ("agencies", "applications", "desk", "eligibility", "grants", "households", "kernel", "papers")
CHINESE = re.compile(r"[一-鿿]")


def written(source: str) -> set[str]:
    """The kinds that are written with `ledger.write("…")`."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "write"
        and getattr(node.func.value, "id", "") == "ledger"
        and isinstance(node.args[0], ast.Constant)
    }


def kinds() -> set[str]:
    root = Path(settings.BASE_DIR)
    sources = (path.read_text("utf-8") for app in APPS for path in (root / app).rglob("*.py"))
    found = set().union(*map(written, sources))
    return found | {f"applications.application.{verb}" for verb in VERB_LABELS} | {calendar.IMPORTED}


def test_every_kind_that_is_written_has_a_chinese_word():
    found = kinds()

    assert len(found) > 40
    assert [kind for kind in sorted(found) if not CHINESE.search(naming.called(kind))] == []


def test_a_kind_nobody_named_would_be_seen():
    assert written('ledger.write("nobody.named_this", actor=by)') == {"nobody.named_this"}
    assert not CHINESE.search(naming.called("nobody.named_this"))


@pytest.mark.parametrize("page", ["journalentry", "step"])
def test_the_auditor_reads_words_and_filters_by_them(db, client, page):
    team = staff()
    case(team, "accepted")
    client.force_login(account("reader", team.office.parent.parent, "auditor"))

    listed = client.get(reverse(f"admin:kernel_{page}_changelist")).content.decode()

    assert "受理" in listed
    assert "applications.application" not in re.sub(r'(href|value)="[^"]*"', "", listed)


def test_a_model_that_is_gone_keeps_its_label():
    assert naming.subject("applications.application") == "案件"
    assert naming.subject("gone.away") == "gone.away"
    assert naming.subject("") == ""
