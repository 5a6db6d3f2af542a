"""Shared fixtures: a database with really committed rows, for races and for triggers that outlive a rollback."""

import pytest
from django.core.management import call_command

from kernel import calendar, guards


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker):
    """A database without a wrapping transaction; emptied afterwards, its triggers out of the way meanwhile."""
    with django_db_blocker.unblock():
        yield
        guards.remove()
        call_command("flush", interactive=False, verbosity=0)
        calendar.forget()
