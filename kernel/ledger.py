"""The journal: what was done is written down with it, all or nothing, in a chain nobody can re-forge.

Entries are collected while the transaction works and appended as its last statements: the lock that keeps
the chain single is held from there to the commit only.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection
from django.db import transaction as database

from kernel import chain, clock, guards
from kernel.models import JournalEntry
from kernel.subjects import subject_of

LOCK = 0x6C796A7A  # any number, the same in every process


@dataclass(frozen=True)
class Line:
    """An entry that waits for the end of its transaction."""

    kind: str
    actor: object
    subject: tuple[str, str]
    content: dict


_page: ContextVar[list | None] = ContextVar("page", default=None)


@contextmanager
def transaction():
    """One act. The outermost appends the journal; an inner one joins, or takes its lines back."""
    page = _page.get()
    if page is not None:
        with _joined(page):
            yield
        return
    token = _page.set([])
    try:
        with database.atomic():
            yield
            _append(_page.get())
    finally:
        _page.reset(token)


@contextmanager
def _joined(page: list):
    written = len(page)
    try:
        with database.atomic():
            yield
    except BaseException:
        del page[written:]
        raise


def is_open() -> bool:
    """Whether an act is under way here."""
    return _page.get() is not None


def write(kind: str, *, actor, subject=None, **content) -> None:
    """Note what was done. Ids, states and digests only: no name, no number, no text about a person."""
    page = _page.get()
    if page is None:
        raise RuntimeError(f"日志“{kind}”写在事务之外：请放进 ledger.transaction() 里。")
    if actor is None or actor.pk is None:
        raise ValueError(f"日志“{kind}”没有操作人：每一行都要写明是谁。")
    page.append(Line(kind, actor, subject_of(subject), chain.plain(content)))


def head() -> tuple[int, str]:
    """The last line's number and seal; an empty journal has none."""
    last = JournalEntry.objects.order_by("-seq").values_list("seq", "mac").first()
    return last or (0, chain.GENESIS)


def _append(page: list[Line]) -> None:
    if not page:
        return
    if connection.vendor == "postgresql" and guards.on("lock"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    seq, mac = head()
    at, entries = clock.now(), []
    for line in page:
        seq, prev = seq + 1, mac
        mac = chain.mac(prev, at, line.actor.pk, line.kind, *line.subject, line.content)
        kind, number = line.subject
        entries.append(
            JournalEntry(
                seq=seq,
                at=at,
                actor=line.actor,
                kind=line.kind,
                subject_type=kind,
                subject_id=number,
                content=line.content,
                prev=prev,
                mac=mac,
            )
        )
    JournalEntry.objects.bulk_create(entries)
