"""Shared fixtures: a database with really committed rows, for races and what outlives a rollback."""

import os

import pytest
from django.db import connection

from kernel import calendar, guards


def pytest_collection_modifyitems(items):
    """What this run cannot show is skipped by name: campaigns, and what PostgreSQL alone can show."""
    absent = {}
    if os.environ.get("CAMPAIGN") != "1":
        absent["campaign"] = pytest.mark.skip(reason="a campaign: run with CAMPAIGN=1")
    if connection.vendor != "postgresql":
        absent["postgresql"] = pytest.mark.skip(reason="PostgreSQL alone can show it: run with DATABASE_URL")
    for item in items:
        for name in absent.keys() & {marker.name for marker in item.iter_markers()}:
            item.add_marker(absent[name])


@pytest.fixture
def committed_db(transactional_db):
    """A database without a wrapping transaction; emptied afterwards, its triggers out of the way.

    It rests on `transactional_db`: what only unblocks the database is no demand for one, and a run of such
    tests alone would have worked on, and emptied, the database of DATABASE_URL itself.
    """
    yield
    guards.remove()
    calendar.forget()
