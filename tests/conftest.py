"""Shared fixtures: a database with really committed rows, for races and what outlives a rollback."""

import pytest

from kernel import calendar, guards


@pytest.fixture
def committed_db(transactional_db):
    """A database without a wrapping transaction; emptied afterwards, its triggers out of the way.

    It rests on `transactional_db`: what only unblocks the database is no demand for one, and a run of such
    tests alone would have worked on, and emptied, the database of DATABASE_URL itself.
    """
    yield
    guards.remove()
    calendar.forget()
