"""The journal: one chained entry for every change, appended as the last statements of its transaction.

The chain is held by an advisory lock from append to commit; a row lock on the last entry would fork it, and
appending early would make every other page wait for the whole transaction.
"""

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain

from django.db import connection
from django.db import transaction as database

from kernel import clock, watching
from kernel.guards import off
from kernel.keys import ring
from kernel.models import JournalEntry
from kernel.sealing import keyed, seal, unseal

CHAIN_LOCK = 0x6C6F6E67  # one advisory lock for the one chain
FIRST = "0" * 64


class OutsideTransaction(RuntimeError):
    """Something to be journalled was done outside `ledger.transaction()`: a fault of the program."""


@contextmanager
def transaction():
    """A transaction whose entries reach the journal with it, or not at all. A nested one joins the outer."""
    if _collected() is not None:
        with database.atomic():
            mark, changed = len(_collected()), watching.state()
            try:
                yield
            except BaseException:
                del _collected()[mark:]
                watching.back_to(changed)
                raise
        return
    connection.kernel_entries = []
    try:
        with database.atomic():
            watching.begin()
            yield
            _append(connection.kernel_entries)
            # Closed before the commit: what runs on commit opens its own, it cannot join one that is written.
            connection.kernel_entries = None
    finally:
        connection.kernel_entries = None
        watching.back_to("")


def _collected() -> list | None:
    return getattr(connection, "kernel_entries", None)


def write(kind: str, *, actor, subject=None, **content) -> None:
    """Journal one change. `content` holds ids, states, counts and digests; never a name or a number.

    Nobody is the actor only of what the program itself takes into the journal (kernel/bypass.py).
    """
    entries = _collected()
    if entries is None:
        raise OutsideTransaction(f"{kind} must be journalled inside ledger.transaction()")
    entries.append(
        JournalEntry(
            kind=kind,
            actor=actor,
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=str(subject.pk) if subject is not None else "",
            content=_as_kept(content),
        )
    )


def _as_kept(content: dict) -> dict:
    """The content as both databases give it back: keys are text, and a whole number has no decimal point.

    PostgreSQL keeps 1e16 as a whole number; signed as a float it would never verify.
    """
    return json.loads(json.dumps(content, allow_nan=False), parse_float=_number)


def _number(text: str) -> int | float:
    found = float(text)
    return int(Decimal(text)) if found.is_integer() else found


def require() -> None:
    """Refuse to go on outside a ledger transaction."""
    if _collected() is None:
        raise OutsideTransaction("this must happen inside ledger.transaction()")


def hold() -> None:
    """Hold the chain to the end of the transaction: nobody else appends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql" and not off("lock"):
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)


def _append(entries: list[JournalEntry]) -> None:
    if not entries:
        if changed := watching.end():
            watching.record(changed)
        return
    kept = [_for_database(entry) for entry in entries]
    at, seq, prev = _held()
    for entry in entries:
        seq += 1
        entry.seq, entry.prev, entry.at = seq, prev, at
        entry.mac = prev = mac_of(entry)
    _insert(entries, kept)


# While the chain is held everybody waits. So it is held and read in one exchange (each statement still sees what
# was committed before it), and written by hand: the ORM takes longer than the database.
_LOCK = f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"
_LAST = "SELECT {now}, seq, mac FROM kernel_journalentry ORDER BY seq DESC LIMIT 1"
AT_ONCE = 500


def _held() -> tuple[datetime, int, str]:
    """The time, and number and link of the last entry, held to the end of the transaction."""
    if connection.vendor == "postgresql":
        asked = [watching.END, *([] if off("lock") else [_LOCK]), _LAST.format(now="clock_timestamp()")]
    else:
        watching.end()
        asked = [_LAST.format(now="NULL")]
    with connection.cursor() as cursor:
        cursor.execute("; ".join(asked))
        at, seq, prev = cursor.fetchone() or (None, 0, FIRST)
    return at or clock.now(), seq, prev


# What does not depend on the place in the chain is made ready before the chain is held.
_READY = ("actor_id", "kind", "subject_type", "subject_id", "content")
_INSERT = (
    "INSERT INTO kernel_journalentry"
    " (actor_id, kind, subject_type, subject_id, content, seq, at, prev, mac) VALUES "
)
_MARKS = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"


def _for_database(entry: JournalEntry) -> list:
    fields = (JournalEntry._meta.get_field(name) for name in _READY)
    return [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]


def _insert(entries: list[JournalEntry], kept: list[list]) -> None:
    at = connection.ops.adapt_datetimefield_value(entries[0].at)
    rows = [[*ready, one.seq, at, one.prev, one.mac] for one, ready in zip(entries, kept, strict=True)]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            cursor.execute(_INSERT + ", ".join([_MARKS] * len(part)), list(chain.from_iterable(part)))


def mac_of(entry: JournalEntry) -> str:
    """The entry's link: HMAC-SM3 over every field, each with its length in front."""
    return link(*(getattr(entry, name) for name in SIGNED))


# Everything a link is made of, in this order.
SIGNED = ("seq", "at", "actor_id", "kind", "subject_type", "subject_id", "content", "prev")


def link(seq, at, actor_id, *rest) -> str:
    """The same of bare values, as a query gives them: a million are verified in a minute."""
    *texts, content, prev = rest
    parts = (
        str(seq),
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(actor_id),
        *texts,
        _canonical(content),
        prev,
    )
    packed = b"".join(prefixed(part.encode()) for part in parts)
    return keyed(ring().journal, packed).hex()


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def prefixed(part: bytes) -> bytes:
    """With its length in front, so that no two rows of parts have the same bytes."""
    return len(part).to_bytes(4, "big") + part


_WORDS = {"table": "kernel_journalentry", "column": "said"}


def words(text: str, subject_id: str) -> str:
    """Somebody's own words for the content of an entry, sealed: they may name a person."""
    return seal(text, row=subject_id, **_WORDS) if text else ""


def said(entry: JournalEntry) -> str:
    """The words kept with an entry, for whoever may read the journal."""
    token = entry.content.get("said", "")
    return unseal(token, row=entry.subject_id, **_WORDS) if token else ""
