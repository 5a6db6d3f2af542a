"""Who acted stays known (SEC-54): an account is disabled, never deleted, and neither are seats and appointments."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from agencies.admin import AccountAdmin
from agencies.models import Account, Appointment, Office, Seat
from kernel import guards
from tests.situations import HETIAN, account

TABLES = {model: model._meta.db_table for model in (Account, Appointment, Seat)}


@pytest.fixture
def loose(db):
    """An account no other row points to: nothing but the guard holds it."""
    return Account.objects.create(username="loose", name="某甲")


@pytest.fixture
def auditor(db):
    browser = Client()
    browser.force_login(account("auditor", Office.objects.get(code="mz-350800"), "auditor"))
    return browser


def by_method(one, browser):
    one.delete()


def by_query(one, browser):
    Account.objects.filter(pk=one.pk).delete()


def by_statement(one, browser):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM agencies_account WHERE id = %s", [one.pk])


def by_admin(one, browser):
    address = reverse("admin:agencies_account_delete", args=[one.pk])
    assert browser.post(address, {"post": "yes"}).status_code == 302


ROUTES = [by_method, by_query, by_statement, by_admin]


@pytest.fixture
def admin_open(monkeypatch):
    """The admin site's own lock taken off: what is left is the database's."""
    monkeypatch.setattr(AccountAdmin, "has_delete_permission", lambda *_: True)
    monkeypatch.setattr(AccountAdmin, "get_deleted_objects", lambda *_: ([], {}, set(), []))


@pytest.mark.parametrize("route", ROUTES)
def test_an_account_is_deleted_by_no_route(loose, auditor, route, admin_open):
    with pytest.raises(IntegrityError, match="agencies_account_no_delete"), transaction.atomic():
        route(loose, auditor)

    assert Account.objects.filter(username="loose").exists()


@pytest.mark.parametrize("route", ROUTES)
def test_with_the_guard_away_each_route_would_have_deleted_it(loose, auditor, route, admin_open):
    guards.remove()

    route(loose, auditor)

    assert not Account.objects.filter(username="loose").exists()


def test_the_admin_site_refuses_before_the_database_has_to(loose, auditor):
    address = reverse("admin:agencies_account_delete", args=[loose.pk])

    assert auditor.post(address, {"post": "yes"}).status_code == 403


def said(sql: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            transaction.set_rollback(True)
    except DatabaseError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("model", [Appointment, Seat])
def test_neither_seats_nor_appointments_are_deleted(db, model):
    account("clerk", Office.objects.get(code=HETIAN), "township_clerk")

    assert f"{TABLES[model]}_no_delete" in said(f"DELETE FROM {TABLES[model]}")


def test_a_seat_does_not_change_its_role(db):
    account("clerk", Office.objects.get(code=HETIAN), "township_clerk")
    sql = "UPDATE agencies_seat SET role = 'security_administrator'"

    assert "agencies_seat_no_update" in said(sql)
    guards.remove()
    assert said(sql) == ""


@pytest.mark.postgresql
@pytest.mark.parametrize("table", TABLES.values())
def test_none_of_the_tables_is_emptied(db, table):
    assert f"{table}_no_truncate" in said(f"TRUNCATE {table} CASCADE")
