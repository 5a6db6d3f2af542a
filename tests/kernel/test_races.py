"""Two people at one row: exactly one decides, the other is told; and what happens without the guards."""

import os

import pytest
from django.db import connection

from kernel import verification
from kernel.models import Step
from kernel.moves import Refused
from tests.kernel.probe import actions, states
from tests.kernel.probe.models import Parcel
from tests.kernel.threads import Meeting, together

ROWS = 200 if os.environ.get("CAMPAIGN") else 15


@pytest.fixture
def both_check(other, third):
    """Two reviewers at one row, at one instant."""

    def check(parcel) -> list:
        def by(person):
            return lambda: actions.check(parcel, by=person, version=0)

        return together(by(other), by(third))

    return check


@pytest.fixture
def made(office, clerk):
    return lambda n=1: [actions.make(office, by=clerk) for _ in range(n)]


def decisions() -> int:
    return Step.objects.filter(verb="check").count()


def meet_inside(monkeypatch, meeting):
    """Both are let through the door before either has written."""
    arrow = states.CHECK
    monkeypatch.setitem(arrow.__dict__, "conditions", (*arrow.conditions, meeting))


def test_of_two_who_decide_at_once_exactly_one_does(committed_db, made, both_check):
    outcomes = [one for parcel in made(ROWS) for one in both_check(parcel)]

    refused = [one for one in outcomes if isinstance(one, Refused)]
    done = [one for one in outcomes if isinstance(one, Parcel)]
    assert (len(done), len(refused), decisions()) == (ROWS, ROWS, ROWS)
    assert verification.verify().breach is None


def test_the_lock_holds_the_second_before_the_door(committed_db, made, both_check, monkeypatch):
    meet_inside(monkeypatch, Meeting(patience=0.3))

    outcomes = both_check(*made())

    assert sorted(type(one).__name__ for one in outcomes) == ["Parcel", "Refused"]
    assert decisions() == 1


def test_without_the_lock_both_decide(committed_db, made, both_check, monkeypatch, settings):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no row lock to take away: its writers wait in line (next test)")
    settings.GUARDS_OFF = frozenset({"lock"})
    meet_inside(monkeypatch, Meeting())

    both_check(*made())

    assert decisions() == 2


def test_without_version_and_state_every_row_is_decided_twice(committed_db, made, both_check, settings):
    settings.GUARDS_OFF = frozenset({"version", "state"})

    for parcel in made(5):
        both_check(parcel)

    assert decisions() == 10
