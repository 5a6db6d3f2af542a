"""Rights come from seats, by the day; no seat, no right; nobody stands above the rights."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from agencies.actions import open_account
from agencies.models import Account, Appointment, Office, OfficeGroupObjectPermission
from agencies.rights import standing_of
from agencies.seats import place, seat
from households.models import Household
from kernel.refusals import Refused
from kernel.sealing import sealed
from tests.situations import HETIAN, XIAOCHI, family, staff

MONDAY = date(2026, 3, 2)
NUMBER = "359999195903050024"


@pytest.fixture
def office(db):
    return Office.objects.get(code=HETIAN)


@pytest.fixture
def somebody(db):
    return Account.objects.create(username="somebody", name="某甲")


def test_a_right_holds_on_the_office_of_the_seat_and_below_and_nowhere_else(somebody, office):
    place(somebody, office.parent, "county_reviewer", starts_on=MONDAY)

    assert somebody.has_perm("agencies.confirm_applications", office)
    assert not somebody.has_perm("agencies.confirm_applications", Office.objects.get(code=XIAOCHI))
    assert not somebody.has_perm("agencies.confirm_applications", Office.objects.get(code="mz-350800"))
    assert not somebody.has_perm("agencies.receive_applications", office)


def test_an_appointment_begins_and_ends_by_its_days(somebody, office):
    place(
        somebody,
        office,
        "township_confirmer",
        starts_on=MONDAY,
        ends_on=MONDAY + timedelta(days=5),
        is_acting=True,
    )

    held = [bool(standing_of(somebody, MONDAY + timedelta(days=day)).rights) for day in (-1, 0, 5, 6)]

    assert held == [False, True, True, False]


def test_the_newest_seat_names_the_person_and_the_rights_of_all_hold(somebody, office):
    place(somebody, office, "township_clerk", starts_on=MONDAY)
    place(somebody, office.parent, "department_liaison", starts_on=MONDAY + timedelta(days=3))

    first, then = (standing_of(somebody, MONDAY + timedelta(days=day)) for day in (2, 3))

    assert (first.office, first.role_label) == (office.name, "乡镇经办员")
    assert (then.office, then.role_label) == (office.parent.name, "部门联络员")
    assert first.rights == then.rights
    assert first.rights["receive_applications"] == [office.lineage]


def test_an_acting_appointment_needs_an_end(somebody, office):
    with pytest.raises(IntegrityError), transaction.atomic():
        place(somebody, office, "township_confirmer", starts_on=MONDAY, is_acting=True)


def test_no_appointment_ends_before_it_begins(somebody, office):
    with pytest.raises(IntegrityError), transaction.atomic():
        place(somebody, office, "township_clerk", starts_on=MONDAY, ends_on=MONDAY - timedelta(days=1))


def test_a_disabled_account_holds_nothing(somebody, office):
    place(somebody, office, "township_clerk", starts_on=MONDAY)
    somebody.is_active = False

    assert not somebody.has_perm("agencies.receive_applications", office)


def test_what_changes_today_holds_from_the_next_request(somebody, office):
    assert not somebody.holds("receive_applications")

    place(somebody, office, "township_clerk", starts_on=MONDAY)
    as_read_anew = Account.objects.get(pk=somebody.pk)

    assert as_read_anew.holds("receive_applications", office)
    Appointment.objects.update(ends_on=MONDAY)
    assert not Account.objects.get(pk=somebody.pk).holds("receive_applications")


def test_nobody_is_a_superuser(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(username="root", name="某乙", is_superuser=True)


def test_a_seat_is_made_once_with_the_rights_of_its_role(office):
    first, second = seat(office, "village_worker"), seat(office, "village_worker")

    granted = OfficeGroupObjectPermission.objects.filter(group=first.group)
    assert first == second
    assert list(granted.values_list("permission__codename", "content_object")) == [
        ("visit_households", HETIAN)
    ]


def test_one_natural_person_has_one_account_disabled_or_not(db):
    first = open_account("first", "某丙", NUMBER)
    Account.objects.filter(pk=first.pk).update(is_active=False)

    with pytest.raises(Refused, match="一人一号"):
        open_account("second", "某丙", NUMBER)

    assert sealed(first, "staff_id") == NUMBER
    assert NUMBER not in first.staff_id_sealed


def test_the_database_refuses_a_second_account_of_the_same_person(db):
    first = open_account("first", "某丙", NUMBER)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Account.objects.create(username="second", name="某丁", staff_id_index=first.staff_id_index)

    assert NUMBER not in str(refused.value)


def test_visible_to_shows_the_families_of_ones_offices_only(db):
    here, there = staff(), staff(XIAOCHI, "x")
    ours, theirs = family(here), family(there)

    assert list(Household.objects.visible_to(here.clerk)) == [ours]
    assert list(Household.objects.visible_to(there.clerk)) == [theirs]
    assert list(Household.objects.visible_to(here.county)) == [ours]
    assert not Household.objects.visible_to(here.village).exists()
