"""The one clock: database time in Asia/Shanghai. Entry points read it; no action does."""

import time
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

MOST_DRIFT = 2.0  # seconds between the host and the database beyond which somebody must look
# A process asks the database for the time so often; in between it counts seconds, by a clock nobody can set.
ASKED_EVERY = 30.0

_asked: tuple[datetime, float] | None = None


def now() -> datetime:
    """The database's clock (PostgreSQL); the trial on SQLite trusts the host's."""
    global _asked  # noqa: PLW0603  (one for the process; a race asks once more, no more than that)
    if source() == "host":
        return timezone.now()
    asked = _asked
    if asked is None or time.monotonic() - asked[1] > ASKED_EVERY:
        asked = _asked = exact(), time.monotonic()
    return asked[0] + timedelta(seconds=time.monotonic() - asked[1])


def exact() -> datetime:
    """The same, asked for at this moment: for what is put in order by its time."""
    if source() == "host":
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
    return (timezone.now() - exact()).total_seconds()
