"""The one clock: database time in Asia/Shanghai. Entry points read it; no action does."""

from datetime import date, datetime

from django.db import connection
from django.utils import timezone

MOST_DRIFT = 2.0  # seconds between the host and the database beyond which somebody must look


def now() -> datetime:
    """The database's clock (PostgreSQL); the trial on SQLite trusts the host's."""
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
    return (timezone.now() - now()).total_seconds()
