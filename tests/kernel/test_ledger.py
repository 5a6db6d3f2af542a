"""The journal: with its transaction or not at all, chained, and every tampering is found."""

from datetime import UTC, date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from agencies.models import Account
from kernel import clock, guards, ledger, verifying
from kernel.ledger import OutsideTransaction
from kernel.models import JournalEntry
from tests.kernel.test_races import at_once


@pytest.fixture
def anchored(settings, tmp_path):
    """Anchors of this test alone."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "anchors"


def written(clerk, count: int, **content) -> list[JournalEntry]:
    """An honest journal of so many entries, two to a transaction."""
    while count > 0:
        with ledger.transaction():
            for _ in range(min(count, 2)):
                ledger.write("tried", actor=clerk, subject=clerk, number=count, **content)
                count -= 1
    return list(JournalEntry.objects.order_by("seq"))


def kinds() -> list[str]:
    return list(JournalEntry.objects.order_by("seq").values_list("kind", flat=True))


def test_nothing_is_journalled_outside_a_ledger_transaction(clerk):
    with pytest.raises(OutsideTransaction):
        ledger.write("tried", actor=clerk)
    with pytest.raises(OutsideTransaction):
        ledger.require()

    assert kinds() == []


def test_after_a_transaction_the_next_write_is_outside_again(clerk):
    with ledger.transaction():
        ledger.write("tried", actor=clerk)

    with pytest.raises(OutsideTransaction):
        ledger.write("late", actor=clerk)


def test_nested_transactions_join_the_outermost(clerk):
    with ledger.transaction():
        ledger.write("first", actor=clerk)
        with ledger.transaction():
            ledger.write("second", actor=clerk)
        assert kinds() == []
        ledger.write("third", actor=clerk)

    assert kinds() == ["first", "second", "third"]


def test_entries_are_the_last_statements_of_their_transaction(clerk):
    seen = []

    def watch(execute, sql, params, many, context):
        seen.append(sql.split()[0] + (" journal" if "kernel_journalentry" in sql else ""))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch), ledger.transaction():
        ledger.write("first", actor=clerk)
        Account.objects.filter(pk=clerk.pk).update(name="某改")
        Account.objects.filter(pk=clerk.pk).update(name="某又改")

    assert [one for one in seen if one.endswith("journal") or one == "UPDATE"] == [
        "UPDATE",
        "UPDATE",
        "SELECT journal",
        "INSERT journal",
    ]


def test_an_inner_rollback_drops_its_entries_and_its_changes_only(clerk):
    with ledger.transaction():
        ledger.write("kept", actor=clerk)
        with pytest.raises(ZeroDivisionError), ledger.transaction():
            Account.objects.filter(pk=clerk.pk).update(name="某改")
            ledger.write("dropped", actor=clerk)
            with ledger.transaction():
                ledger.write("dropped too", actor=clerk)
            1 / 0  # noqa: B018
        ledger.write("kept too", actor=clerk)

    clerk.refresh_from_db()
    assert kinds() == ["kept", "kept too"]
    assert clerk.name == "某经办"
    assert list(verifying.breaks()) == []


def test_an_outer_rollback_leaves_nothing(clerk):
    with pytest.raises(ZeroDivisionError), ledger.transaction():
        Account.objects.filter(pk=clerk.pk).update(name="某改")
        ledger.write("dropped", actor=clerk)
        1 / 0  # noqa: B018

    clerk.refresh_from_db()
    assert kinds() == []
    assert clerk.name == "某经办"


def test_if_the_entry_cannot_be_written_the_change_is_not_made(clerk):
    with pytest.raises(TypeError), ledger.transaction():
        Account.objects.filter(pk=clerk.pk).update(name="某改")
        ledger.write("tried", actor=clerk, content_of_no_json=object())

    clerk.refresh_from_db()
    assert clerk.name == "某经办"


def test_what_runs_on_commit_has_a_transaction_and_entries_of_its_own(committed_db):
    clerk = Account.objects.create(username="clerk", name="某经办")

    def afterwards():
        with ledger.transaction():
            ledger.write("afterwards", actor=clerk)

    with ledger.transaction():
        ledger.write("first", actor=clerk)
        transaction.on_commit(afterwards)

    assert kinds() == ["first", "afterwards"]
    assert list(verifying.breaks()) == []


def test_each_entry_is_chained_to_the_one_before_it(clerk):
    entries = written(clerk, 5)

    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.prev for entry in entries] == [ledger.FIRST, *(entry.mac for entry in entries[:-1])]
    assert len({entry.mac for entry in entries}) == 5
    assert list(verifying.breaks()) == []


CONTENTS = [
    {"text": "龙岩市新罗区，“低保”𠮷"},
    {"nothing": None, "yes": True, "no": False, "empty": "", "list": [], "dict": {}},
    {"floats": [0.1, 1.5, -2.25, 1e-7, 5e-324, 1.7976931348623157e308]},
    {"whole": [1.0, -0.0, 1e16, 1e22, 1e23, 123456789012345680.0]},
    {"ints": [0, -1, 2**53 + 1, 2**63, 10**30]},
    {"nested": {"乙": [1, {"甲": (1, 2)}], 10: "ten", 9: "nine", None: 0}},
    {"slashes": '\\ " / \n \t \u2028 \x7f'},
]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: next(iter(content)))
def test_whatever_was_journalled_verifies_as_this_database_gives_it_back(clerk, content):
    with ledger.transaction():
        ledger.write("tried", actor=clerk, **content)
        ledger.write("next", actor=clerk)

    assert list(verifying.breaks()) == []
    kept = JournalEntry.objects.get(seq=1).content
    assert kept.keys() == content.keys()


def test_values_come_back_as_they_were_told(clerk):
    told = {"sum": 1.25, "nothing": None, "place": "新罗区", "count": 3}

    with ledger.transaction():
        ledger.write("tried", actor=clerk, **told)

    assert JournalEntry.objects.get().content == told


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_journalled(clerk, number):
    with pytest.raises(ValueError), ledger.transaction():
        ledger.write("tried", actor=clerk, number=number)


def test_the_signed_time_is_the_time_the_database_keeps(clerk):
    with ledger.transaction():
        before = clock.now()
        ledger.write("tried", actor=clerk)

    kept = JournalEntry.objects.get()

    assert kept.at.tzinfo is not None
    assert kept.at >= before
    assert len(kept.at.astimezone(UTC).isoformat(timespec="microseconds")) == len(
        "2026-01-01T00:00:00.000000+00:00"
    )
    assert ledger.mac_of(kept) == kept.mac


# Tampering: somebody who can write to the database, with its triggers out of the way.


def edit(number: int, **changed) -> None:
    JournalEntry.objects.filter(seq=number).update(**changed)


def swap(entries, one: int, other: int) -> None:
    """Two entries trade everything but their number and their place in the chain."""
    first, second = entries[one - 1], entries[other - 1]
    edit(one, kind=second.kind, content=second.content, at=second.at, mac=second.mac)
    edit(other, kind=first.kind, content=first.content, at=first.at, mac=first.mac)


def forge(entries, seq: int, prev: str) -> None:
    made = {"at": entries[0].at, "actor_id": entries[0].actor_id, "kind": "forged"}
    JournalEntry.objects.create(seq=seq, prev=prev, mac="f" * 64, **made)


def insert_between(entries) -> None:
    """A forged entry in the middle; the later ones make room."""
    for entry in reversed(entries[2:]):
        edit(entry.seq, seq=entry.seq + 1)
    forge(entries, 3, "2" * 64)


def append(entries) -> None:
    """A forged entry behind the last one, well linked but not signed with the key."""
    forge(entries, entries[-1].seq + 1, entries[-1].mac)


def renumber(entries) -> None:
    """A deleted entry whose successors close the ranks."""
    JournalEntry.objects.filter(seq=3).delete()
    for entry in entries[3:]:
        edit(entry.seq, seq=entry.seq - 1)


TAMPERINGS = {
    "kind": lambda entries: edit(3, kind="other"),
    "content": lambda entries: edit(3, content={"number": 999}),
    "subject": lambda entries: edit(3, subject_id="0"),
    "subject type": lambda entries: edit(3, subject_type=""),
    "a microsecond": lambda entries: edit(
        3, at=entries[2].at.replace(microsecond=entries[2].at.microsecond ^ 1)
    ),
    "mac": lambda entries: edit(3, mac="0" * 64),
    "prev": lambda entries: edit(3, prev="1" * 64),
    "the first": lambda entries: JournalEntry.objects.filter(seq=1).delete(),
    "one in the middle": lambda entries: JournalEntry.objects.filter(seq=3).delete(),
    "renumbered": renumber,
    "swapped": lambda entries: swap(entries, 2, 4),
    "inserted": insert_between,
    "appended": append,
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
def test_an_honest_journal_has_no_break_and_a_tampered_one_has(clerk, anchored, tamper):
    entries = written(clerk, 6)
    assert list(verifying.breaks()) == []

    guards.remove()
    tamper(entries)

    found = list(verifying.breaks())
    assert found
    assert all(one.sentence for one in found)


def test_another_actor_on_an_entry_is_found(clerk):
    written(clerk, 3)
    other = Account.objects.create(username="other", name="某他")

    guards.remove()
    edit(2, actor=other)

    assert [one.seq for one in verifying.breaks()] == [2]


def test_a_break_names_the_entry_and_what_happened_to_it(clerk):
    written(clerk, 6)
    guards.remove()

    edit(3, kind="other")
    JournalEntry.objects.filter(seq=5).delete()

    told = [one.sentence.partition("：")[0] for one in verifying.breaks()]

    assert told == ["第 3 条的内容与它的签名不符", "第 5 条不见了", "第 6 条接不上前一条"]


def test_a_journal_signed_with_another_key_does_not_verify(clerk, monkeypatch):
    written(clerk, 3)
    stranger = type("Ring", (), {"journal": b"z" * 32})

    monkeypatch.setattr(ledger, "ring", lambda: stranger)

    assert len(list(verifying.breaks())) == 3


def test_a_tail_cut_below_the_last_anchor_is_found(clerk, anchored):
    written(clerk, 6)
    verifying.anchor()
    assert list(verifying.breaks()) == []

    guards.remove()
    JournalEntry.objects.filter(seq__gt=4).delete()

    assert [one.seq for one in verifying.breaks()] == [6]


def test_without_an_anchor_a_cut_tail_is_not_found(clerk, anchored):
    written(clerk, 6)

    guards.remove()
    JournalEntry.objects.filter(seq__gt=4).delete()

    assert list(verifying.breaks()) == []


def test_a_journal_emptied_and_written_anew_is_found_by_its_anchor(clerk, anchored):
    written(clerk, 4)
    verifying.anchor()

    guards.remove()
    JournalEntry.objects.all().delete()
    written(clerk, 8)

    assert [one.seq for one in verifying.breaks()] == [4]


DEFACED = {
    "another entry": lambda line: line.replace('"seq": 4', '"seq": 3'),
    "another time": lambda line: line.replace('"at": "20', '"at": "19'),
    "torn": lambda line: line[:40],
    "not json": lambda line: "日志没有问题\n",
    "no signature": lambda line: '{"seq": 4}\n',
    "a list": lambda line: "[4]\n",
}


@pytest.mark.parametrize("deface", DEFACED.values(), ids=DEFACED)
def test_an_edited_anchor_is_found(clerk, anchored, deface):
    written(clerk, 4)
    verifying.anchor()
    file = next(anchored.iterdir())
    assert list(verifying.breaks()) == []

    file.write_text(deface(file.read_text(encoding="utf-8")), encoding="utf-8")

    assert [one.sentence[-8:] for one in verifying.breaks()] == ["锚点文件被改过。"]


def anchored_on(monkeypatch, clerk, *days: int) -> None:
    """Two entries and an anchor on each of these days of March."""
    for day in days:
        monkeypatch.setattr(clock, "today", lambda day=day: date(2026, 3, day))
        written(clerk, 2)
        verifying.anchor()
        verifying.anchor()


LOST = {
    "deleted": lambda file: file.unlink(),
    "emptied": lambda file: file.write_text(""),
    "a line short": lambda file: file.write_text(file.read_text().splitlines(keepends=True)[0]),
    "moved to another day": lambda file: file.rename(file.with_name("2026-03-09.jsonl")),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
@pytest.mark.parametrize("day", [2, 3])
def test_a_lost_anchor_file_is_found_by_the_next_one(clerk, anchored, monkeypatch, day, lose):
    anchored_on(monkeypatch, clerk, 2, 3, 4)
    assert list(verifying.breaks()) == []

    lose(anchored / f"2026-03-{day:02}.jsonl")

    found = [one.sentence for one in verifying.breaks()]
    assert found
    assert all("之前少了锚点" in sentence for sentence in found)


def test_a_lost_newest_file_cannot_be_seen_from_inside(clerk, anchored, monkeypatch):
    """The control, and why the folder is copied off the host daily and doctor asks for the age."""
    anchored_on(monkeypatch, clerk, 2, 3)

    (anchored / "2026-03-03.jsonl").unlink()

    assert list(verifying.breaks()) == []


def test_anchors_made_at_once_follow_one_another(committed_db, anchored):
    clerk = Account.objects.create(username="clerk", name="某经办")
    written(clerk, 2)

    assert at_once(*[verifying.anchor] * 6) == []

    assert len(verifying.anchors()) == 6
    assert list(verifying.breaks()) == []


def test_an_entry_and_an_anchor_made_while_verifying_are_no_break(clerk, anchored):
    written(clerk, 3)
    reading = verifying.breaks()
    seen_before = list(JournalEntry.objects.order_by("seq").values_list(*verifying.ROW))

    def meanwhile(chunk_size):
        yield from seen_before
        written(clerk, 2)
        verifying.anchor()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "django.db.models.query.QuerySet.iterator", lambda queryset, chunk_size: meanwhile(chunk_size)
        )
        found = list(reading)

    assert found == []


def test_an_empty_journal_has_nothing_to_anchor(db, anchored):
    assert verifying.anchor() is None
    assert verifying.anchors() == []


def test_each_anchor_is_a_line_of_its_own(clerk, anchored):
    written(clerk, 2)
    verifying.anchor()
    written(clerk, 2)
    verifying.anchor()

    assert [anchor["seq"] for anchor in verifying.anchors()] == [2, 4]
    assert list(verifying.breaks()) == []


def verified() -> tuple[int, str, str]:
    """Exit code, words, and complaints of `verify_journal`."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_journal", stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_verify_journal_says_that_the_journal_is_whole(clerk, anchored):
    written(clerk, 3)
    call_command("anchor_journal", stdout=(said := StringIO()))

    assert said.getvalue() == "已锚定第 3 条。\n"
    code, out, err = verified()
    assert (code, out.splitlines()[0], err) == (0, "日志完整：3 条，1 个锚点都对得上。", "")
    assert "1 条绕过记录" in out  # the clerk of this test, who came past the journal


def test_verify_journal_says_that_there_is_no_anchor_yet(db, anchored):
    code, out, _ = verified()

    assert code == 0
    assert "还没有锚点" in out


def test_verify_journal_ends_with_one_and_names_the_breaks(clerk, anchored):
    written(clerk, 60)
    guards.remove()
    JournalEntry.objects.update(kind="other")

    code, out, err = verified()

    assert (code, out) == (1, "")
    assert err.splitlines()[0].startswith("第 1 条的内容与它的签名不符")
    assert len(err.splitlines()) == 21
    assert err.splitlines()[-1] == "日志不完整：60 处。请立即封存数据库并报告审计员。"
