"""What the database refuses by itself, from any entry point."""

from contextlib import contextmanager
from itertools import product

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction

from kernel import guards
from kernel.apps import KernelConfig
from kernel.checks import guards_stand
from kernel.models import Job, JournalEntry, Step
from tests.kernel.probe import actions
from tests.kernel.probe.models import Parcel
from tests.kernel.probe.states import ARROWS, State

EDGES = {(source, arrow.target) for arrow in ARROWS for source in arrow.sources}


@pytest.fixture
def parcel(office, clerk):
    return actions.make(office, by=clerk)


@contextmanager
def refused(match="不可|不能"):
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        yield


def raw(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


@pytest.mark.parametrize("table", ["kernel_step", "kernel_journalentry"])
def test_what_is_written_down_is_neither_changed_nor_removed(parcel, table):
    column = {"kernel_step": "verb", "kernel_journalentry": "kind"}[table]
    with refused("只可追加|不可删除"):
        raw(f"UPDATE {table} SET {column} = 'x'")  # noqa: S608
    with refused("只可追加|不可删除"):
        raw(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize("model", [Step, JournalEntry])
def test_neither_is_it_by_the_orm(parcel, model):
    row = model.objects.last()
    for act in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(subject_id="9"),
    ):
        with refused("只可追加|不可删除"):
            act()


def test_tables_are_not_emptied_at_once(committed_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; its DELETE is refused above")
    for table in ("kernel_step", "kernel_journalentry", "probe_parcel"):
        with refused():
            raw(f"TRUNCATE {table} CASCADE")


def test_a_row_is_not_pushed_out_by_another(parcel):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's: it removes a row without asking its DELETE trigger")
    for column in ("seq", "prev", "mac"):
        others = {"seq": "seq + 100", "prev": "'p'", "mac": "'m'"} | {column: column}
        with refused("不可删除"):
            raw(
                "INSERT OR REPLACE INTO kernel_journalentry"  # noqa: S608
                " (seq, prev, mac, at, actor_id, kind, subject_type, subject_id, content)"
                f" SELECT {others['seq']}, {others['prev']}, {others['mac']}, at, actor_id, 'forged',"
                " subject_type, subject_id, content FROM kernel_journalentry WHERE seq = 1"
            )


def test_with_the_triggers_away_the_journal_can_be_edited(parcel):
    guards.remove()
    assert raw("UPDATE kernel_journalentry SET kind = 'x'") == 1
    assert raw("DELETE FROM kernel_step") == 1
    guards.install()


@pytest.mark.parametrize(("source", "target"), list(product(State, State)))
def test_only_the_edges_of_the_arrows_can_be_walked_in_the_database(parcel, source, target):
    guards.remove()
    Parcel.objects.update(state=source)
    guards.install()

    if source == target or (source, target) in EDGES:
        assert Parcel.objects.update(state=target) == 1
    else:
        with refused("流程里没有这一步"):
            Parcel.objects.update(state=target)


def test_a_row_starts_at_the_beginning_and_is_never_removed(parcel, office, clerk):
    with refused("流程里没有这一步"):
        Parcel.objects.create(office=office, made_by=clerk, state=State.CLOSED)
    with refused("不可删除"):
        parcel.delete()
    with refused("不可删除"):
        raw("DELETE FROM probe_parcel")


def test_guards_named_off_are_not_installed(parcel, settings):
    settings.GUARDS_OFF = frozenset({"triggers"})
    guards.install()
    Parcel.objects.update(state=State.CLOSED)

    settings.GUARDS_OFF = frozenset()
    guards.install()
    guards.install()
    with refused():
        Parcel.objects.update(state=State.OPEN)


def test_a_rebuilt_table_gets_its_triggers_back(committed_db, office, clerk):
    actions.make(office, by=clerk)
    with connection.schema_editor() as editor:
        editor.alter_field(Step, Step._meta.get_field("verb"), wider())
    guards.install()

    with refused("只可追加"):
        Step.objects.update(verb="x")
    with connection.schema_editor() as editor:
        editor.alter_field(Step, wider(), Step._meta.get_field("verb"))


def wider():
    field = Step._meta.get_field("verb").clone()
    field.max_length = 90
    field.set_attributes_from_name("verb")
    field.model = Step
    return field


def test_the_actor_of_a_step_cannot_be_deleted(parcel, clerk):
    with pytest.raises(IntegrityError):
        clerk.delete()


def test_no_other_settings_than_the_suites_may_take_a_guard_away(settings, monkeypatch):
    assert guards_stand() == []

    settings.GUARDS_OFF = frozenset({"apart"})
    assert guards_stand() == []
    settings.PRODUCTION = True
    assert [fault.id for fault in guards_stand()] == ["kernel.E001"]
    settings.PRODUCTION = False
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")
    assert [fault.id for fault in guards_stand()] == ["kernel.E001"]
    with pytest.raises(ImproperlyConfigured, match="apart"):
        KernelConfig.ready(KernelConfig.create("kernel"))


def test_jobs_are_not_guarded(db):
    Job.objects.all().delete()
