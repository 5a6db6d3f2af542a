"""Many at once: one chain, one decision a case, and a clean answer to whoever came second."""

import threading
from collections import Counter

import pytest
from django.db import IntegrityError, connection

from agencies.models import Account
from applications.models import Application, Decision
from kernel import guards, ledger, verifying
from kernel.models import JournalEntry, Step
from kernel.moves import Refused
from tests.situations import MONDAY, account, case, family, staff, take

WRITERS = 8
# So many entries each; 8 × 500 is the siege.
ENTRIES = [25, pytest.param(500, marks=pytest.mark.campaign)]
DECIDED_ON = MONDAY.replace(day=20)
ALL_OFF = frozenset({"lock", "version", "state", "conditions"})


def at_once(*works) -> list[BaseException]:
    """Run each in a thread and a connection of its own; what they raised."""
    faults = []

    def run(work):
        try:
            work()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert not any(thread.is_alive() for thread in threads)
    return faults


def writers(clerk, faults: Counter, entries: int):
    """Eight who write their entries, all from the same moment on."""
    start = threading.Barrier(WRITERS)

    def write(writer: int):
        start.wait(timeout=60)
        for number in range(entries):
            try:
                with ledger.transaction():
                    ledger.write("raced", actor=clerk, writer=writer, number=number)
            except IntegrityError:
                faults["forks"] += 1

    return [lambda writer=writer: write(writer) for writer in range(WRITERS)]


@pytest.mark.parametrize("each", ENTRIES)
def test_writers_at_once_make_one_chain_with_every_entry(committed_db, each):
    clerk = Account.objects.create(username="clerk", name="某经办")
    faults = Counter()

    assert at_once(*writers(clerk, faults, each)) == []

    entries = list(JournalEntry.objects.order_by("seq"))
    written = {(entry.content["writer"], entry.content["number"]) for entry in entries}
    assert not faults
    assert len(entries) == len(written) == WRITERS * each
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert list(verifying.breaks()) == []


@pytest.mark.postgresql
@pytest.mark.parametrize("each", ENTRIES)
def test_without_the_chain_lock_the_same_writers_fork_and_the_unique_link_refuses_them(
    committed_db, settings, each
):
    settings.GUARDS_OFF = frozenset({"lock"})
    clerk = Account.objects.create(username="clerk", name="某经办")
    faults = Counter()

    assert at_once(*writers(clerk, faults, each)) == []

    assert faults["forks"] > 0
    assert JournalEntry.objects.count() == WRITERS * each - faults["forks"]
    assert list(verifying.breaks()) == []


def race(cases, people, verb: str, **matter) -> Counter:
    """Everybody takes the same step on the same cases, each case at the same moment; what came of it."""
    start = threading.Barrier(len(people))
    came = Counter()

    def act(person: Account):
        by = Account.objects.get(pk=person.pk)
        for found in cases:
            row = Application.objects.get(pk=found.pk)
            start.wait(timeout=60)
            try:
                take(row, verb, by, **matter)
                came["done"] += 1
            except Refused as refused:
                assert refused.sentence
                came["refused"] += 1
            except Exception as fault:  # counted by name: the test says which there may be
                came[type(fault).__name__] += 1
            start.wait(timeout=60)

    came["broken threads"] = len(at_once(*(lambda person=person: act(person) for person in people)))
    return +came


def confirmable(count: int):
    """Cases that wait for a decision, and two who may take it."""
    team = staff()
    other = account("other", team.office, "township_confirmer")
    return [case(team, "notice_posted", family(team)) for _ in range(count)], [team.confirmer, other]


def receivable(count: int):
    """Cases that wait for acceptance, and two who may accept them."""
    team = staff()
    return [case(team, "received", family(team)) for _ in range(count)], [team.clerk, team.visitor]


@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.campaign)])
def test_two_confirmers_at_once_make_one_decision_a_case_and_one_refusal(committed_db, count):
    cases, people = confirmable(count)

    came = race(cases, people, "confirm", on=DECIDED_ON)

    assert came == {"done": count, "refused": count}
    assert Decision.objects.count() == count
    assert Step.objects.filter(verb="confirm").count() == count
    assert list(verifying.breaks()) == []


@pytest.mark.parametrize("count", [5, pytest.param(200, marks=pytest.mark.campaign)])
def test_with_the_guards_off_only_the_unique_decision_stops_the_second_confirmer(
    committed_db, settings, count
):
    cases, people = confirmable(count)
    settings.GUARDS_OFF = ALL_OFF
    guards.remove()

    came = race(cases, people, "confirm", on=DECIDED_ON)

    assert came["refused"] == 0
    assert came["IntegrityError"] == count
    assert Decision.objects.count() == count


@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.campaign)])
def test_two_clerks_at_once_accept_each_case_once(committed_db, count):
    cases, people = receivable(count)

    came = race(cases, people, "accept", on=MONDAY)

    assert came == {"done": count, "refused": count}
    assert Step.objects.filter(verb="accept").count() == count


def test_with_the_guards_off_the_same_clerks_accept_cases_twice(committed_db, settings):
    cases, people = receivable(10)
    settings.GUARDS_OFF = ALL_OFF
    guards.remove()

    came = race(cases, people, "accept", on=MONDAY)

    assert came["refused"] == 0
    assert Step.objects.filter(verb="accept").count() == came["done"] > 10


@pytest.mark.postgresql
def test_without_the_row_lock_alone_both_clerks_pass_the_other_checks(committed_db, settings):
    cases, people = receivable(10)
    settings.GUARDS_OFF = frozenset({"lock"})

    came = race(cases, people, "accept", on=MONDAY)

    assert came["done"] + came.get("IntegrityError", 0) > 10
