"""One clock, and it is the database's."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from kernel import clock


def test_the_offices_day_begins_at_midnight_in_shanghai(db, at):
    at(datetime(2026, 3, 1, 16, 0, tzinfo=UTC))
    assert clock.today() == date(2026, 3, 2)
    at(datetime(2026, 3, 1, 15, 59, tzinfo=UTC))
    assert clock.today() == date(2026, 3, 1)


def test_a_test_may_set_the_day(db, at):
    at(date(2026, 3, 2))
    assert clock.today() == date(2026, 3, 2)
    assert clock.now() == clock.now()


@pytest.mark.parametrize("days", [-1, 1])
def test_a_host_whose_clock_is_a_day_off_changes_nothing(db, days):
    if connection.vendor != "postgresql":
        pytest.skip("the trial trusts the host's clock, and says so")
    true = clock.now()
    with time_machine.travel(true + timedelta(days=days)):
        assert abs(clock.now() - true) < timedelta(seconds=30)
