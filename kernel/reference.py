"""The working-day calendar, loaded after every migrate: notices, then three assumed years."""

from datetime import date, timedelta

from chinese_calendar import constants

from kernel import calendar, moon

PROVISIONAL_YEARS = 3
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def after_migrate(sender, using="default", **_) -> None:
    """Years the notice has fixed, and the ones to come; a year once official is left alone."""
    from django.apps import apps  # noqa: PLC0415  (the models of the moment)

    year, day = apps.get_model("kernel", "CalendarYear"), apps.get_model("kernel", "CalendarDay")
    known = dict(year.objects.using(using).values_list("year", "status"))
    last = max(constants.holidays).year
    for number in range(min(constants.holidays).year, last + 1):
        if known.get(number) != "official":
            _put(year, day, using, number, "official", official(number))
    for number in range(last + 1, last + PROVISIONAL_YEARS + 1):
        if number not in known and number in moon.SPRING_FESTIVAL:
            _put(year, day, using, number, "provisional", provisional(number))
    calendar.forget()


def official(year: int) -> dict[date, tuple[bool, str]]:
    """Holidays and worked weekend days of a year, from the notice."""
    off = {
        day: (False, NAMES.get(name, name)) for day, name in constants.holidays.items() if day.year == year
    }
    on = {day: (True, NAMES.get(name, name)) for day, name in constants.workdays.items() if day.year == year}
    return off | on


def provisional(year: int) -> dict[date, tuple[bool, str]]:
    """The statutory holidays themselves (全国年节及纪念日放假办法); what is moved is not known."""
    eve = moon.SPRING_FESTIVAL[year] - timedelta(days=1)
    spans = [
        (date(year, 1, 1), 1, "元旦"),
        (eve, 4, "春节"),
        (moon.tomb_sweeping(year), 1, "清明节"),
        (date(year, 5, 1), 2, "劳动节"),
        (moon.DRAGON_BOAT[year], 1, "端午节"),
        (moon.MID_AUTUMN[year], 1, "中秋节"),
        (date(year, 10, 1), 3, "国庆节"),
    ]
    return {first + timedelta(days=n): (False, name) for first, length, name in spans for n in range(length)}


def _put(year, day, using: str, number: int, status: str, days: dict) -> None:
    year.objects.using(using).update_or_create(year=number, defaults={"status": status})
    day.objects.using(using).filter(day__year=number).delete()
    day.objects.using(using).bulk_create(
        day(day=key, is_workday=is_workday, name=name) for key, (is_workday, name) in sorted(days.items())
    )
