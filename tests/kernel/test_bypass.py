"""What goes round the journal leaves a row, whichever way it goes; and the rows are chained."""

import sqlite3
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models.signals import pre_migrate

from agencies.models import Account, SeatProposal
from households import parting
from households.models import Person
from kernel import bypass, clock, guards, ledger, tasks, verifying, watching
from kernel.models import Bypass, CalendarYear, JournalEntry
from tests.situations import MONDAY, case, conflict, family, guardian, obligor, sent, staff


@pytest.fixture
def town(db):
    """A town in which every watched table has a row, and nothing but the watch stands in the way of a change."""
    team = staff()
    found = case(team, "confirmed")
    conflict(team)
    _kin_and_partings(team)
    connection.check_constraints()
    guards.remove()
    watch()
    return found


def _kin_and_partings(team) -> None:
    household = family(team)
    person = household.memberships.get(relation="spouse").person
    obligor(team, household)
    guardian(team, household)
    plan = parting.Plan({person.pk: "applicant"}, household.division, "2 号", "成家另过")
    parting.split(household, plan, by=team.clerk, on=MONDAY + timedelta(days=1))
    sent(team)
    proposed = {"role": "township_clerk", "starts_on": MONDAY, "proposed_on": MONDAY}
    SeatProposal.objects.create(account=team.clerk, office=team.office, proposed_by=team.county, **proposed)


def watch() -> None:
    """The triggers of the watch alone."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in watching.statements(connection.vendor, there):
            cursor.execute(statement)


def past() -> list[tuple]:
    return list(Bypass.objects.order_by("pk").values_list("table_name", "verb", "key"))


def saved(row):
    row.save()


def updated(row):
    type(row).objects.filter(pk=row.pk).update(**{row._meta.pk.name: row.pk})


def deleted(row):
    type(row).objects.filter(pk=row.pk)._raw_delete("default")


def created(row):
    deleted(row)
    type(row).objects.bulk_create([row])


def bulk_updated(row):
    name = next(one.name for one in row._meta.concrete_fields if not one.primary_key)
    type(row).objects.bulk_update([row], [name])


def raw_update(row):
    raw("UPDATE {table} SET {pk} = {pk}", row)


def raw_delete(row):
    raw("DELETE FROM {table}", row)


def raw_insert(row):
    name = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE kept AS SELECT * FROM "{name}"')
        cursor.execute(f'DELETE FROM "{name}"')
        cursor.execute(f'INSERT INTO "{name}" SELECT * FROM kept')


def raw(sql: str, row) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=f'"{row._meta.db_table}"', pk=f'"{row._meta.pk.column}"'))


WAYS = {
    "update": (saved, updated, bulk_updated, raw_update),
    "delete": (deleted, raw_delete),
    "insert": (created, raw_insert),
}


def seen(way, row, inside: bool = False) -> tuple[set, int]:
    """What the watch and the journal have of a change; nothing of it stays."""
    with transaction.atomic():
        before, entries = Bypass.objects.count(), JournalEntry.objects.count()
        if inside:
            with ledger.transaction():
                way(row)
        else:
            way(row)
        found = {(table, verb) for table, verb, _ in past()[before:]}
        written = JournalEntry.objects.count() - entries
        transaction.set_rollback(True)
    return found, written


def some_row(model):
    """A row of the model; an unused relation is made one."""
    row = model.objects.order_by("pk").first()
    if row is None:
        clerk, right = Account.objects.first(), apps.get_model("auth", "Permission").objects.first()
        clerk.groups.add(apps.get_model("auth", "Group").objects.first())
        clerk.user_permissions.add(right)
        apps.get_model("auth", "Group").objects.first().permissions.add(right)
        row = model.objects.order_by("pk").first()
    return row


@pytest.mark.parametrize("inside", [False, True], ids=["outside", "in a transaction that journals nothing"])
def test_every_watched_model_by_every_way_leaves_a_row(town, inside):
    missed = []
    for model in watching._WATCHED:
        row = some_row(model)
        for verb, ways in WAYS.items():
            for way in ways:
                found, _ = seen(way, row, inside)
                # Inside, one row tells of the whole transaction: its first change.
                kept = {(table, verb if inside else done) for table, done in found}
                if (model._meta.db_table, verb) not in kept:
                    missed.append((model._meta.label, way.__name__))

    assert missed == []
    assert len(watching._WATCHED) >= 25


def test_with_the_watch_away_nothing_of_it_is_seen(town):
    """The control."""
    guards.remove()

    for model in watching._WATCHED:
        assert seen(raw_update, some_row(model)) == (set(), 0)


WATCHED_APPS = {"agencies", "applications", "eligibility", "grants", "households", "papers"}
# Work of the house, no matter of a person; each is written outside the journal by design.
UNWATCHED = {"papers.Serial"}


def test_every_model_of_the_procedure_is_watched():
    models = {one._meta.label for one in apps.get_models() if one._meta.app_label in WATCHED_APPS}

    assert models - {one._meta.label for one in watching._WATCHED} == UNWATCHED


def test_what_is_journalled_leaves_no_bypass_row(db):
    team = staff()
    case(team, "confirmed")
    before = Bypass.objects.count()

    with ledger.transaction():
        Person.objects.update(name="林某")
        ledger.write("tried", actor=team.clerk)

    tables = {table for table, _, _ in past()}
    assert Bypass.objects.count() == before
    # The tests' own staff: appointed without a journal entry.
    assert {table.partition("_")[0] for table in tables} <= {"agencies", "auth"}


def test_after_a_ledger_transaction_the_same_transaction_is_outside_again(clerk):
    with ledger.transaction():
        Account.objects.filter(pk=clerk.pk).update(name="某改")
        ledger.write("tried", actor=clerk)
    before = len(past())

    Account.objects.filter(pk=clerk.pk).update(name="某又改")

    assert past()[before:] == [("agencies_account", "update", str(clerk.pk))]


def test_after_one_that_was_rolled_back_too(clerk):
    before = len(past())
    with pytest.raises(ZeroDivisionError), ledger.transaction():
        Account.objects.filter(pk=clerk.pk).update(name="某改")
        1 / 0  # noqa: B018
    assert len(past()) == before

    Account.objects.filter(pk=clerk.pk).update(name="某又改")

    assert len(past()) == before + 1


def test_a_change_that_was_rolled_back_inside_is_none(clerk):
    before = len(past())

    with ledger.transaction(), pytest.raises(ZeroDivisionError), ledger.transaction():
        Account.objects.filter(pk=clerk.pk).update(name="某改")
        1 / 0  # noqa: B018

    assert len(past()) == before


def test_signing_in_is_no_change_of_an_account(clerk):
    before = len(past())

    Account.objects.filter(pk=clerk.pk).update(last_login=clock.now(), live_session="x")
    assert len(past()) == before

    Account.objects.filter(pk=clerk.pk).update(is_active=False)
    assert len(past()) == before + 1


def test_a_row_says_who_and_when_and_never_what(clerk):
    begun = clock.now()

    Account.objects.filter(pk=clerk.pk).update(name="林秀英")

    row = Bypass.objects.first()
    assert (row.table_name, row.verb, row.key) == ("agencies_account", "update", str(clerk.pk))
    assert abs((row.at - begun).total_seconds()) < 60
    assert row.role
    assert "林秀英" not in repr(Bypass.objects.values().first())


# Chained


def test_bypass_rows_are_chained_once_each_and_the_journal_stays_whole(clerk):
    assert bypass.chain() == Bypass.objects.count() > 0
    assert bypass.chain() == 0

    Account.objects.filter(pk=clerk.pk).update(name="某改")
    tasks._swept()

    counted = [one.content["count"] for one in JournalEntry.objects.filter(kind=bypass.KIND)]
    assert sum(counted) == Bypass.objects.count()
    assert list(verifying.breaks()) == []


TAMPERINGS = {
    "changed": lambda: Bypass.objects.filter(pk=Bypass.objects.last().pk).update(key="0"),
    "removed": lambda: Bypass.objects.filter(pk=Bypass.objects.last().pk).delete(),
    "all removed": lambda: Bypass.objects.all().delete(),
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
def test_a_chained_row_that_was_changed_or_removed_is_found(clerk, tamper):
    bypass.chain()
    guards.remove()
    assert list(verifying.breaks()) == []

    tamper()

    assert ["绕过记录" in one.sentence for one in verifying.breaks()] == [True]


@pytest.mark.parametrize("content", [{}, [], {"after": "x", "last": 1, "count": 1, "digest": ""}])
def test_a_defaced_entry_about_them_is_named_and_stops_nothing(clerk, content):
    bypass.chain()
    guards.remove()
    seq = JournalEntry.objects.get(kind=bypass.KIND).seq

    JournalEntry.objects.filter(seq=seq).update(content=content)

    assert [one.seq for one in verifying.breaks()] == [seq, seq]


def test_an_entry_without_an_actor_is_only_that_of_a_bypass(db):
    with pytest.raises(DatabaseError), ledger.transaction():
        ledger.write("tried", actor=None)


@pytest.mark.postgresql
def test_rows_still_in_flight_wait_for_the_next_minute(committed_db):
    clerk = Account.objects.create(username="clerk", name="某经办")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE agencies_account SET name = '某改'")
        assert bypass.chain() == 0
        other.commit()
    finally:
        other.close()

    Account.objects.filter(pk=clerk.pk).update(name="某又改")
    assert bypass.chain() == Bypass.objects.count() == 3


@pytest.mark.postgresql
def test_truncating_is_seen_too(town):
    before = len(past())
    raw("TRUNCATE {table}", CalendarYear.objects.first())

    assert past()[before:] == [("kernel_calendaryear", "truncate", "")]


@pytest.mark.sqlite
def test_on_sqlite_a_connection_from_elsewhere_cannot_write_to_a_watched_table(committed_db):
    Account.objects.create(username="clerk", name="某经办")

    with pytest.raises(sqlite3.OperationalError, match="kernel_goes_round"):
        from_elsewhere("UPDATE agencies_account SET name = 'x'")
    guards.remove()
    from_elsewhere("UPDATE agencies_account SET name = 'x'")  # the control


def from_elsewhere(sql: str) -> None:
    stranger = sqlite3.connect(connection.settings_dict["NAME"])
    try:
        stranger.execute(sql)
        stranger.commit()
    finally:
        stranger.close()


def remade(model) -> None:
    """What a migration of the model does on SQLite."""
    with connection.schema_editor() as editor:
        editor._remake_table(model)


@pytest.mark.sqlite
def test_on_sqlite_a_migration_may_remake_the_table_the_triggers_write_to(committed_db):
    with pytest.raises(DatabaseError, match="watched"):
        remade(Bypass)  # the control

    pre_migrate.send(sender=apps.get_app_config("kernel"), using="default")
    remade(Bypass)
    remade(Person)

    guards.install()
    Account.objects.create(username="clerk", name="某经办")
    assert [one[0] for one in past()] == ["agencies_account"]
