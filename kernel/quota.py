"""How often a person may do a thing in a day, counted in the journal: it needs no Redis and cannot be reset."""

from datetime import datetime, time

from django.utils import timezone

from kernel import clock
from kernel.models import JournalEntry
from kernel.refusals import Refused


def within(kind: str, most: int, *, by, sentence: str) -> None:
    """Refuse what would be one too many today; the entries of this kind are the count."""
    begins = timezone.make_aware(datetime.combine(clock.today(), time.min))
    if JournalEntry.objects.filter(actor=by, kind=kind, at__gte=begins).count() >= most:
        raise Refused(sentence, status=429)
