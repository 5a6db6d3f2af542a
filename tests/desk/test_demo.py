"""The demonstration: invented staff in every role, logins that are printed, and nothing of it in production."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Account, Appointment, Office
from agencies.roles import ROLES
from desk import demo_city, demo_staff
from households import demo
from households.identity import TRIAL_AREA
from households.models import Fact, Household, Membership, Person


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


@pytest.fixture
def staffed(db):
    return demo_staff.hire(date(2025, 1, 1))


def fill(*words) -> None:
    call_command("demo", *words, stdout=StringIO())


def families() -> set[tuple]:
    return set(Membership.objects.values_list("person__name", "person__birth", "household__office"))


def test_a_city_of_families_lies_over_its_townships_and_is_the_same_every_time(staffed, monkeypatch):
    monkeypatch.setattr(demo, "CHUNK", 5)

    fill("--households", "20", "--only-what-is-there")

    assert Household.objects.count() == 20
    assert Household.objects.values("office").distinct().count() == 4
    held = list(Person.objects.values_list("id_number_index", flat=True))
    assert len(held) == len(set(held)) == Membership.objects.count()
    assert len(families()) == len(held)


def test_broken_off_in_the_middle_it_goes_on_where_it_was(staffed, monkeypatch):
    monkeypatch.setattr(demo, "CHUNK", 5)
    by = staffed[demo_city.LOADER]
    whole = demo.Township(demo_city.SEED, 2026).families(20)
    people = [(one.name, one.birth) for family in whole for one in family.members]

    next(demo_city.load(20, by=by, on=date(2026, 3, 2), asked=False))
    for _ in demo_city.load(20, by=by, on=date(2026, 3, 2), asked=False):
        pass
    assert list(demo_city.load(20, by=by, on=date(2026, 3, 2), asked=False)) == []

    assert sorted(Person.objects.values_list("name", "birth")) == sorted(people)


def test_the_city_draws_no_number_of_the_demonstrations_townships():
    drawn = [
        someone.id_number
        for seed, offset in ((20261, None), (20262, None), (demo_city.SEED, demo_city.FIRST_NUMBER))
        for lot in [demo.Township(seed, 2026)]
        if not offset or not setattr(lot, "offset", offset)
        for family in lot.families(390 if offset is None else 3000)
        for someone in family.members
    ]

    assert len(drawn) == len(set(drawn))


def test_what_was_not_asked_is_not_told_as_none(staffed):
    fill("--households", "1", "--only-what-is-there")
    few = Fact.objects.count()
    fill("--households", "2")

    assert 0 < few < 10
    assert Fact.objects.count() > few + 20


def test_a_number_of_households_out_of_reach_is_named(staffed):
    with pytest.raises(CommandError, match="-1 不在 0 到"):
        fill("--households", "-1")


def test_a_database_of_other_staff_gets_no_invented_families(db):
    Account.objects.create(username="somebody", name="某人")

    with pytest.raises(CommandError, match="不是演示账号"):
        fill("--households", "1")
    assert not Household.objects.exists()
