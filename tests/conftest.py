"""Fixtures for the whole suite."""

import os
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from kernel import calendar, clock, guards


def pytest_collection_modifyitems(items):
    """Campaigns are long: they run when asked for."""
    if os.environ.get("CAMPAIGN"):
        return
    for item in items:
        if item.get_closest_marker("campaign"):
            item.add_marker(pytest.mark.skip(reason="a campaign: CAMPAIGN=1 runs it"))


@pytest.fixture
def committed_db(transactional_db):
    """A database without the wrapping transaction: commits are real, threads see each other.

    Afterwards the triggers are taken away so that it can be emptied; emptying it (flush) tells every app
    `post_migrate`, which brings reference data and triggers back.
    """
    yield
    guards.remove()
    calendar.forget()


@pytest.fixture(autouse=True)
def _calendar_read_anew():
    """The calendar is kept per process; a test that changed it must not pass it on."""
    calendar.forget()
    yield
    calendar.forget()


@pytest.fixture
def at(monkeypatch):
    """Set the office's clock: `at(date(2026, 3, 2))`, or a datetime; it stands still there."""

    def stand(moment):
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time(9), ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr(clock, "source", lambda: moment)
        return moment

    return stand
