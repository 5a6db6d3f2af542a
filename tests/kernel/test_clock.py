"""One clock: the database's, asked for now and then, and never the host's where there is another."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kernel import clock

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=timezone.get_fixed_timezone(0))


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(clock, "_asked", None)


@pytest.fixture
def database(monkeypatch):
    """A database whose clock is set by hand, and a count of the seconds that pass."""
    state = SimpleNamespace(now=NOON, passed=0.0, asked=0)

    def exact():
        state.asked += 1
        return state.now

    monkeypatch.setattr(clock, "source", lambda: "database")
    monkeypatch.setattr(clock, "exact", exact)
    monkeypatch.setattr(clock, "time", SimpleNamespace(monotonic=lambda: state.passed))
    return state


def test_between_two_questions_the_seconds_are_counted(database):
    first = clock.now()
    database.passed = 12.5

    assert (first, clock.now()) == (NOON, NOON + timedelta(seconds=12.5))
    assert database.asked == 1


def test_after_half_a_minute_the_database_is_asked_again(database):
    clock.now()
    database.passed, database.now = clock.ASKED_EVERY + 1, NOON + timedelta(hours=1)

    assert clock.now() == NOON + timedelta(hours=1)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_host_whose_clock_is_a_day_off_stamps_nothing_wrong(database, monkeypatch, days):
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=days))

    assert clock.now() == NOON
    assert clock.today() == NOON.date()
    assert clock.drift() == days * 86_400


def test_on_the_hosts_own_clock_the_same_shift_shows(monkeypatch):
    """The control: the trial on SQLite has no other clock, and says so."""
    monkeypatch.setattr(clock, "source", lambda: "host")
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=1))

    assert clock.now() == NOON + timedelta(days=1)
    assert clock.drift() == 0


@pytest.mark.postgresql
def test_a_hundred_readings_are_one_question_and_agree_with_the_database(db):
    with CaptureQueriesContext(connection) as queries:
        readings = [clock.now() for _ in range(100)]

    assert len(queries) == 1
    assert readings == sorted(readings)
    assert abs((clock.exact() - clock.now()).total_seconds()) < 0.5
