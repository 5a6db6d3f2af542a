"""A journal that somebody touched is found; one that nobody touched is not suspected."""

import json
import os
import random
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command

from kernel import anchors, guards, ledger, verification
from kernel.models import JournalEntry

LINES = 12
TAMPERINGS = 1000 if os.environ.get("CAMPAIGN") else 40


@pytest.fixture
def journal(clerk, office, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    for n in range(LINES):
        with ledger.transaction():
            ledger.write("probe", actor=clerk, subject=office, n=n, text="甲乙" * n)
    guards.remove()
    return clerk


@contextmanager
def touched():
    """Somebody with the database in hand and the triggers away; afterwards all is as before."""
    kept = list(JournalEntry.objects.values())
    yield
    JournalEntry.objects.all().delete()
    JournalEntry.objects.bulk_create(JournalEntry(**row) for row in kept)


def test_an_untouched_journal_is_whole(journal, capsys):
    call_command("verify_journal")
    out = capsys.readouterr().out
    assert f"共 {LINES} 行" in out
    assert "还没有锚点" in out


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "x"),
        ("subject_id", "x"),
        ("subject_type", "x"),
        ("content", {"n": 4, "text": "x"}),
        ("at", "2026-01-01T00:00:00Z"),
        ("mac", "f" * 64),
        ("prev", "e" * 64),
    ],
)
def test_an_edited_line_is_named(journal, column, value):
    JournalEntry.objects.filter(seq=5).update(**{column: value})
    assert "第 5 行被改动" in verification.verify().breach


def test_another_actor_is_an_edit(journal, stranger):
    JournalEntry.objects.filter(seq=5).update(actor=stranger)
    assert "第 5 行被改动" in verification.verify().breach


def test_a_missing_line_is_named(journal):
    JournalEntry.objects.filter(seq=5).delete()
    assert "第 4 行之后有缺失" in verification.verify().breach


def test_a_missing_line_is_named_though_the_rest_is_renumbered(journal):
    JournalEntry.objects.filter(seq=5).delete()
    for seq in range(6, LINES + 1):
        JournalEntry.objects.filter(seq=seq).update(seq=seq - 1)
    assert "第 4 行之后有缺失" in verification.verify().breach


def test_the_first_line_missing_is_found(journal):
    JournalEntry.objects.filter(seq=1).delete()
    assert "第 0 行之后有缺失" in verification.verify().breach


def test_exchanged_lines_are_named(journal):
    exchange(5, 9)
    assert "第 5 行换了位置" in verification.verify().breach


def exchange(a, b):
    for old, new in ((a, 10_000), (b, a), (10_000, b)):
        JournalEntry.objects.filter(seq=old).update(seq=new)


def test_an_inserted_line_is_named(journal):
    last = JournalEntry.objects.last()
    JournalEntry.objects.filter(pk=last.pk).update(seq=last.seq)
    last.prev, last.seq, last.mac = last.mac, last.seq + 1, "a" * 64
    last.save(force_insert=True)
    assert f"第 {LINES + 1} 行被改动，或是没有密钥的人插入的" in verification.verify().breach


def test_the_command_exits_with_one(journal):
    JournalEntry.objects.filter(seq=5).update(kind="x")
    with pytest.raises(CommandError, match="已核对完好的部分：4 行") as breach:
        call_command("verify_journal")
    assert breach.value.returncode == 1


def test_a_tail_cut_below_the_last_anchor_is_found_and_one_above_is_not(journal, capsys):
    call_command("anchor_journal")
    with touched():
        JournalEntry.objects.filter(seq__gt=LINES - 2).delete()
        assert "末尾被截去" in verification.verify().breach

    with ledger.transaction():
        ledger.write("later", actor=journal)
    JournalEntry.objects.last().delete()
    call_command("verify_journal")
    assert f"最近的锚点在第 {LINES} 行，其后的末尾若被截去，无法发现" in capsys.readouterr().out


def test_a_tail_rewritten_after_the_anchor_is_found_even_with_the_key(journal):
    anchors.drop()
    JournalEntry.objects.filter(seq=LINES).delete()
    with ledger.transaction():
        ledger.write("rewritten", actor=journal)
    assert f"第 {LINES} 行与锚点不一致" in verification.verify().breach


def test_a_forged_anchor_is_found(journal):
    anchors.drop()
    line = json.loads(anchors.path().read_text())
    anchors.path().write_text(json.dumps(line | {"seq": 3}) + "\n")
    assert "锚点文件第 1 行的签名不符" in verification.verify().breach


def edit(chance, seq):
    JournalEntry.objects.filter(seq=seq).update(kind=f"x{chance.random()}")


def remove(chance, seq):
    JournalEntry.objects.filter(seq=min(seq, LINES - 1)).delete()


def swap(chance, seq):
    exchange(seq, seq % LINES + 1)


def insert(chance, seq):
    last = JournalEntry.objects.last()
    JournalEntry.objects.filter(seq=last.seq).update(seq=last.seq + 1)
    last.mac, last.prev = (f"{chance.getrandbits(200):064x}" for _ in range(2))
    last.save(force_insert=True)


def test_every_tampering_is_found_and_none_is_invented(journal):
    chance, missed = random.Random(50), []  # noqa: S311
    for n in range(TAMPERINGS):
        act, seq = (edit, remove, swap, insert)[n % 4], chance.randint(1, LINES)
        with touched():
            act(chance, seq)
            if verification.verify().breach is None:
                missed.append((act.__name__, seq))
        assert verification.verify().breach is None
    assert missed == []
