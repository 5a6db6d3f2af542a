"""The journal: written with the act, as its last statements, in one chain."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.db.models.deletion import ProtectedError
from django.test.utils import CaptureQueriesContext

from kernel import chain, ledger, verification
from kernel.models import JournalEntry
from tests.kernel.threads import Meeting, together


def note(actor, kind="probe", **content):
    with ledger.transaction():
        ledger.write(kind, actor=actor, **content)


def kinds() -> list[str]:
    return list(JournalEntry.objects.values_list("kind", flat=True))


def test_a_line_outside_a_transaction_is_a_mistake(clerk):
    with pytest.raises(RuntimeError, match="事务之外"):
        ledger.write("probe", actor=clerk)


def test_a_line_without_an_actor_is_a_mistake(db):
    with pytest.raises(ValueError, match="没有操作人"):
        note(None)


def test_lines_are_appended_last_and_chained(clerk, office):
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        ledger.transaction(),
    ):
        ledger.write("first", actor=clerk, subject=office)
        ledger.write("second", actor=clerk)
        office.save()

    first, second = JournalEntry.objects.all()
    assert (first.seq, first.prev, second.seq, second.prev) == (1, chain.GENESIS, 2, first.mac)
    assert (first.subject_type, first.subject_id) == ("agencies.office", office.pk)
    statements = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert "agencies_office" in statements[0]
    assert statements[-1].startswith('INSERT INTO "kernel_journalentry"')


def test_what_failed_is_not_written(clerk):
    with pytest.raises(ZeroDivisionError), ledger.transaction():
        ledger.write("probe", actor=clerk)
        raise ZeroDivisionError

    assert kinds() == []
    assert not ledger.is_open()


def test_an_inner_act_that_failed_takes_only_its_own_lines_back(clerk):
    with ledger.transaction():
        ledger.write("outer", actor=clerk)
        with pytest.raises(ZeroDivisionError), ledger.transaction():
            ledger.write("inner", actor=clerk)
            raise ZeroDivisionError
        with ledger.transaction():
            ledger.write("joined", actor=clerk)

    assert kinds() == ["outer", "joined"]


def test_content_is_kept_as_it_will_be_read_back(clerk):
    given = {"ids": [1, 2], "day": date(2026, 3, 2), "key": uuid.UUID(int=7), "done": True, "nothing": None}
    note(clerk, **given)

    assert JournalEntry.objects.get().content == {
        "ids": [1, 2],
        "day": "2026-03-02",
        "key": str(uuid.UUID(int=7)),
        "done": True,
        "nothing": None,
    }
    assert verification.verify().breach is None


@pytest.mark.parametrize("value", [0.1, [1, {"a": 2.5}]])
def test_fractions_are_refused(clerk, value):
    with pytest.raises(TypeError, match="小数"):
        note(clerk, value=value)


def test_an_actor_is_never_deleted(clerk):
    note(clerk)
    with pytest.raises((ProtectedError, IntegrityError)):
        clerk.delete()


@pytest.mark.parametrize(("writers", "each"), [(16, 4), pytest.param(16, 500, marks=pytest.mark.campaign)])
def test_many_writers_make_one_chain(committed_db, clerk, writers, each):
    def writer():
        for n in range(each):
            note(clerk, n=n)

    assert together(*[writer] * writers) == [None] * writers

    found = verification.verify()
    assert (found.lines, found.breach) == (writers * each, None)


def test_without_the_lock_two_writers_take_the_same_place(committed_db, clerk, monkeypatch, settings):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's writers wait in line from BEGIN IMMEDIATE on: there is no lock to take away")
    head, meeting = ledger.head, Meeting()

    def looked_at_together():
        found = head()
        meeting()
        return found

    monkeypatch.setattr(ledger, "head", looked_at_together)
    settings.GUARDS_OFF = frozenset({"lock"})

    outcomes = together(lambda: note(clerk), lambda: note(clerk))

    assert sorted(type(one).__name__ for one in outcomes) == ["IntegrityError", "NoneType"]


def test_a_slow_act_does_not_hold_the_others_back(committed_db, clerk):
    """The lock is taken at the end: somebody who notes first and works on keeps nobody waiting."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    meeting = Meeting(patience=5)

    def slow():
        with ledger.transaction():
            ledger.write("slow", actor=clerk)
            meeting()  # works until the quick one is done

    def quick():
        note(clerk, "quick")
        meeting()

    assert together(slow, quick) == [None, None]
    assert kinds() == ["quick", "slow"]
