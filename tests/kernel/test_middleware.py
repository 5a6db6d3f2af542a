"""A page that is looked at cannot write; a refusal is an answer; who saw what is written down."""

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.test import Client

from agencies.models import Office
from kernel.models import JournalEntry, Step
from tests.kernel.probe import actions

pytestmark = pytest.mark.urls("tests.kernel.probe.urls")
WRITES = ["orm", "sql", "act"]


@pytest.fixture
def signed_in(client, other):
    client.force_login(other)
    return client


@pytest.fixture
def parcel(office, clerk):
    return actions.make(office, by=clerk)


def reading() -> list:
    return list(JournalEntry.objects.filter(kind="read"))


@pytest.mark.parametrize("way", WRITES)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_page_that_is_looked_at_cannot_write(signed_in, way, method):
    with pytest.raises(DatabaseError):
        getattr(signed_in, method)(f"/write/{way}/")

    assert not Office.objects.filter(phone="1").exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("way", WRITES)
def test_neither_can_it_in_earnest_without_the_suites_transaction(committed_db, way, signed_in):
    signed_in.raise_request_exception = False

    assert signed_in.get(f"/write/{way}/").status_code == 500
    assert signed_in.get("/look/").status_code == 200
    assert not Office.objects.filter(phone="1").exists()
    assert signed_in.post(f"/write/{way}/").status_code == 200


def test_an_error_swallowed_by_a_view_leaves_the_connection_usable(committed_db, signed_in):
    assert signed_in.get("/write/halfway/").content == b"swallowed"
    assert signed_in.post("/write/orm/").status_code == 200


def test_a_post_writes(signed_in):
    assert signed_in.post("/write/orm/").status_code == 200
    assert Office.objects.filter(phone="1").exists()


def test_a_look_opens_no_write_transaction(committed_db, signed_in):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's IMMEDIATE would make readers wait for each other")
    executed = []
    with connection.execute_wrapper(lambda run, sql, *rest: (executed.append(sql), run(sql, *rest))[1]):
        signed_in.get("/look/")
    assert not [sql for sql in executed if sql.startswith("BEGIN")]


def test_a_session_is_kept_though_the_page_only_reads(signed_in):
    assert [signed_in.get("/visits/").content for _ in range(3)] == [b"1", b"2", b"3"]


def test_a_session_that_lost_its_password_is_ended_and_not_an_error(signed_in, other):
    other.set_password("a new one, long enough")
    other.save()

    assert signed_in.get("/look/").status_code == 302
    assert not Session.objects.exists()


def test_pages_for_everybody_and_late_pages_work(signed_in):
    assert Client().get("/public/").status_code == 200
    assert Client().get("/look/").status_code == 302
    assert signed_in.get("/late/").status_code == 200
    assert b"".join(signed_in.get("/stream/")) == b"ab"


@pytest.mark.parametrize("status", [409, 403])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refusal_is_an_answer(signed_in, status, method):
    answer = getattr(signed_in, method)(f"/refuse/?status={status}")
    assert answer.status_code == status
    assert "今天不办理，请明天再来。" in answer.content.decode()


def test_a_refused_move_answers_with_its_sentence_and_leaves_nothing(signed_in, parcel):
    assert signed_in.post(f"/check/{parcel.pk}/").content == b"done"

    answer = signed_in.post(f"/check/{parcel.pk}/")

    assert answer.status_code == 409
    assert "已由他人更新" in answer.content.decode()
    assert Step.objects.filter(verb="check").count() == 1


def test_what_a_page_shows_is_journalled_once(signed_in, parcel, other):
    signed_in.get(f"/show/{parcel.pk}/")

    (entry,) = reading()
    assert (entry.actor, entry.subject_type, entry.subject_id) == (other, "probe.parcel", str(parcel.pk))
    assert entry.content == {"shown": [["probe.parcel", str(parcel.pk), "档案"]]}


def test_a_page_that_shows_several_is_one_entry_with_all(signed_in, office, clerk):
    parcels = [actions.make(office, by=clerk) for _ in range(3)]
    signed_in.get("/show/")

    (entry,) = reading()
    assert entry.subject_id == ""
    assert [number for _, number, _ in entry.content["shown"]] == [str(parcel.pk) for parcel in parcels]


@pytest.mark.parametrize("status", [404, 403, 500])
def test_a_page_that_shows_nothing_after_all_is_not_journalled(signed_in, parcel, status):
    signed_in.get(f"/show/{parcel.pk}/?status={status}")
    signed_in.get("/look/")
    assert reading() == []


def test_what_cannot_be_journalled_is_not_shown(signed_in, parcel, monkeypatch):
    def broken(*_, **__):
        raise OSError

    monkeypatch.setattr("kernel.ledger.write", broken)
    signed_in.raise_request_exception = False
    answer = signed_in.get(f"/show/{parcel.pk}/")
    assert answer.status_code == 500
    assert b"ok" not in answer.content
