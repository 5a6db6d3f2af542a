"""Three separated administrators, and roles whose screens are still to come."""

import pytest

from agencies.models import Office
from agencies.roles import RIGHTS, ROLES
from tests.situations import account

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
