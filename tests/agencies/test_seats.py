"""The table of roles grows: the seats that are there follow it with the next migrate."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies import seats
from agencies.models import Office, OfficeGroupObjectPermission
from agencies.roles import ROLES
from kernel import guards
from tests.situations import HETIAN, XIAOCHI


@pytest.fixture
def askew(db):
    """A clerk's seat without one of its rights, with a foreign one here and a right on another office.

    As an older version left it, whose guards knew another table.
    """
    guards.remove()
    office = Office.objects.get(code=HETIAN)
    seat = seats.seat(office, "township_clerk")
    seats.seat(office, "finance")
    grants = OfficeGroupObjectPermission.objects.filter(group=seat.group)
    grants.get(permission__codename="receive_applications").delete()
    foreign = Permission.objects.get(codename="confirm_applications")
    grants.create(group=seat.group, permission=foreign, content_object=office)
    own = Permission.objects.get(codename="accept_applications")
    grants.create(group=seat.group, permission=own, content_object=Office.objects.get(code=XIAOCHI))
    return seat


def held(seat) -> set[tuple[str, str]]:
    rows = OfficeGroupObjectPermission.objects.filter(group=seat.group)
    return set(rows.values_list("content_object", "permission__codename"))


def of_the_role() -> set[tuple[str, str]]:
    return {(HETIAN, right) for right in ROLES["township_clerk"].rights}


def test_after_a_migrate_every_seat_holds_exactly_the_rights_of_its_role(askew):
    assert held(askew) != of_the_role()

    call_command("migrate", verbosity=0)

    assert held(askew) == of_the_role()


def test_without_the_receiver_the_old_rights_would_stay(askew, monkeypatch):
    monkeypatch.setattr(seats, "match_roles", lambda using: None)
    before = held(askew)

    call_command("migrate", verbosity=0)

    assert held(askew) == before


def test_a_right_that_is_new_in_this_very_migrate_reaches_the_old_seats(askew):
    """The permission is made by the same migrate: ours has to run behind Django's receiver."""
    Permission.objects.filter(codename="receive_applications").delete()

    call_command("migrate", verbosity=0)

    assert (HETIAN, "receive_applications") in held(askew)


def give(seat, right: str, office: str = HETIAN) -> None:
    with transaction.atomic():
        OfficeGroupObjectPermission.objects.create(
            group=seat.group,
            permission=Permission.objects.get(codename=right),
            content_object=Office.objects.get(code=office),
        )


@pytest.mark.parametrize(
    ("right", "office"), [("confirm_applications", HETIAN), ("accept_applications", XIAOCHI)]
)
def test_the_database_takes_no_right_the_table_does_not_give(db, right, office):
    seat = seats.seat(Office.objects.get(code=HETIAN), "township_clerk")

    with pytest.raises(IntegrityError, match="not_of_the_role"):
        give(seat, right, office)
    guards.remove()
    give(seat, right, office)


def test_a_new_right_passes_the_guards_of_the_version_before(db, monkeypatch):
    """The upgrade itself: the triggers in place are those of a table without the right."""
    seat = seats.seat(Office.objects.get(code=HETIAN), "township_clerk")
    rows = OfficeGroupObjectPermission.objects.filter(group=seat.group)
    rows.filter(permission__codename="accept_applications").delete()
    grown = guards._NEVER[OfficeGroupObjectPermission]
    found, lock = grown["not_of_the_role"]
    before = found.replace("'township_clerk:accept_applications'", "'nothing'")
    with monkeypatch.context() as patch:
        patch.setitem(grown, "not_of_the_role", (before, lock))
        guards.install()
    with pytest.raises(IntegrityError):
        give(seat, "accept_applications")

    call_command("migrate", verbosity=0)

    assert held(seat) == of_the_role()


def test_many_seats_cost_no_more_questions_than_one(askew):
    def questions() -> int:
        OfficeGroupObjectPermission.objects.filter(permission__codename="visit_households").delete()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            seats.match_roles()
        return len(asked)

    seats.match_roles()
    one = questions()
    for office in Office.objects.filter(kind="mz", division__level="township")[:10]:
        seats.seat(office, "village_worker")

    assert questions() == one
