"""The application's role, really logged in: it works, and it cannot touch what was recorded."""

from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agencies.models import Account
from kernel import bypass, database_roles, deployment, guards, verifying
from kernel.models import Bypass, JournalEntry, Step
from kernel.refusals import Refused
from tests.situations import case, staff

APP = "longyan_app"  # made by `make services`; the suite itself comes as the owner


def owner() -> str:
    return connection.settings_dict["USER"]


@pytest.fixture
def granted(committed_db):
    """A journal with a case, and the rights of the application's role as the command gives them."""
    case(staff(), "received")
    with connection.cursor() as cursor:  # what an older installation gave it
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {APP}")
    call_command("database_roles", owner=owner(), app=APP, apply=True, stdout=StringIO())
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP}")
        cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {APP}")


@pytest.fixture
def as_application(granted):
    """Django itself, reconnected as the application's role."""
    kept = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = APP
    yield kept
    connection.close()
    connection.settings_dict["USER"] = kept


def said(role: str, sql: str) -> str:
    """What the database answers this role; nothing of it stays."""
    place = connection.settings_dict
    session = psycopg2.connect(dbname=place["NAME"], host=place["HOST"], port=place["PORT"], user=role)
    try:
        session.cursor().execute(sql)
    except psycopg2.Error as refused:
        return type(refused).__name__
    finally:
        session.rollback()
        session.close()
    return ""


DENIED, STOPPED = "InsufficientPrivilege", "IntegrityConstraintViolation"
ATTACKS = {
    "UPDATE {} SET {} = {}": STOPPED,
    "DELETE FROM {}": STOPPED,
    "TRUNCATE {} CASCADE": STOPPED,
    "ALTER TABLE {} ADD COLUMN more integer": "",
    "ALTER TABLE {} DISABLE TRIGGER USER": "",
}
TABLES = [JournalEntry, Step, Bypass]


@pytest.mark.postgresql
@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_the_application_is_refused_what_the_owner_is_stopped_at_or_may_do(granted, model):
    pk, table = model._meta.pk.column, model._meta.db_table
    assert model.objects.exists()
    for attack, as_owner in ATTACKS.items():
        sql = attack.format(table, pk, pk)
        assert (sql, said(APP, sql), said(owner(), sql)) == (sql, DENIED, as_owner)


REPLICA = "SET session_replication_role = replica"


@pytest.mark.postgresql
def test_neither_role_can_switch_the_triggers_off_for_itself(granted):
    assert said(APP, REPLICA) == said(owner(), REPLICA) == DENIED
    try:
        assert said("postgres", REPLICA) == ""  # the control: the statement is one a superuser may use
    except psycopg2.OperationalError:
        pytest.skip("不能以超级用户连接")


@pytest.mark.postgresql
@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_adding_and_reading_are_allowed(granted, model):
    table, pk = model._meta.db_table, model._meta.pk.column
    columns = ", ".join(
        f'"{one.column}"' for one in model._meta.concrete_fields if one.column not in (pk, "prev")
    )
    extra, values = ("", "") if pk == "id" else (f", {pk}, prev", ", 99, 'x'")

    assert (
        said(APP, f"INSERT INTO {table} ({columns}{extra}) SELECT {columns}{values} FROM {table} LIMIT 1")
        == ""
    )


@pytest.mark.postgresql
def test_the_application_does_its_whole_work_in_its_role(as_application, settings, tmp_path):
    settings.VAR_DIR = tmp_path

    case(staff("mz-350802106", "other"), "confirmed")
    Account.objects.update(name="某改")

    assert bypass.chain() > 0
    assert verifying.anchor()
    assert list(verifying.breaks()) == []
    assert Bypass.objects.first().role == APP


@pytest.mark.postgresql
def test_the_application_is_fit_and_with_one_right_too_many_it_is_not(as_application, granted):
    fit = deployment.facts()
    assert (fit.is_superuser, fit.owns, fit.may_rewrite) == (False, 0, 0)

    for right in ("UPDATE (kind)", "DELETE", "TRUNCATE"):
        as_owner(as_application, f"GRANT {right} ON kernel_journalentry TO {APP}")
        assert deployment.facts().may_rewrite == 1, right
        as_owner(as_application, f"REVOKE {right} ON kernel_journalentry FROM {APP}")


def as_owner(role: str, sql: str) -> None:
    """In a session beside Django's, which is the application's; and it stays."""
    place = connection.settings_dict
    session = psycopg2.connect(dbname=place["NAME"], host=place["HOST"], port=place["PORT"], user=role)
    session.autocommit = True
    session.cursor().execute(sql)
    session.close()


@pytest.mark.postgresql
def test_printed_it_is_sql_and_changes_nothing(db):
    out = StringIO()

    call_command("database_roles", owner=owner(), app="longyan_new", stdout=out)

    told = out.getvalue()
    assert "CREATE ROLE longyan_new LOGIN NOSUPERUSER NOBYPASSRLS" in told
    assert 'GRANT SELECT, INSERT ON "kernel_journalentry" TO longyan_new;' in told
    assert 'GRANT SELECT, INSERT, UPDATE, DELETE ON "households_person" TO longyan_new;' in told
    assert 'GRANT SELECT ON "django_migrations" TO longyan_new;' in told
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'longyan_new'")
        assert cursor.fetchone() == (0,)


@pytest.mark.postgresql
def test_who_may_not_make_roles_is_told_and_nothing_is_done(db):
    with pytest.raises(CommandError, match="管理员"):
        call_command("database_roles", owner=owner(), app="longyan_new", apply=True)


@pytest.mark.postgresql
@pytest.mark.parametrize(("one", "other"), [("a; DROP", "b"), ("same", "same"), ("", "b"), ('x"y', "b")])
def test_a_name_that_is_none_is_refused(db, one, other):
    with pytest.raises(Refused):
        list(database_roles.statements(one, other))


def test_the_tables_that_are_only_added_to_are_those_of_the_triggers(db):
    assert guards.append_only_tables() == {
        "kernel_journalentry",
        "kernel_step",
        "kernel_bypass",
        "households_fact",
        "agencies_seat",
    }


@pytest.mark.sqlite
def test_sqlite_has_no_roles(db):
    with pytest.raises(CommandError, match="SQLite"):
        call_command("database_roles")
