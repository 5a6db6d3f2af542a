"""Working days, against oracles written apart from the code."""

import math
import random
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from kernel import calendar, moon, reference
from kernel.calendar import CalendarMissing, Deadline, add_workdays, is_workday, workdays_between
from kernel.models import CalendarDay, CalendarYear

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def workdays():
    """The oracle: every working day by the package's own answer, in a list."""
    first = date(2004, 1, 1)
    days = [first + DAY * n for n in range((date(2026, 12, 31) - first).days + 1)]
    return [day for day in days if chinese_calendar.is_workday(day)]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2019-04-28", True),  # holidays#3293 had these two wrong
        ("2019-05-05", True),
        ("2025-09-28", True),
        ("2025-10-11", True),
        *[(f"2025-10-0{n}", False) for n in range(1, 9)],
        ("2025-10-09", True),
        ("2026-02-14", True),
        ("2026-03-02", True),
        ("2026-03-07", False),
    ],
)
def test_days_of_the_notices(day, works):
    assert is_workday(date.fromisoformat(day)) is works


def test_every_day_since_2004_agrees_with_the_package():
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    days = [first + DAY * n for n in range((last - first).days + 1)]
    assert [day for day in days if is_workday(day) != chinese_calendar.is_workday(day)] == []


def test_five_thousand_spans_agree_with_the_oracle(workdays):
    chance, wrong = random.Random(20260302), []  # noqa: S311
    for _ in range(5000):
        start, n = date(2004, 1, 1) + DAY * chance.randrange(8000), chance.randint(1, 60)
        end = add_workdays(start, n)
        expected = workdays[bisect_right(workdays, start) + n - 1]
        if end != Deadline(expected, is_provisional=False) or workdays_between(start, end.day) != n:
            wrong.append((start, n))
    assert wrong == []


def test_the_first_day_does_not_count():
    assert add_workdays(date(2026, 3, 2), 1).day == date(2026, 3, 3)
    assert add_workdays(date(2026, 3, 6), 1).day == date(2026, 3, 9)
    assert add_workdays(date(2026, 3, 7), 0).day == date(2026, 3, 7)
    with pytest.raises(ValueError, match="-1"):
        add_workdays(date(2026, 3, 7), -1)


def test_days_are_counted_backwards_as_negative():
    assert workdays_between(date(2026, 3, 2), date(2026, 3, 9)) == 5
    assert workdays_between(date(2026, 3, 9), date(2026, 3, 2)) == -5
    assert workdays_between(date(2026, 3, 2), date(2026, 3, 2)) == 0


def test_a_deadline_that_reaches_into_an_assumed_year_says_so():
    assert not add_workdays(date(2026, 12, 1), 5).is_provisional
    assert add_workdays(date(2026, 12, 28), 10).is_provisional
    assert list(CalendarYear.objects.filter(status="provisional").values_list("year", flat=True)) == [
        2027,
        2028,
        2029,
    ]
    assert not is_workday(date(2027, 2, 5))  # 除夕, a Friday
    assert not is_workday(date(2028, 10, 3))


@pytest.mark.parametrize(
    "ask", [is_workday, lambda day: add_workdays(day, 3), lambda day: workdays_between(day, day + DAY)]
)
def test_a_year_nobody_knows_is_an_alarm(ask):
    with pytest.raises(CalendarMissing, match=r"没有 2030 年.*放假通知"):
        ask(date(2030, 5, 6))
    with pytest.raises(CalendarMissing, match="2003"):
        is_workday(date(2003, 5, 6))


def test_a_changed_day_is_seen_at_once():
    assert is_workday(date(2027, 3, 1))
    CalendarDay.objects.create(day=date(2027, 3, 1), is_workday=False, name="停工")
    assert not is_workday(date(2027, 3, 1))


def test_another_process_sees_the_change_within_a_minute(monkeypatch):
    assert is_workday(date(2027, 3, 1))
    CalendarDay.objects.bulk_create([CalendarDay(day=date(2027, 3, 1), is_workday=False, name="停工")])
    assert is_workday(date(2027, 3, 1))
    monkeypatch.setattr(calendar, "TRUSTED_FOR", -1)
    assert not is_workday(date(2027, 3, 1))


def test_the_calendar_is_read_once_for_many_questions(django_assert_num_queries):
    with django_assert_num_queries(2):
        for n in range(50):
            add_workdays(date(2026, 3, 2), n)


def test_loading_again_changes_nothing_but_an_assumed_year_that_became_official():
    CalendarDay.objects.filter(day=date(2026, 10, 1)).update(name="改过")
    CalendarYear.objects.filter(year=2026).update(status="provisional")
    CalendarDay.objects.filter(day=date(2025, 10, 1)).update(name="改过")
    before = CalendarDay.objects.count()

    reference.after_migrate(None)

    assert CalendarDay.objects.count() == before
    assert CalendarDay.objects.get(day=date(2026, 10, 1)).name == "国庆节"
    assert CalendarDay.objects.get(day=date(2025, 10, 1)).name == "改过"


def test_assumed_holidays_would_have_been_right_where_the_notice_is_known():
    for year in (2025, 2026):
        notice = reference.official(year)
        assert {day for day in reference.provisional(year) if notice.get(day, (True,))[0]} == set()


def test_tomb_sweeping_is_in_every_notice():
    for year in range(2008, 2027):
        assert reference.official(year)[moon.tomb_sweeping(year)] == (False, "清明节")


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
        assert (moon.MID_AUTUMN[year] - moon.SPRING_FESTIVAL[year]).days in range(218, 253)
