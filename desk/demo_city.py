"""A whole city of invented families, for benchmarks: as many as are asked for, over all townships.

The same every time, and a hundred at once: broken off, it goes on where it was.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from agencies.models import Account, Division, Office
from households import demo
from households.models import Household

LOADER = "admin"  # in whose name: the demonstration's city administrator registers no family otherwise
SEED = 2026
# The two demonstration townships draw the first numbers of a day and the 240th on; the city those between.
FIRST_NUMBER = 20


def load(count: int, *, by: Account, on: date, asked: bool) -> Iterator[int]:
    """Register families until there are `count`; gives how many there are after each hundred."""
    lot = demo.Township(SEED, on.year)
    lot.offset = FIRST_NUMBER
    townships, families = _townships(), lot.families(count)
    done = sum(1 for _ in islice(families, Household.objects.filter(made_by=by).count()))
    while hundred := list(islice(families, demo.CHUNK)):
        office, villages = townships[done // demo.CHUNK % len(townships)]
        demo.load(hundred, office, villages, by=by, on=on, asked=asked)
        done += len(hundred)
        yield done


def _townships() -> list[tuple[Office, list[Division]]]:
    offices = Office.objects.filter(kind=Office.Kind.CIVIL_AFFAIRS, division__level=Division.Level.TOWNSHIP)
    villages: dict[str, list[Division]] = {}
    for village in Division.objects.filter(level=Division.Level.VILLAGE, is_historic=False):
        villages.setdefault(village.parent_id, []).append(village)
    return [(one, villages[one.division_id]) for one in offices if one.division_id in villages]
