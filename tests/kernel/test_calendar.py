"""Working days as the State Council announced them; a year nobody announced stops the reckoning."""

import random
from bisect import bisect_right
from datetime import date, timedelta

import chinese_calendar
import pytest
from django.core.management import call_command

from kernel import calendar
from kernel.calendar import CalendarMissing, add_workdays, is_workday, workdays_between
from kernel.models import CalendarDay, CalendarYear
from kernel.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_calendar")]


@pytest.mark.parametrize("day", ["2019-04-28", "2019-05-05", "2025-09-28", "2025-10-11"])
def test_a_weekend_made_up_for_is_a_workday(day):
    assert date.fromisoformat(day).weekday() >= 5
    assert is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("number", range(1, 9))
def test_the_national_day_of_2025_is_free_from_the_first_to_the_eighth(number):
    assert not is_workday(date(2025, 10, number))


def test_the_days_around_a_long_holiday_are_worked():
    assert is_workday(date(2025, 9, 30))
    assert is_workday(date(2025, 10, 9))


def test_every_day_of_every_official_year_is_as_announced():
    first, last = date(2015, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]

    assert [day for day in days if is_workday(day) != chinese_calendar.is_workday(day)] == []


def test_random_spans_end_where_an_independent_list_of_workdays_ends_them(record_property):
    seed = random.SystemRandom().randrange(10**6)
    record_property("seed", seed)
    dice = random.Random(seed)  # noqa: S311  (a die, no secret)
    days = (date(2015, 1, 1) + timedelta(days=number) for number in range(365 * 11))
    announced = [day for day in days if chinese_calendar.is_workday(day)]
    for _ in range(1000):
        start = date(2015, 1, 1) + timedelta(days=dice.randrange(365 * 10))
        count = dice.randrange(1, 60)
        ends = announced[bisect_right(announced, start) + count - 1]

        found = add_workdays(start, count).day

        assert (seed, start, count, found) == (seed, start, count, ends)
        assert workdays_between(start, ends) == count
        assert workdays_between(ends, start) == -sum(start < day <= ends for day in announced)


def test_the_day_a_period_starts_is_not_counted():
    friday = date(2026, 3, 6)

    assert add_workdays(friday, 1).day == date(2026, 3, 9)
    assert add_workdays(friday, 0).day == friday
    assert add_workdays(date(2026, 3, 7), 1).day == date(2026, 3, 9)


def test_a_span_counts_its_end_and_not_its_start():
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)

    assert workdays_between(friday, friday) == 0
    assert workdays_between(friday, monday) == 1
    assert workdays_between(monday, friday) == -1


def test_a_period_of_negative_length_is_a_fault_of_the_program():
    with pytest.raises(ValueError, match="-1 working days"):
        add_workdays(date(2026, 3, 6), -1)


@pytest.mark.parametrize("year", [2014, 2030])
def test_a_year_without_a_calendar_stops_the_reckoning_and_says_what_to_do(year):
    with pytest.raises(
        CalendarMissing, match=f"没有 {year} 年的工作日历.*manage.py import_calendar"
    ) as missing:
        is_workday(date(year, 6, 1))

    assert isinstance(missing.value, Refused)


def test_a_deadline_never_slips_into_a_year_without_a_calendar():
    with pytest.raises(CalendarMissing, match="2030"):
        add_workdays(date(2029, 12, 20), 20)
    with pytest.raises(CalendarMissing, match="2030"):
        workdays_between(date(2029, 12, 20), date(2030, 1, 10))


def test_a_period_that_starts_on_the_last_day_before_the_calendar_asks_only_for_later_days():
    assert add_workdays(date(2014, 12, 31), 1).day == date(2015, 1, 4)


def test_a_deadline_in_an_official_year_is_firm():
    assert not add_workdays(date(2026, 3, 2), 22).is_provisional


@pytest.mark.parametrize("start", [date(2026, 12, 25), date(2027, 3, 1)])
def test_a_deadline_that_leans_on_a_provisional_year_is_flagged(start):
    assert add_workdays(start, 10).is_provisional


def test_a_period_that_starts_on_the_last_day_of_the_old_year_leans_on_the_new_one_alone():
    CalendarYear.objects.filter(year=2026).update(status="provisional")
    CalendarYear.objects.filter(year=2027).update(status="official")
    calendar.forget()

    assert not add_workdays(date(2026, 12, 31), 3).is_provisional


def test_a_provisional_year_keeps_the_holidays_with_a_fixed_date():
    assert not is_workday(date(2027, 1, 1))
    assert not is_workday(date(2027, 10, 1))
    assert is_workday(date(2027, 10, 8))


def test_a_notice_is_heard_when_the_table_is_forgotten():
    assert is_workday(date(2026, 3, 9))
    CalendarDay.objects.create(day=date(2026, 3, 9), is_workday=False, name="放假")

    calendar.forget()

    assert not is_workday(date(2026, 3, 9))


def test_a_notice_imported_by_another_process_is_heard_after_a_minute(monkeypatch):
    monkeypatch.setattr(calendar, "monotonic", lambda: 6000.0)
    assert is_workday(date(2026, 3, 9))
    CalendarDay.objects.create(day=date(2026, 3, 9), is_workday=False, name="放假")
    assert is_workday(date(2026, 3, 9))

    monkeypatch.setattr(calendar, "monotonic", lambda: 6060.0)

    assert not is_workday(date(2026, 3, 9))


def test_the_reckoning_asks_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(2):
        for number in range(50):
            add_workdays(date(2026, 3, 2) + timedelta(days=number), 22)


def test_a_calendar_that_is_there_is_not_filled_again():
    CalendarDay.objects.filter(day=date(2025, 10, 1)).delete()
    years = CalendarYear.objects.count()

    call_command("migrate", verbosity=0)

    assert CalendarYear.objects.count() == years
    assert not CalendarDay.objects.filter(day=date(2025, 10, 1)).exists()
