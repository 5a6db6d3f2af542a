"""What the database refuses by itself, whoever asks; and that nothing is refused with the guards away."""

import subprocess
import sys
import uuid
from itertools import product

import pytest
from django.conf import settings as current
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from applications import states
from applications.models import Application
from applications.states import State
from kernel import guards, ledger, watching
from kernel.models import JournalEntry, Step
from tests.situations import RICH, case, family, staff

TABLE = "applications_application"


@pytest.fixture
def team(db):
    return staff()


@pytest.fixture
def taken(team):
    """A case with its steps and its journal."""
    return case(team, "received")


def raw(sql: str, *values) -> str:
    """What the database says to a statement; empty if it agrees. Nothing of it stays."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            transaction.set_rollback(True)
    except DatabaseError as refused:
        return str(refused)
    return ""


EDITS = [
    ("kernel_journalentry", "UPDATE kernel_journalentry SET kind = 'x'", "no_update"),
    ("kernel_journalentry", "DELETE FROM kernel_journalentry", "no_delete"),
    ("kernel_step", "UPDATE kernel_step SET verb = 'x'", "no_update"),
    ("kernel_step", "DELETE FROM kernel_step", "no_delete"),
    (TABLE, f"DELETE FROM {TABLE}", "delete_guard"),
]


@pytest.mark.parametrize(("table", "sql", "guard"), EDITS, ids=[sql for _, sql, _ in EDITS])
def test_the_database_refuses_to_edit_or_delete_what_was_recorded(taken, table, sql, guard):
    assert f"{table}_{guard}" in raw(sql)


@pytest.mark.parametrize(("table", "sql", "guard"), EDITS[:4], ids=[sql for _, sql, _ in EDITS[:4]])
def test_with_the_triggers_away_the_same_edit_goes_through(taken, table, sql, guard):
    guards.remove()

    assert raw(sql) == ""


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["kernel_journalentry", "kernel_step", TABLE])
def test_the_database_refuses_to_truncate(taken, table):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused = raw(f"TRUNCATE {table} CASCADE")

    guards.remove()

    assert f"{table}_" in refused
    assert "truncate" in refused
    assert raw(f"TRUNCATE {table} CASCADE") == ""


@pytest.mark.parametrize("table", ["kernel_journalentry", "kernel_step", TABLE])
def test_a_row_is_not_replaced_by_inserting_it_again(taken, table):
    if connection.vendor == "postgresql":
        again = f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1"
    else:
        again = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
    if table == TABLE:
        again = again.replace("SELECT *", f"SELECT {_columns_as_draft()}")

    refused = raw(again)

    assert refused
    if connection.vendor == "sqlite":
        assert f"{table}_" in refused


def _columns_as_draft() -> str:
    """A case's columns as they are, but for its state."""
    names = (field.column for field in Application._meta.concrete_fields)
    return ", ".join("'draft'" if name == "state" else f'"{name}"' for name in _in_table_order(names))


def _in_table_order(names) -> list[str]:
    with connection.cursor() as cursor:
        there = [column.name for column in connection.introspection.get_table_description(cursor, TABLE)]
    assert set(there) == set(names)
    return there


EDGES = {(str(source), str(arrow.target)) for arrow in states.ARROWS for source in arrow.sources}


@pytest.mark.parametrize("state", State.values)
def test_of_all_pairs_of_states_exactly_the_arrows_pass_the_trigger(team, state):
    found = case(team, state, family(team, assets=RICH) if state == "refused" else None)
    sql = f"UPDATE {TABLE} SET state = %s WHERE id = %s"
    key = str(found.pk) if connection.vendor == "postgresql" else found.pk.hex
    said = {target: raw(sql, target, key) for target in State.values}

    passed = {target for target, words in said.items() if "move_guard" not in words}

    assert passed == {target for target in State.values if (state, target) in EDGES} | {state}
    assert said[state] == ""


def test_the_pairs_are_all_pairs():
    assert len(set(product(State.values, State.values))) == 100
    assert len(EDGES) == 17


def test_a_state_nobody_knows_is_refused(taken):
    assert "move_guard" in raw(f"UPDATE {TABLE} SET state = 'approved'")


def test_with_the_triggers_away_a_jump_meets_the_checks_at_most(taken):
    guards.remove()
    key = str(taken.pk) if connection.vendor == "postgresql" else taken.pk.hex

    assert raw(f"UPDATE {TABLE} SET state = 'draft' WHERE id = %s", key) == ""


@pytest.mark.parametrize("state", [state for state in State.values if state != "draft"])
def test_a_case_begins_as_a_draft_and_in_no_other_state(team, state):
    household = family(team)
    made = {
        "household": household,
        "office": team.office,
        "first_contact": team.clerk,
        "opened_on": "2026-03-02",
    }

    with pytest.raises(IntegrityError, match="begin_guard"), transaction.atomic():
        Application.objects.bulk_create([Application(id=uuid.uuid4(), state=state, **made)])
    Application.objects.bulk_create([Application(id=uuid.uuid4(), state="draft", **made)])

    assert Application.objects.get(household=household).state == "draft"


def test_migrate_puts_the_triggers_back(taken):
    guards.remove()
    assert raw("UPDATE kernel_step SET verb = 'x'") == ""

    call_command("migrate", verbosity=0)

    assert all(guard in raw(sql) for _, sql, guard in EDITS)


def test_installing_twice_changes_nothing(taken):
    before = _triggers()

    guards.install()

    assert _triggers() == before
    refusing = {one for one in before if "_watched_" not in one}
    assert len(refusing) == (31 if connection.vendor == "postgresql" else 22)
    assert len(before - refusing) == len(list(watching.names(connection.vendor)))


def _triggers() -> set[str]:
    sql = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name for (name,) in cursor.fetchall()}


def test_new_entries_and_steps_may_be_written(taken, team):
    steps, entries = Step.objects.count(), JournalEntry.objects.count()

    with ledger.transaction():
        ledger.write("tried", actor=team.clerk)
    case(team, "draft")

    assert Step.objects.count() == steps + 1
    assert JournalEntry.objects.count() > entries + 1


def test_the_suite_may_switch_guards_off_and_no_other_settings_may():
    assert current.SETTINGS_MODULE == "longyan_relief.settings.test"
    assert not guards.is_switch_misplaced(current)


def test_a_guard_switched_off_elsewhere_is_an_error_of_the_system_check(settings):
    settings.SETTINGS_MODULE = "longyan_relief.settings.base"
    settings.GUARDS_OFF = frozenset({"lock"})

    assert [error.id for error in checks.run_checks(tags=["kernel"])] == ["kernel.E001"]


def test_in_production_a_guard_is_on_whatever_the_settings_say(settings):
    settings.GUARDS_OFF = frozenset({"lock"})
    assert guards.off("lock")

    settings.PRODUCTION = True

    assert not guards.off("lock")
    assert not guards.off("version")


def test_settings_without_the_switch_have_every_guard_on(settings):
    del settings.GUARDS_OFF

    assert not guards.off("lock")
    assert not guards.is_switch_misplaced(settings)


CHECK = """
import sys, django
from django.conf import settings
import longyan_relief.settings.base as base
base.GUARDS_OFF = frozenset()
django.setup()
from django.core.management import call_command
call_command("check", tags=["kernel"])
"""


def test_manage_check_ends_with_an_error_when_the_switch_is_in_other_settings(tmp_path):
    environment = {"DJANGO_SETTINGS_MODULE": "longyan_relief.settings.base", "VAR_DIR": str(tmp_path)}

    ended = subprocess.run(
        [sys.executable, "-c", CHECK],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode != 0
    assert "kernel.E001" in ended.stderr
