"""What the tests of the kernel share: a fresh key ring, and somebody who acts."""

import pytest

from agencies.models import Account
from kernel import calendar, jobs, keys


@pytest.fixture
def fresh_ring():
    """Keys are read anew in this test, and again after it."""
    keys.ring.cache_clear()
    yield
    keys.ring.cache_clear()


@pytest.fixture
def fresh_calendar():
    """What this test does to the calendar is forgotten after it."""
    calendar.forget()
    yield
    calendar.forget()


@pytest.fixture(autouse=True)
def listening_broker():
    """A bell that was not taken in one test silences none in the next."""
    jobs.listen_again()
    yield
    jobs.listen_again()


@pytest.fixture
def clerk(db):
    return Account.objects.create(username="clerk", name="某经办")
