"""A deadline set on a provisional year is flagged, and follows the notice when it comes."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Office
from applications import actions
from kernel import calendar, jobs, ledger, notices
from kernel.calendar import Deadline
from kernel.models import CalendarYear, Job, JournalEntry, Step
from tests.notices import INVENTED
from tests.situations import account, case, step_matter, take

DECEMBER = date(2026, 12, 14)
# Twenty working days after 14 December 2026, counted by hand: 13 to the end of the year, then from 4 January.
BEFORE, AFTER = date(2027, 1, 12), date(2027, 1, 11)


@pytest.fixture(autouse=True)
def fresh_calendar():
    calendar.forget()
    yield
    calendar.forget()


@pytest.fixture
def administrator(team):
    return account("administrator", Office.objects.filter(parent=None).first(), "city_administrator")


@pytest.fixture
def twenty(monkeypatch):
    """The law gives twenty working days."""
    given = actions.rules.value

    def value(name, *where):
        found = given(name, *where)
        is_total = name.startswith("total_workdays")
        return type("Value", (), {"value": 20})() if is_total else found

    monkeypatch.setattr(actions.rules, "value", value)


@pytest.fixture
def announce(administrator, monkeypatch):
    """The notice is imported, and the worker does what it asks for."""
    monkeypatch.setattr("kernel.clock.today", lambda: date(2026, 12, 16))

    def take_notice(text: str = INVENTED) -> None:
        calendar.adopt(notices.read(text.encode()), by=administrator)
        for job in Job.objects.filter(key__startswith=f"news:{calendar.ANNOUNCED}", state="waiting"):
            assert jobs.run(job.pk)

    return take_notice


def kept(found) -> Deadline:
    found.refresh_from_db()
    return Deadline(found.due_on, found.due_is_provisional)


def page(browser, found) -> str:
    return browser.get(reverse("applications:detail", args=[found.pk])).content.decode()


def test_a_deadline_of_december_goes_from_provisional_to_official(team, twenty, announce, browser_of):
    found, browser = case(team, "accepted", on=DECEMBER), browser_of(team.clerk)
    assert kept(found) == Deadline(BEFORE, is_provisional=True)
    assert "（1 月 12 日前，暂定）" in page(browser, found)
    assert "（按暂定日历）" in page(browser, found)

    announce()

    assert kept(found) == Deadline(AFTER, is_provisional=False)
    assert "（1 月 11 日前）" in page(browser, found)
    assert "暂定" not in page(browser, found)
    assert "由 2027-01-12 改为 2027-01-11" in page(browser, found)


def test_the_step_and_the_journal_name_who_imported_the_notice(team, twenty, announce, administrator):
    found = case(team, "accepted", on=DECEMBER)

    announce()

    step = Step.objects.of(found).get(verb="follow_notice")
    entry = JournalEntry.objects.get(kind="applications.application.follow_notice")
    assert (step.by, step.from_state, step.to_state) == (administrator, "accepted", "accepted")
    assert (entry.actor, entry.subject_id) == (administrator, str(found.pk))


def test_a_page_that_was_open_meanwhile_is_still_good(team, twenty, announce):
    found = case(team, "accepted", on=DECEMBER)

    announce()

    day = date(2026, 12, 16)
    moved = take(found, "visit", team.visitor, day, **step_matter(team, "visit", day))
    assert (moved.state, moved.due_on) == ("visited", AFTER)


def test_a_deadline_that_stays_the_same_loses_its_flag(team, twenty, announce):
    found = case(team, "accepted", on=DECEMBER)

    announce(INVENTED.replace("1月9日（周六）上班。", ""))

    assert kept(found) == Deadline(BEFORE, is_provisional=False)
    assert Step.objects.of(found).get(verb="follow_notice").reason.endswith("日期不变")


def test_the_news_twice_is_the_news_once(team, twenty, announce, administrator):
    found = case(team, "accepted", on=DECEMBER)
    announce()

    assert actions.follow_notice(2027, by=administrator, on=DECEMBER) == 0

    assert Step.objects.of(found).filter(verb="follow_notice").count() == 1


@pytest.mark.parametrize(("state", "on"), [("confirmed", DECEMBER), ("accepted", date(2026, 3, 2))])
def test_a_decided_case_and_one_of_another_year_keep_their_deadline(team, twenty, announce, state, on):
    found = case(team, state, on=on)
    before = kept(found)

    announce()

    assert kept(found) == before
    assert not Step.objects.of(found).filter(verb="follow_notice").exists()


def test_an_acceptance_elsewhere_right_after_the_notice_does_not_use_what_it_remembers(team, twenty):
    assert calendar.add_workdays(DECEMBER, 20) == Deadline(BEFORE, is_provisional=True)
    CalendarYear.objects.filter(year=2027).update(status="official")  # by another process

    with ledger.transaction():
        fresh = calendar.fixed_deadline(DECEMBER, 20)

    assert fresh == Deadline(BEFORE, is_provisional=False)


def test_without_reading_anew_the_flag_would_have_stayed(team, twenty):
    calendar.add_workdays(DECEMBER, 20)
    CalendarYear.objects.filter(year=2027).update(status="official")

    assert calendar.add_workdays(DECEMBER, 20).is_provisional
