"""The one clock: database time in Asia/Shanghai. Entry points read it; no action does."""

from datetime import date, datetime

from django.db import connection
from django.utils import timezone


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
