"""Holidays the sky fixes, against new moons computed here and against the notices that are out."""

import math
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from django.core.management import call_command

from kernel import moon
from kernel.calendar import FIXED_HOLIDAYS, is_workday
from kernel.models import CalendarDay, CalendarYear

DAY = timedelta(days=1)


# New moons by Meeus, Astronomical Algorithms ch. 49 (largest terms): good to a few minutes.
TERMS = [
    (-0.40720, 0, 1, 0),
    (0.17241, 1, 0, 0),
    (0.01608, 0, 2, 0),
    (0.01039, 0, 0, 2),
    (0.00739, -1, 1, 0),
    (-0.00514, 1, 1, 0),
    (0.00208, 2, 0, 0),
    (-0.00111, 0, 1, -2),
    (-0.00057, 0, 1, 2),
    (0.00056, 1, 2, 0),
    (-0.00042, 0, 3, 0),
    (0.00042, 1, 0, 2),
    (0.00038, 1, 0, -2),
    (-0.00024, -1, 2, 0),
]


def new_moons(first_year, last_year):
    start = math.floor((first_year - 2000) * 12.3685)
    for k in range(start, start + int((last_year - first_year + 1) * 12.3685) + 2):
        yield new_moon(k)


def new_moon(k):
    t = k / 1236.85
    e = 1 - 0.002516 * t
    sun = 2.5534 + 29.10535670 * k
    moon_ = 201.5643 + 385.81693528 * k + 0.0107582 * t * t
    node = 160.7108 + 390.67050284 * k
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    for size, s, m, f in TERMS:
        jde += size * e ** abs(s) * math.sin(math.radians(s * sun + m * moon_ + f * node))
    omega = 124.7746 - 1.56375588 * k
    jde += -0.00017 * math.sin(math.radians(omega)) + 0.000325 * math.sin(math.radians(299.77 + 0.107408 * k))
    instant = datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=jde - 2451545.0, seconds=-72)
    return (instant + timedelta(hours=8)).date()


def test_the_days_of_the_moon_are_counted_from_new_moons_in_beijing():
    moons = set(new_moons(2025, 2035))
    for days, offset in ((moon.SPRING_FESTIVAL, 0), (moon.DRAGON_BOAT, 4), (moon.MID_AUTUMN, 14)):
        assert set(days) == set(range(2025, 2036))
        assert [day for day in days.values() if day - DAY * offset not in moons] == []


def test_the_festivals_lie_in_their_season():
    for year in range(2025, 2036):
        assert date(year, 1, 21) <= moon.SPRING_FESTIVAL[year] <= date(year, 2, 20)
        assert 117 <= (moon.DRAGON_BOAT[year] - moon.SPRING_FESTIVAL[year]).days <= 153
        assert 218 <= (moon.MID_AUTUMN[year] - moon.SPRING_FESTIVAL[year]).days <= 252


def test_where_the_notice_is_out_every_statutory_day_is_in_it():
    for year in (2025, 2026):
        fixed = {date(year, *day) for day in FIXED_HOLIDAYS}
        assert {day for day in fixed | set(moon.holidays(year)) if chinese_calendar.is_workday(day)} == set()


def test_tomb_sweeping_is_in_every_notice():
    for year in range(2008, 2027):
        assert chinese_calendar.get_holiday_detail(moon.tomb_sweeping(year)) == (True, "Tomb-sweeping Day")


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh_calendar")
def test_a_provisional_year_keeps_the_festivals():
    assert [not is_workday(day) for day in (date(2027, 2, 5), date(2027, 2, 8), date(2028, 10, 3))] == [
        True
    ] * 3
    assert is_workday(date(2027, 2, 9))


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh_calendar")
def test_a_provisional_year_whose_notice_came_becomes_official_and_an_official_one_is_left_alone():
    CalendarYear.objects.filter(year=2026).update(status="provisional")
    CalendarDay.objects.filter(day__year=2026).delete()
    CalendarDay.objects.filter(day=date(2025, 10, 1)).update(name="改过")

    call_command("migrate", verbosity=0)

    assert CalendarYear.objects.get(year=2026).status == "official"
    assert not is_workday(date(2026, 10, 1))
    assert CalendarDay.objects.get(day=date(2025, 10, 1)).name == "改过"
