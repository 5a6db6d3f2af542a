"""A family under an open case is neither cut nor moved; the reviewer sees every split."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError

from agencies.models import Division
from applications import actions, family_changes
from applications.models import Application
from households import parting, parting_showing
from households.models import Household, Split, Transfer
from kernel.models import JournalEntry
from kernel.moves import Refused
from tests.kernel.test_races import at_once
from tests.situations import MONDAY, XIAOCHI, case, family, staff

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def home(team):
    return family(team)


def plan(home) -> parting.Plan:
    spouse = home.memberships.get(relation="spouse").person_id
    return parting.Plan({spouse: "applicant"}, home.division, "2 号", "分居另过")


def changes(team, home, there) -> list:
    return [
        lambda: family_changes.split_family(home, plan(home), by=team.clerk, on=TUESDAY),
        lambda: family_changes.send_family(home, there.office, "迁居", by=team.clerk, on=TUESDAY),
    ]


def test_a_family_with_an_open_case_is_neither_split_nor_sent(team, home):
    found, there = case(team, "accepted", home), staff(XIAOCHI, "x")

    for act in changes(team, home, there):
        with pytest.raises(Refused, match="请先办结") as refused:
            act()
        assert str(found) in refused.value.sentence

    assert (Split.objects.count(), Transfer.objects.count(), Household.objects.count()) == (0, 0, 1)


def test_with_the_guard_off_the_family_would_be_cut_under_its_case(team, home, monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(family_changes, "refuse_open_case", lambda *_: None)
    found = case(team, "accepted", home)

    changes(team, home, staff(XIAOCHI, "x"))[0]()

    assert found.household.memberships.open().count() == 1


def test_a_decided_case_stands_in_nobodys_way(team, home):
    case(team, "notified", home)

    for act in changes(team, home, staff(XIAOCHI, "x")):
        act()

    assert (Split.objects.count(), Transfer.objects.count()) == (1, 1)


def test_a_case_opened_on_the_way_stops_the_move(team, home):
    there = staff(XIAOCHI, "x")
    row = family_changes.send_family(home, there.office, "迁居", by=team.clerk, on=MONDAY)
    actions.open_case(home, by=team.clerk, on=MONDAY)
    village = Division.objects.filter(parent=there.office.division, level="village").first()

    with pytest.raises(Refused, match="请先办结"):
        family_changes.receive_family(row, village, "", by=there.clerk, on=MONDAY, version=0)

    assert Household.objects.get(pk=home.pk).office == team.office


def test_after_the_move_only_the_new_office_opens_a_case(team, home):
    there = staff(XIAOCHI, "x")
    row = family_changes.send_family(home, there.office, "迁居", by=team.clerk, on=MONDAY)
    village = Division.objects.filter(parent=there.office.division, level="village").first()
    family_changes.receive_family(row, village, "", by=there.clerk, on=MONDAY, version=0)

    with pytest.raises(Refused, match="没有在"):
        actions.open_case(home, by=team.clerk, on=MONDAY)  # the page still held the old office

    assert actions.open_case(home, by=there.clerk, on=MONDAY).office == there.office
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "words"), [(0, "申请当天"), (5, "申请前 5 天"), (-3, "申请后 3 天"), (900, "申请前 900 天")]
)
def test_the_reviewer_is_told_of_every_split_on_both_sides(team, home, days, words):
    made = family_changes.split_family(home, plan(home), by=team.clerk, on=TUESDAY)
    applied = TUESDAY + timedelta(days=days)

    for one, other in ((made, home), (home, made)):
        told = parting_showing.warning(one, team.reviewer, applied)
        assert words in told
        assert other.number in told
        assert "请核实" in told


def test_a_family_never_split_has_no_warning(team, home):
    assert parting_showing.warning(home, team.reviewer, MONDAY) == ""


def raced(monkeypatch, team, home) -> tuple[list, list[str]]:
    """A clerk splits the family; between the question and the act another opens a case. Faults, and the order."""
    asked, opened, split = threading.Event(), threading.Event(), parting.split

    def slowly(*args, **kwargs):
        asked.set()
        opened.wait(timeout=1)
        return split(*args, **kwargs)

    def open_case():
        asked.wait(timeout=60)
        actions.open_case(Household.objects.get(pk=home.pk), by=team.visitor, on=TUESDAY)
        opened.set()

    told = plan(home)
    monkeypatch.setattr(family_changes.parting, "split", slowly)
    both = (lambda: family_changes.split_family(home, told, by=team.clerk, on=TUESDAY), open_case)
    faults = at_once(*both)
    kinds = ("households.split", "applications.application.open_case")
    order = JournalEntry.objects.filter(kind__in=kinds).order_by("seq").values_list("kind", flat=True)
    return faults, list(order)


def test_a_case_opened_meanwhile_waits_for_the_split(committed_db, monkeypatch):
    team = staff()

    faults, order = raced(monkeypatch, team, family(team))

    assert (faults, order) == ([], ["households.split", "applications.application.open_case"])


@pytest.mark.postgresql
def test_without_the_lock_the_two_would_wait_for_each_other(committed_db, monkeypatch):
    """The control of the test above (SQLite has one writer anyway): one holds the family, one the chain."""
    team = staff()
    monkeypatch.setattr(actions, "lock", lambda household: None)

    faults, order = raced(monkeypatch, team, family(team))

    assert [type(fault) for fault in faults] == [OperationalError]
    assert len(order) == 1
