"""The one clock: database time in Asia/Shanghai. Entry points read it; no action does."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

MOST_DRIFT = 2.0  # seconds between the host and the database beyond which somebody must look


# What was read of the clock inside `one_moment`; empty until somebody asks.
_moment: ContextVar[list[datetime] | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The database's clock (PostgreSQL); the trial on SQLite trusts the host's."""
    held = _moment.get()
    if held is None:
        return _read()
    if not held:
        held.append(_read())
    return held[0]


@contextmanager
def one_moment() -> Iterator[None]:
    """A page that only reads is of one instant: everything on it hangs on the same now, asked for once."""
    before = _moment.set([])
    try:
        yield
    finally:
        _moment.reset(before)


def _read() -> datetime:
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def today() -> date:
    """The office's day."""
    return timezone.localdate(now())


def source() -> str:
    """Whose clock this is: the trial on SQLite has no other than the host's, and says so."""
    return "database" if connection.vendor == "postgresql" else "host"


def drift() -> float:
    """Seconds the host's clock is ahead of the one clock; always 0 where the host's is the one."""
    if source() == "host":
        return 0.0
    return (timezone.now() - _read()).total_seconds()
