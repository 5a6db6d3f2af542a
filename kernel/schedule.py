"""Slots of the schedule: each is done once, however many beats ring for it.

What was missed (an outage, a beat that stood still) is not made up slot by slot: the slot of now does the work
once, and its row says how many before it were never taken.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from kernel import clock
from kernel.models import Slot

KEPT = timedelta(days=30)
LOST_AFTER = timedelta(minutes=16)  # longer than Celery lets a task run: whoever took the slot is gone


def once(name: str, every: timedelta, work: Callable[[], object]) -> bool:
    """Do the work of the present slot unless somebody has, or is at it; tells whether it was done here."""
    slot = _take(name, slot_of(clock.now(), every), every)
    if slot is None:
        return False
    work()  # a fault leaves the slot open; it is taken again once it counts as lost
    Slot.objects.filter(pk=slot.pk).update(done_at=clock.now())
    Slot.objects.filter(name=name, slot_at__lt=slot.slot_at - KEPT).delete()
    return True


def slot_of(at: datetime, every: timedelta) -> datetime:
    """The beginning of the slot a moment lies in, counted from the office's midnight."""
    local = timezone.localtime(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (local - midnight) // every * every


def _take(name: str, slot_at: datetime, every: timedelta) -> Slot | None:
    """The unique row decides: who makes it has the slot, or who finds it left open too long."""
    now = clock.now()
    last = Slot.objects.filter(name=name, slot_at__lt=slot_at).order_by("-slot_at").first()
    missed = (slot_at - last.slot_at) // every - 1 if last else 0
    slot, made = Slot.objects.get_or_create(
        name=name, slot_at=slot_at, defaults={"missed": missed, "taken_at": now}
    )
    lost = Slot.objects.filter(pk=slot.pk, done_at=None, taken_at__lt=now - LOST_AFTER)
    return slot if made or lost.update(taken_at=now) else None
