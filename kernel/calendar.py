"""Working days (工作日): periods are counted from the day after, on days the notice makes work.

A year nobody knows is an alarm, never plain weekends.
"""

import time
from dataclasses import dataclass
from datetime import date, timedelta

from kernel.models import CalendarDay, CalendarYear

DAY = timedelta(days=1)
TRUSTED_FOR = 60  # seconds until another process's change is seen


class CalendarMissing(Exception):
    """A working day was asked in a year that is not in the calendar."""

    def __init__(self, year: int):
        super().__init__(
            f"工作日历里没有 {year} 年，不能计算期限：请导入国务院办公厅该年放假通知，"
            "或升级 chinesecalendar 后运行 migrate。"
        )
        self.year = year


@dataclass(frozen=True)
class Deadline:
    """The last day of a period. Provisional: it reaches into a year whose notice is not out yet."""

    day: date
    is_provisional: bool


@dataclass(frozen=True)
class Calendar:
    """The whole table, as read at one instant."""

    years: dict[int, bool]  # year: is provisional
    days: dict[date, bool]  # named day: is a workday
    read_at: float

    def is_workday(self, day: date) -> bool:
        if day.year not in self.years:
            raise CalendarMissing(day.year)
        return self.days.get(day, day.weekday() < 5)


_kept: list[Calendar] = []


def add_workdays(start: date, n: int) -> Deadline:
    """The n-th working day after a day; the day itself does not count (民法典 201)."""
    if n < 0:
        raise ValueError(f"期限不能是 {n} 个工作日。")
    calendar, day, is_provisional = _calendar(), start, False
    while n:
        day += DAY
        n -= calendar.is_workday(day)
        is_provisional |= calendar.years[day.year]
    return Deadline(day, is_provisional)


def workdays_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when the end came first."""
    if end < start:
        return -workdays_between(end, start)
    calendar = _calendar()
    return sum(calendar.is_workday(start + DAY * n) for n in range(1, (end - start).days + 1))


def is_workday(day: date) -> bool:
    """Whether offices work that day."""
    return _calendar().is_workday(day)


def forget(**_) -> None:
    """The table has changed: read it again at the next question (connected to the models' signals)."""
    _kept.clear()


def _calendar() -> Calendar:
    """The table, read at most once a minute per process."""
    now = time.monotonic()
    found = _kept[0] if _kept else None
    if found is None or now - found.read_at > TRUSTED_FOR:
        status = dict(CalendarYear.objects.values_list("year", "status"))
        years = {year: value == CalendarYear.Status.PROVISIONAL for year, value in status.items()}
        found = Calendar(years, dict(CalendarDay.objects.values_list("day", "is_workday")), now)
        _kept[:] = [found]
    return found
