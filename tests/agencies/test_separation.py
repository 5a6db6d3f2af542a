"""Three separated administrators, and roles whose screens are still to come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from guardian.shortcuts import assign_perm

from agencies import actions
from agencies.models import Account, Appointment, Office
from agencies.roles import RIGHTS, ROLES, do_not_mix
from agencies.seats import place, seat
from kernel import guards
from kernel.models import JournalEntry
from kernel.refusals import Refused
from tests.situations import HETIAN, account

MONDAY = date(2026, 3, 2)
WEEK = timedelta(days=7)
CASE_ROLE = "township_clerk"

ADMINISTRATORS = ("system_administrator", "security_administrator", "audit_administrator")
POWERS = {"manage_accounts", "appoint_staff", "read_journal"}
UPKEEP = {"run_jobs"}  # gives work of the house another try: opens nothing, decides nothing
CASE_RIGHTS = set(RIGHTS) - POWERS - UPKEEP


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_an_administrator_holds_one_power_and_touches_no_case(role):
    assert len(ROLES[role].rights & POWERS) == 1
    assert not ROLES[role].rights & CASE_RIGHTS


def test_the_three_powers_are_held_by_three_roles():
    assert {right for role in ADMINISTRATORS for right in ROLES[role].rights} == POWERS | UPKEEP


def test_a_seated_administrator_has_the_power_in_the_database_and_a_clerk_has_not(db):
    city = Office.objects.get(code="mz-350800")
    system = account("system-admin", city, "system_administrator")
    clerk = account("clerk", city, "township_clerk")

    assert system.has_perm("agencies.manage_accounts", city)
    assert not system.has_perm("agencies.appoint_staff", city)
    assert not system.has_perm("agencies.read_households", city)
    assert clerk.has_perm("agencies.read_households", city)
    assert not clerk.has_perm("agencies.manage_accounts", city)


@pytest.mark.parametrize("role", ["department_liaison", "provider", "finance", "inspector"])
def test_a_role_without_screens_opens_nothing(role):
    assert ROLES[role].rights == frozenset()


# Two hats


@pytest.fixture
def city(db):
    return Office.objects.get(code="mz-350800")


@pytest.fixture
def security(city):
    return account("security", city, "security_administrator")


@pytest.fixture
def somebody(db):
    return Account.objects.create(username="somebody", name="某甲")


def appoint(who, office, role, by, starts_on=MONDAY, **term):
    return actions.appoint(who, office, role, by=by, starts_on=starts_on, **term)


PAIRS = [
    (one, other)
    for one in ADMINISTRATORS
    for other in (*ADMINISTRATORS, CASE_ROLE, "auditor")
    if one != other
]


@pytest.mark.parametrize(("held", "wanted"), PAIRS)
def test_no_administrator_wears_a_second_hat_on_a_common_day(somebody, city, security, held, wanted):
    appoint(somebody, city, held, security, ends_on=MONDAY + WEEK)

    for starts_on in (MONDAY - WEEK, MONDAY, MONDAY + WEEK):
        with pytest.raises(Refused, match="不能兼任"):
            appoint(somebody, city, wanted, security, starts_on=starts_on)
    appoint(somebody, city, wanted, security, starts_on=MONDAY + WEEK + timedelta(days=1))

    assert Appointment.objects.filter(account=somebody).count() == 2


@pytest.mark.parametrize(("held", "wanted"), PAIRS)
def test_the_database_refuses_it_too_and_without_the_guard_it_would_not(
    somebody, city, security, held, wanted
):
    place(somebody, city, wanted, starts_on=MONDAY, given_by=security)
    with pytest.raises(IntegrityError, match="two_hats"), transaction.atomic():
        place(somebody, city, held, starts_on=MONDAY + WEEK, given_by=security)
    late = place(
        somebody, city, held, starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1), given_by=security
    )
    with pytest.raises(IntegrityError, match="two_hats"), transaction.atomic():
        Appointment.objects.filter(pk=late.pk).update(ends_on=None)

    guards.remove()

    place(somebody, city, held, starts_on=MONDAY + WEEK, given_by=security)
    Appointment.objects.filter(pk=late.pk).update(ends_on=None)


def test_two_seats_of_one_kind_and_two_of_the_procedure_go_together(somebody, city, security):
    township = Office.objects.get(code=HETIAN)
    other = Account.objects.create(username="other", name="某乙")

    appoint(somebody, township, "township_clerk", security)
    appoint(somebody, township, "township_reviewer", security)
    appoint(other, city, "system_administrator", security)
    appoint(other, township.parent, "system_administrator", security)

    assert not do_not_mix("township_clerk", "township_reviewer")
    with pytest.raises(Refused, match="已经在这个席位"):
        appoint(other, city, "system_administrator", security, starts_on=MONDAY + WEEK)


def test_an_appointment_is_journalled_with_codes_and_days_and_no_name(somebody, city, security):
    made = appoint(somebody, city, "auditor", security, reason="某甲调来")
    actions.end_appointment(made, MONDAY + WEEK, by=security, on=MONDAY)

    given, ended = JournalEntry.objects.filter(kind__startswith="appointment").order_by("seq")
    terms = {"account": somebody.pk, "office": "mz-350800", "role": "auditor", "from": "2026-03-02"}
    assert given.content == terms | {"to": ""}
    assert ended.content == terms | {"to": "2026-03-09"}
    assert {given.actor, ended.actor} == {security}


def test_whoever_may_not_appoint_here_appoints_nobody(somebody, city):
    county = account("county-security", Office.objects.get(code="mz-350821"), "security_administrator")

    appoint(somebody, Office.objects.get(code=HETIAN), "township_clerk", county)
    with pytest.raises(Refused, match="没有任免"):
        appoint(somebody, city, "auditor", county)


def test_an_end_is_brought_forward_and_never_put_off(somebody, city, security):
    made = appoint(somebody, city, "auditor", security, ends_on=MONDAY + 4 * WEEK)
    today = MONDAY + WEEK

    def end(day, seen=MONDAY + 4 * WEEK):
        return actions.end_appointment(made, day, by=security, on=today, seen=seen)

    for day, words in ((MONDAY + 5 * WEEK, "只能提前"), (MONDAY, "最早填")):
        with pytest.raises(Refused, match=words):
            end(day)
    assert end(today - timedelta(days=1)).ends_on == today - timedelta(days=1)
    with pytest.raises(Refused, match="刚被改过"):
        end(today)


# Six ways to give oneself a right: a page, an action, a row, a group, guardian, Django's flags


def powers(who) -> set[str]:
    anew = Account.objects.get(pk=who.pk)
    return {right for right in POWERS if anew.has_perm(f"agencies.{right}") or anew.holds(right)}


@pytest.fixture
def system(city):
    return account("system", city, "system_administrator")


def test_no_action_appoints_or_ends_oneself(security, city):
    own = security.appointments.get()

    with pytest.raises(Refused, match="不能给自己任职"):
        appoint(security, city, "security_administrator", security)
    with pytest.raises(Refused, match="不能给自己任职"):
        actions.end_appointment(own, MONDAY, by=security, on=MONDAY)

    assert powers(security) == {"appoint_staff"}


def test_no_row_is_given_or_ended_by_the_person_it_seats(somebody, city, security):
    for more in ({"given_by": somebody}, {"ended_by": somebody, "ends_on": MONDAY}):
        with pytest.raises(IntegrityError, match="by_somebody_else"), transaction.atomic():
            place(somebody, city, "auditor", starts_on=MONDAY, **more)


def test_an_administrator_after_the_first_names_who_appointed(somebody, city, security):
    with pytest.raises(IntegrityError, match="second_first"), transaction.atomic():
        place(somebody, city, "security_administrator", starts_on=MONDAY)
    guards.remove()
    place(somebody, city, "security_administrator", starts_on=MONDAY)


def test_a_row_of_a_second_administrator_seat_is_refused_by_the_database(system, city, security):
    with pytest.raises(IntegrityError, match="two_hats"), transaction.atomic():
        place(system, city, "security_administrator", starts_on=MONDAY, given_by=security)

    assert powers(system) == {"manage_accounts"}


def test_being_put_into_a_group_gives_nothing(system, city):
    system.groups.add(seat(city, "security_administrator").group, Group.objects.create(name="x"))

    assert powers(system) == {"manage_accounts"}


def test_a_permission_of_guardian_or_django_gives_nothing(system, city):
    assign_perm("agencies.appoint_staff", system, city)
    assign_perm("agencies.appoint_staff", system)

    assert powers(system) == {"manage_accounts"}


def test_the_flags_of_django_give_nothing(system):
    Account.objects.filter(pk=system.pk).update(is_staff=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=system.pk).update(is_superuser=True)
    browser = Client()
    browser.force_login(Account.objects.get(pk=system.pk))

    assert powers(system) == {"manage_accounts"}
    assert browser.get(reverse("admin:index")).status_code == 302


def test_an_appointment_by_the_book_does_give_it(somebody, city, security):
    """The control of the six: the same question sees a right that was really given."""
    appoint(somebody, city, "audit_administrator", security, starts_on=date(2020, 1, 1))

    assert powers(somebody) == {"read_journal"}


@pytest.mark.postgresql
def test_of_two_seats_given_at_once_the_second_waits_for_the_first(committed_db):
    office = Office.objects.get(code="mz-350800")
    giver = account("security", office, "security_administrator")
    seat(office, "auditor"), seat(office, "audit_administrator")
    people = [Account.objects.create(username=f"p{one}", name="某甲") for one in range(3)]
    barrier = Barrier(2)

    def give(who, role):
        try:
            barrier.wait(timeout=10)
            place(who, office, role, starts_on=MONDAY, given_by=giver)
            return 1
        except IntegrityError:
            return 0
        finally:
            connection.close()

    for who in people:
        with ThreadPoolExecutor(2) as pool:
            given = [pool.submit(give, who, role) for role in ("auditor", "audit_administrator")]
            assert sum(one.result() for one in given) == 1
