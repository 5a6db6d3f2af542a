"""Canaries: numbers, phones and illnesses told to the house stand in no table, queue, log, address or error page.

Each is told once, the way it comes in (a page, or the verb a page calls), and then looked for in plaintext in
everything that outlives the request. What the house has no field for yet (bank accounts) cannot be told.
"""

import json
import logging
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from agencies.actions import open_account
from agencies.models import Division
from applications import actions
from households.actions import NewFact, add_member, record_facts, register_household
from households.identity import trial_id_number
from kernel import jobs, once, quiet
from kernel.models import Job
from papers.models import Document
from tests.situations import MONDAY, XIAOCHI, papers, photo, staff, take

PASSWORD = "an-invented-password-2026"
FAMILIES = 4  # about 30 canaries; the campaign tells a thousand


@dataclass
class Told:
    """What was told, and what was seen on the way."""

    canaries: set[str] = field(default_factory=set)
    addresses: list[str] = field(default_factory=list)
    error_pages: list[str] = field(default_factory=list)

    def number(self, turn: int, *, of_staff: bool = False) -> str:
        birth = date(1930, 1, 1) + timedelta(days=turn * 7)
        return self._kept(trial_id_number(birth, "FM"[turn % 2], 480 if of_staff else 470))

    def phone(self, turn: int) -> str:
        return self._kept(f"1390{turn:07d}")

    def illness(self, turn: int, where: str) -> str:
        return self._kept(f"第{turn}号金丝雀{where}病")

    def _kept(self, text: str) -> str:
        self.canaries.add(text)
        return text


@pytest.fixture
def sink():
    """The log, as the console writes it."""
    lines = []

    class Lines(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Lines()
    line = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(quiet.QuietFormatter(line["fmt"], style=line["style"]))
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def tell(team, neighbour, told: Told, families: int) -> None:
    """Families with canaries go through the procedure; every fourth with the pages in front of it."""
    for turn in range(families):
        open_account(f"staff-{turn}", "某新人", told.number(turn, of_staff=True), by=team.county)
        household, people = _registered(team, told, turn)
        _walk(team, household, told, turn)
        if turn % 4 == 0:
            _through_the_pages(team, neighbour, household, people[0], told, turn)


def _registered(team, told: Told, turn: int):
    village = Division.objects.filter(parent=team.office.division, level="village").first()
    household = register_household(team.office, village, f"{turn} 号", by=team.clerk, on=MONDAY)
    people = [
        add_member(
            household,
            relation=relation,
            name="林金雀",
            id_number=told.number(turn * 2 + place),
            phone=told.phone(turn * 2 + place),
            by=team.clerk,
            on=MONDAY,
        ).person
        for place, relation in enumerate(("applicant", "spouse"))
    ]
    sick = [NewFact("disease", "major", person) for person in people]
    record_facts(household, sick, source="declared", true_on=MONDAY, by=team.clerk, on=MONDAY)
    return household, people


def _walk(team, household, told: Told, turn: int) -> None:
    """To the visit, and back for another look: words of three people."""
    case = actions.open_case(household, by=team.clerk, on=MONDAY)
    typed = papers()
    typed.typed["note"] = told.illness(turn, "草稿")
    case = actions.take_in(case, typed, by=team.clerk, on=MONDAY, version=case.version)
    case = take(case, "accept", team.clerk, MONDAY)
    seen = actions.VisitReport("申请人", told.illness(turn, "入户"), [], [photo()])
    case = take(case, "visit", team.visitor, MONDAY, companion=team.village, visited_on=MONDAY, report=seen)
    take(case, "visit_again", team.reviewer, MONDAY, reason=told.illness(turn, "退回"))


def _through_the_pages(team, neighbour, household, person, told: Told, turn: int) -> None:
    number, words = told.number(turn * 2), told.illness(turn, "事由")
    clerk, other = _browser(team.clerk), _browser(neighbour.clerk)
    typed = {"name": "林金雀", "id_number": number, "village": household.division_id, "once": once.token()}
    why = {"reason": "handling", "words": words, "password": PASSWORD}
    asked = (
        (clerk, reverse("desk:search"), {"q": number}),
        (other, reverse("desk:search"), {"q": number}),
        (clerk, reverse("applications:new_family"), typed),
        (clerk, reverse("desk:reveal", args=[household.pk, person.pk, "id_number"]), why),
        (other, reverse("desk:reveal", args=[household.pk, person.pk, "id_number"]), why),
        (other, reverse("desk:household", args=[household.pk]), None),
        (clerk, reverse("desk:household", args=[household.pk]), None),
        (clerk, reverse("desk:export"), {}),
    )
    for browser, address, matter in asked:
        answer = browser.get(address) if matter is None else browser.post(address, matter)
        told.addresses += [address, answer.headers.get("Location", "")]
        if answer.status_code >= 400:
            told.error_pages.append(answer.content.decode().replace(f'value="{number}"', ""))
        assert answer.status_code < 500


def _browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def dump() -> str:
    """Every row of every table as text: what a copy of the database would show."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return "\n".join(connection.connection.iterdump())
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT found::text FROM "{table}" found')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def queued() -> str:
    """What lies in the queue, and in the folders of the house: bells, uploads, whatever was put down there."""
    files = [path for path in settings.VAR_DIR.rglob("*") if path.is_file() and "sqlite3" not in path.name]
    found = "\n".join(path.read_bytes().decode(errors="replace") for path in files)
    return found + (_redis() if settings.CELERY_BROKER_URL.startswith("redis") else "")


def _redis() -> str:
    import redis  # noqa: PLC0415  (only where there is one)

    client = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    read = {
        b"hash": client.hgetall,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"string": client.get,
        b"zset": lambda key: client.zrange(key, 0, -1),
    }
    return "\n".join(str(read[client.type(key)](key)) for key in client.scan_iter())


def spotted(told: Told, text: str) -> list[str]:
    """The canaries somebody who reads this text would know; also as JSON or a URL would spell them."""
    spellings = {canary: {canary, json.dumps(canary)[1:-1]} for canary in told.canaries}
    return [canary for canary, spelled in spellings.items() if any(one in text for one in spelled)]


@pytest.fixture
def told(committed_db, sink):
    return Told()


def _hear(told: Told, families: int) -> None:
    team = staff()
    team.clerk.set_password(PASSWORD)
    team.clerk.save()
    tell(team, staff(XIAOCHI, "x"), told, families)
    for job in Job.objects.filter(state="waiting"):
        jobs.run(job.pk)


def _assert_silent(told: Told, sink: list[str]) -> None:
    assert spotted(told, dump()) == []
    assert spotted(told, queued()) == []
    assert spotted(told, "\n".join(sink)) == []
    assert spotted(told, "\n".join(told.addresses)) == []
    assert spotted(told, "\n".join(told.error_pages)) == []


def test_what_is_told_is_nowhere_in_plaintext(told, sink):
    _hear(told, FAMILIES)

    assert len(told.canaries) > 8 * FAMILIES - 1
    assert told.error_pages
    assert Document.objects.exists()
    _assert_silent(told, sink)


@pytest.mark.campaign
def test_a_thousand_canaries_are_nowhere_in_plaintext(told, sink):
    _hear(told, 126)

    assert len(told.canaries) >= 1000
    _assert_silent(told, sink)


def test_without_the_seal_every_canary_is_seen_in_the_dump(told, sink, monkeypatch):
    monkeypatch.setattr("kernel.sealing.seal", lambda text, **place: text)
    monkeypatch.setattr("kernel.sealing.unseal", lambda token, **place: token)
    monkeypatch.setattr("kernel.models.seal", lambda text, **place: text)
    monkeypatch.setattr("kernel.ledger.seal", lambda text, **place: text)

    _hear(told, 1)

    assert set(spotted(told, dump())) == told.canaries


def test_no_task_keeps_a_result():
    from longyan_relief.celery import app  # noqa: PLC0415

    assert app.conf.task_ignore_result
    assert app.conf.result_backend in (None, "disabled://")
