"""Logs, error pages and fault reports say what broke and where; with which name or number they never say."""

import io
import logging
import logging.config
from datetime import date

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.views.debug import technical_500_response

from households.identity import trial_id_number
from kernel import jobs, ledger, quiet
from tests.situations import family, staff

NUMBER = trial_id_number(date(1951, 7, 9), "F", 431)
ILLNESS = "尿毒症透析金丝雀"
DETAIL = f"new row violates check\nDETAIL:  Failing row contains (林金雀, {NUMBER}, 13805977123, {ILLNESS})."
CANARIES = (NUMBER, "13805977123", ILLNESS, "林金雀")


@pytest.fixture
def sink():
    """What the configured formatter of the console writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    line = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(quiet.QuietFormatter(line["fmt"], style=line["style"]))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def broken(*args, **kwargs):
    try:
        raise ValueError(f"psycopg2: {DETAIL}")
    except ValueError as fault:
        raise IntegrityError(DETAIL) from fault


@pytest.fixture
def house(db):
    team = staff()
    client = Client()
    client.force_login(team.clerk)
    client.raise_request_exception = False
    return team, family(team), client


def test_every_page_that_breaks_says_nothing_of_what_it_held(house, sink, monkeypatch):
    from tests.test_doors import DOORS  # noqa: PLC0415  (the table is long, and only wanted here)

    _, household, client = house
    monkeypatch.setattr("agencies.models.Account.lineages_with", broken)
    typed = {"q": NUMBER, "name": "林金雀", "words": ILLNESS}
    answers = []
    for name, door in DOORS.items():
        keys = {
            "desk:reveal": [household.pk, household.pk, "id_number"],
            "applications:act": [household.pk, "visit"],
        }
        for method in filter(None, (door.get and "get", door.post and "post")):
            for args in (keys.get(name, []), [household.pk]):
                try:
                    address = reverse(name, args=args)
                except Exception:  # noqa: S112  (this address takes other arguments)
                    continue
                answers.append(getattr(client, method)(address, typed))
                break

    failed = [answer for answer in answers if answer.status_code == 500]
    assert len(failed) >= len(DOORS) - 4
    assert not found_in("".join(answer.content.decode() for answer in failed))
    assert "IntegrityError" in sink.getvalue()
    assert not found_in(sink.getvalue())


def test_with_an_ordinary_formatter_the_same_fault_would_be_read_in_the_log(house, monkeypatch):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    monkeypatch.setattr("agencies.models.Account.lineages_with", broken)

    house[2].get(reverse("desk:home"))

    logging.getLogger().removeHandler(handler)
    assert set(found_in(stream.getvalue())) == set(CANARIES)


def test_a_refusal_of_the_database_itself_stays_out_of_the_log(house, sink, monkeypatch):
    """PostgreSQL quotes the whole row in DETAIL; SQLite names the constraint only."""
    _, household, client = house
    person = household.memberships.first().person

    def write(*args, **kwargs):
        type(person).objects.filter(pk=person.pk).update(name="林金雀", sex="?")

    monkeypatch.setattr("households.reveals.look_up", write)
    monkeypatch.setattr("desk.views._journal", write)

    assert client.post(reverse("desk:search"), {"q": "x"}).status_code == 500
    assert "IntegrityError" in sink.getvalue()
    assert not found_in(sink.getvalue())


def test_a_job_that_breaks_leaves_its_class_only(committed_db, sink, monkeypatch):
    monkeypatch.setitem(jobs._WORK, "canary", broken)
    with ledger.transaction():
        job = jobs.enqueue("canary", "canary:1")

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.error == "IntegrityError"
    assert not found_in(sink.getvalue() + str(job.__dict__))


def test_what_celery_says_of_a_task_keeps_neither_the_words_nor_the_traceback(sink):
    try:
        broken()
    except IntegrityError as fault:
        logging.getLogger("celery.app.trace").error(  # noqa: G201  (as Celery itself says it)
            "Task %(name)s raised unexpected: %(exc)s\n%(traceback)s",
            {
                "name": "x",
                "exc": repr(fault),
                "traceback": "Traceback (most recent call last)\n" + str(fault),
            },
            exc_info=True,
        )

    assert "Task x raised unexpected" in sink.getvalue()
    assert not found_in(sink.getvalue())


def test_the_debug_page_and_the_mail_hold_the_places_only(rf):
    request = rf.post("/", {"q": NUMBER})
    try:
        broken()
    except IntegrityError as fault:
        page = technical_500_response(request, type(fault), fault, fault.__traceback__).content.decode()

    assert "test_quiet.py" in page
    assert not found_in(page)


def test_a_number_in_an_ordinary_line_is_hidden_and_a_key_is_not(sink):
    key = "3f2504e0-4f89-41d3-9a0c-013805977123"
    logging.getLogger("x").warning("looked for %s and %s in %s", NUMBER, "13805977123", key)

    assert not found_in(sink.getvalue().replace(key, ""))
    assert key in sink.getvalue()


def test_celery_keeps_our_log():
    from celery.signals import setup_logging  # noqa: PLC0415

    import longyan_relief.celery as bell  # noqa: PLC0415

    assert any(receiver for receiver in setup_logging.receivers), bell.__name__
    assert connection.vendor in ("sqlite", "postgresql")
