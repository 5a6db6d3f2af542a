"""Chaining what went round the code: bypass rows are taken into the journal, so that they cannot vanish either."""

from collections.abc import Iterator
from datetime import UTC

from django.db.models import QuerySet

from kernel import ledger, watching
from kernel.keys import ring
from kernel.models import Bypass, JournalEntry
from kernel.sealing import keyed

KIND = "bypass"
AT_ONCE = 10_000
ROW = ("pk", "table_name", "verb", "key", "role", "at")


def chain() -> int:
    """One entry for the bypass rows that have none yet, with their number and digest; how many there were."""
    if not Bypass.objects.filter(pk__gt=_chained()).exists():
        return 0
    with ledger.transaction():
        ledger.hold()  # two at once would take the same rows
        if not watching.is_settled():
            return 0  # somebody is still writing: the next minute
        after = _chained()
        last = _rows(after).values_list("pk", flat=True)[:AT_ONCE]
        return _journal(after, max(last, default=after))


def _journal(after: int, last: int) -> int:
    count, digest = _digest(after, last)
    if count:
        found = {"after": after, "last": last, "count": count, "digest": digest}
        ledger.write(KIND, actor=None, subject=Bypass(pk=last), **found)
    return count


def _chained() -> int:
    """The last row that stands in the journal."""
    entry = _entries().order_by("-seq").first()
    return entry.content["last"] if entry else 0


def _entries() -> QuerySet:
    return JournalEntry.objects.filter(subject_type=Bypass._meta.label_lower, kind=KIND)


def _rows(after: int) -> QuerySet:
    return Bypass.objects.filter(pk__gt=after).order_by("pk")


def _digest(after: int, last: int) -> tuple[int, str]:
    """How many rows there are behind the one up to the other, and what they say, keyed."""
    count, packed = 0, [b"bypass|"]
    for *texts, at in _rows(after).filter(pk__lte=last).values_list(*ROW).iterator(chunk_size=2000):
        count += 1
        parts = [*map(str, texts), at.astimezone(UTC).isoformat(timespec="microseconds")]
        packed += [ledger.prefixed(part.encode()) for part in parts]
    return count, keyed(ring().journal, b"".join(packed)).hex()


def broken() -> Iterator[int]:
    """Entries whose bypass rows are not as they were: some were changed, removed or put between."""
    for entry in _entries().order_by("seq"):
        try:
            after, last, *told = (entry.content[name] for name in ("after", "last", "count", "digest"))
            is_whole = _digest(int(after), int(last)) == tuple(told)
        except (KeyError, TypeError, ValueError):  # an entry that was defaced itself
            is_whole = False
        if not is_whole:
            yield entry.seq
