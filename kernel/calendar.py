"""Working days by the State Council's notices, with provisional years beyond the last one published.

A row is a day that is not what its weekday says. A year that is not in the table stops the reckoning: it is
never silently taken for plain weekends.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from time import monotonic

import chinese_calendar
from django.db import transaction

from kernel import ledger, moon, outbox
from kernel.models import CalendarDay, CalendarYear, JournalEntry
from kernel.refusals import Refused

FIRST_YEAR = 2015
PROVISIONAL_YEARS = 3
KNOWN_FOR = 60  # seconds
RIGHT = "agencies.import_calendar"
ANNOUNCED = "kernel.calendar_announced"  # news: a year's notice was imported; its subject is the year
IMPORTED = "kernel.calendar_imported"
# Days of rest the statute fixes by the Gregorian date; kernel/moon.py has those the sky fixes.
FIXED_HOLIDAYS = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节"} | {
    (10, day): "国庆节" for day in (1, 2, 3)
}


class CalendarMissing(Refused):
    """No calendar for a year: an alarm, not a guess."""


@dataclass(frozen=True)
class Deadline:
    """The last day of a period of working days, and whether it leans on a provisional year."""

    day: date
    is_provisional: bool


def _table() -> tuple[dict[int, str], dict[date, bool]]:
    """The table as this process knows it; a notice imported in another one is heard within a minute."""
    return _read(int(monotonic() // KNOWN_FOR))


@lru_cache(maxsize=1)
def _read(minute: int) -> tuple[dict[int, str], dict[date, bool]]:
    years = dict(CalendarYear.objects.values_list("year", "status"))
    days = dict(CalendarDay.objects.values_list("day", "is_workday"))
    return years, days


def forget() -> None:
    """The table has changed: read it anew at the next question."""
    _read.cache_clear()


def is_workday(day: date) -> bool:
    """Whether the office works that day."""
    years, days = _table()
    if day.year not in years:
        raise CalendarMissing(
            f"没有 {day.year} 年的工作日历，不能推算期限。请管理员导入当年的节假日安排："
            "manage.py import_calendar 通知文件 --by 登录名 --confirm。"
        )
    return days.get(day, day.weekday() < 5)


def add_workdays(start: date, count: int) -> Deadline:
    """The count-th working day after a day; the day itself does not count (TIME-01)."""
    if count < 0:
        raise ValueError(f"a period has {count} working days; it cannot end before it begins")
    day, asked = start, set()
    while count:
        day += timedelta(days=1)
        count -= is_workday(day)
        asked.add(day.year)
    years, _ = _table()
    return Deadline(day, any(years[year] == CalendarYear.Status.PROVISIONAL for year in asked))


def fixed_deadline(start: date, count: int) -> Deadline:
    """A deadline that will be kept, in the transaction that keeps it: reckoned from the table as it is now.

    One that leans on a provisional year holds that year until it is written. So a notice that comes at the same
    moment is either in the table already, or finds the case when it recomputes what leans on the year.
    """
    ledger.require()
    forget()
    found = add_workdays(start, count)
    if not found.is_provisional:
        return found
    leaned_on = range(start.year, found.day.year + 1)
    list(CalendarYear.objects.select_for_update().filter(year__in=leaned_on).order_by("year"))
    forget()
    return add_workdays(start, count)


def workdays_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative if `end` is the earlier one."""
    if end < start:
        return -workdays_between(end, start)
    span = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(is_workday(day) for day in span)


def after_migrate(sender=None, using: str = "default", **_) -> None:
    """Years the notices fix, then three provisional ones. A year that is official stays as it is."""
    forget()
    known = dict(CalendarYear.objects.using(using).values_list("year", "status"))
    last = max(chinese_calendar.holidays).year
    for year in range(FIRST_YEAR, last + 1):
        if known.get(year) != CalendarYear.Status.OFFICIAL:
            _put(year, CalendarYear.Status.OFFICIAL, _official(year), using)
    for year in range(last + 1, last + 1 + PROVISIONAL_YEARS):
        if year not in known and year in moon.SPRING_FESTIVAL:
            _put(year, CalendarYear.Status.PROVISIONAL, _provisional(year), using)
    forget()


def _put(year: int, status: str, days, using: str) -> None:
    CalendarYear.objects.using(using).update_or_create(year=year, defaults={"status": status})
    CalendarDay.objects.using(using).filter(day__year=year).delete()
    CalendarDay.objects.using(using).bulk_create(days)


def _official(year: int):
    for listed, is_work in ((chinese_calendar.holidays, False), (chinese_calendar.workdays, True)):
        for day, name in listed.items():
            if day.year == year and is_work != (day.weekday() < 5):
                yield CalendarDay(day=day, is_workday=is_work, name=str(name)[:40])


def _provisional(year: int):
    """The statutory days themselves; which days are moved around them, the notice will say."""
    for day, name in sorted(statutory(year).items()):
        if day.weekday() < 5:
            yield CalendarDay(day=day, is_workday=False, name=f"{name}（暂定）")


def statutory(year: int) -> dict[date, str]:
    """The holidays of the law itself; those of the moon only for the years the moon's table has."""
    fixed = {date(year, month, number): name for (month, number), name in FIXED_HOLIDAYS.items()}
    return fixed | (moon.holidays(year) if year in moon.SPRING_FESTIVAL else {})


# A notice


def differences(notice) -> list[tuple[date, str, bool]]:
    """What importing the notice would change: day, name, and whether it is added (else taken away)."""
    told = {day: (one.is_workday, one.name[:40]) for day, one in notice.days.items() if _differs(one)}
    listed = CalendarDay.objects.filter(day__year=notice.year) | CalendarDay.objects.filter(day__in=told)
    kept = {one.day: (one.is_workday, one.name) for one in listed}
    gone = [(day, kept[day], False) for day in kept if told.get(day) != kept[day]]
    new = [(day, told[day], True) for day in told if told[day] != kept.get(day)]
    return sorted(
        (day, f"{'上班' if works else '放假'} {name}", is_new) for day, (works, name), is_new in gone + new
    )


def _differs(named) -> bool:
    return named.is_workday != (named.day.weekday() < 5)


def may_import(account) -> None:
    """The working days bind every office; who may set them holds the right for it."""
    if not account.has_perm(RIGHT):
        raise Refused("您没有导入工作日历的权利。请由市级管理员导入。", status=403)


def adopt(notice, *, by) -> bool:
    """The notice's year becomes official and its days the table's; False if it is all there already."""
    may_import(by)
    with ledger.transaction():
        year, _ = CalendarYear.objects.get_or_create(
            year=notice.year, defaults={"status": CalendarYear.Status.PROVISIONAL}
        )
        year = CalendarYear.objects.select_for_update().get(pk=year.pk)
        changed = differences(notice)
        if not changed and year.status == CalendarYear.Status.OFFICIAL:
            return False
        CalendarDay.objects.filter(day__in=[day for day, *_ in changed]).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(day=day, is_workday=notice.days[day].is_workday, name=notice.days[day].name[:40])
            for day, _, is_new in changed
            if is_new
        )
        year.status = CalendarYear.Status.OFFICIAL
        year.save(update_fields=["status"])
        ledger.write(IMPORTED, actor=by, subject=year, days=len(notice.days), changed=len(changed))
        outbox.publish(ANNOUNCED, year, version=_imports(year.pk).count() + 1)
        forget()
        transaction.on_commit(forget)
    return True


def _imports(year: int):
    return JournalEntry.objects.filter(
        kind=IMPORTED, subject_type=CalendarYear._meta.label_lower, subject_id=str(year)
    )


def imported_by(year: int):
    """Who imported a year's notice last, and answers for what follows from it."""
    return _imports(year).latest("seq").actor
