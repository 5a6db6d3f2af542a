"""The demonstration: invented staff in every role, logins that are printed, and nothing of it in production."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Account, Appointment, Office
from agencies.roles import ROLES
from desk import demo_staff
from households import demo
from households.identity import TRIAL_AREA


def test_every_role_of_the_procedure_has_somebody_and_every_kind_of_agency_an_office(db):
    demo_staff.hire(date(2025, 1, 1))

    assert set(Appointment.objects.values_list("seat__role", flat=True)) == set(ROLES)
    assert set(Office.objects.values_list("kind", flat=True)) == set(Office.Kind.values)


def test_the_logins_are_printed_with_their_password_and_office(db, capsys):
    demo_staff.hire(date(2025, 1, 1))

    call_command("logins")

    printed = capsys.readouterr().out
    assert demo_staff.PASSWORD in printed
    assert all(username in printed for username, *_ in demo_staff.STAFF)


def test_production_loads_no_demonstration_and_prints_no_login(db, settings, capsys):
    settings.PRODUCTION = True

    with pytest.raises(CommandError):
        call_command("demo")
    call_command("logins")

    assert not Account.objects.exists()
    assert capsys.readouterr().out == ""


def test_the_same_seed_draws_the_same_families_and_only_numbers_nobody_holds():
    first, second = (list(demo.Township(20261, 2026).families(50)) for _ in range(2))

    assert first == second
    numbers = [someone.id_number for family in first for someone in family.members]
    assert len(numbers) == len(set(numbers))
    assert all(number.startswith(TRIAL_AREA) for number in numbers)
