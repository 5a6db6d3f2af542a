"""The schedule, the queue's settings, the list of the dead, and what health tells."""

import ast
import importlib
import os
import subprocess
import sys
import threading
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings as current
from django.core.management import CommandError, call_command
from django.db import connection
from kombu.transport import redis

from agencies.models import Office
from agencies.roles import ROLES
from kernel import clock, jobs, ledger, schedule, tasks
from kernel.models import Job, JournalEntry, Slot
from tests.situations import account

ROOT = Path(__file__).resolve().parents[2]
MINUTE = timedelta(minutes=1)


def test_every_entry_of_the_schedule_names_a_task_that_is_there():
    for entry in current.CELERY_BEAT_SCHEDULE.values():
        module, _, name = entry["task"].rpartition(".")
        task = getattr(importlib.import_module(module), name)

        assert task.name == entry["task"]
        assert entry["task"] in current_app.tasks


def test_a_sweep_nobody_took_is_stale_when_the_next_one_comes():
    entry = current.CELERY_BEAT_SCHEDULE["sweep"]

    assert entry["options"]["expires"] <= entry["schedule"]


def test_the_queue_keeps_a_message_until_its_work_is_done():
    assert current.CELERY_TASK_ACKS_LATE
    assert current.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert current.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert tasks.run.acks_late
    assert current.CELERY_TASK_TIME_LIMIT == 900
    assert current.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT > 0


def test_redis_keeps_a_message_longer_than_its_work_may_take_and_looks_each_minute_for_lost_ones():
    options = current.REDIS_OPTIONS

    assert options["visibility_timeout"] >= current.CELERY_TASK_TIME_LIMIT + 15 * 60
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] <= 60
    assert options["max_retries"] == 0
    assert 0 < options["socket_connect_timeout"] <= options["socket_timeout"] <= 2
    assert 0 < options["health_check_interval"] <= 30
    assert set(options) <= {*redis.Channel.from_transport_options, "max_retries"}


def test_a_worker_looks_for_its_broker_as_long_as_it_takes():
    assert current_app.conf.broker_connection_max_retries is None
    assert current_app.conf.broker_connection_retry
    assert current_app.conf.broker_connection_retry_on_startup
    assert current_app.conf.worker_cancel_long_running_tasks_on_connection_loss is False


def test_each_process_with_redis_has_these_options():
    said = (
        "from django.conf import settings as s; print(s.CELERY_BROKER_TRANSPORT_OPTIONS == s.REDIS_OPTIONS)"
    )
    given = {"REDIS_URL": "redis://127.0.0.1:1/0", "DJANGO_SETTINGS_MODULE": "longyan_relief.settings.test"}
    ran = subprocess.run(
        [sys.executable, "-c", said],
        env=os.environ | given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout == "True\n"


def test_nothing_is_kept_or_joined_through_the_broker():
    assert current_app.conf.result_backend is None
    assert current.CELERY_TASK_IGNORE_RESULT
    assert current.CELERY_TASK_SERIALIZER == "json"
    assert current.CELERY_ACCEPT_CONTENT == ["json"]


FORBIDDEN = {"countdown", "eta", "chord", "chain", "group"}


def delayed(source: str) -> list[str]:
    """Delays and joins left to the broker; a job's day is `due_at` in its row."""
    tree = ast.parse(source)
    celery = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "celery"]
    named = [alias.name for node in celery for alias in node.names]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    words = [keyword.arg for node in calls for keyword in node.keywords]
    return [one for one in named if one in FORBIDDEN] + [one for one in words if one in {"countdown", "eta"}]


def test_no_delay_is_left_to_the_broker():
    paths = [
        path for path in ROOT.glob("*/**/*.py") if path.relative_to(ROOT).parts[0] not in {".venv", "var"}
    ]
    assert len(paths) > 100

    assert {str(path): found for path in paths if (found := delayed(path.read_text(encoding="utf-8")))} == {}


def test_a_delay_would_be_found():
    assert delayed("from celery import chord\nrun.apply_async([1], countdown=9)\nrun.apply_async(eta=x)") == [
        "chord",
        "countdown",
        "eta",
    ]


# Slots.


def beats(count: int, work) -> None:
    """So many beats ring for the same slot at once, each with a connection of its own."""
    start = threading.Barrier(count)

    def beat():
        start.wait(timeout=60)
        try:
            schedule.once("tried", timedelta(days=1), work)
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def test_three_beats_at_once_do_a_slot_once(committed_db):
    did = []

    beats(3, lambda: did.append(1))

    assert did == [1]
    assert Slot.objects.get().done_at is not None


def test_without_the_slot_three_beats_do_it_three_times(committed_db, monkeypatch):
    did = []
    monkeypatch.setattr(schedule, "_take", lambda name, slot_at, every: Slot(slot_at=slot_at))

    beats(3, lambda: did.append(1))

    assert len(did) == 3


@pytest.fixture
def at(monkeypatch):
    """The clock, as this test sets it."""
    monday = clock.now().replace(hour=4, minute=0, second=1, microsecond=0)

    def turned(**later):
        monkeypatch.setattr(clock, "now", lambda: monday + timedelta(**later))

    return turned


def test_each_slot_of_an_hour_is_done_once_by_three_beats(db, at):
    did = []
    for minute in range(60):
        for second in (0, 20, 40):
            at(minutes=minute, seconds=second)
            schedule.once("tried", MINUTE, lambda minute=minute: did.append(minute))

    assert did == list(range(60))
    assert set(Slot.objects.values_list("missed", flat=True)) == {0}


def test_after_an_outage_the_present_slot_runs_once_and_the_missed_ones_are_counted(db, at):
    did = []
    for minute in (0, 360, 360):
        at(minutes=minute)
        schedule.once("tried", MINUTE, lambda: did.append(1))

    assert len(did) == 2
    assert Slot.objects.first().missed == 359


def test_a_clock_put_back_does_no_slot_again(db, at):
    did = []
    for minute in (0, 60, 0, 60):
        at(minutes=minute)
        schedule.once("tried", MINUTE, lambda: did.append(1))

    assert len(did) == 2


def test_a_slot_whose_worker_is_gone_is_taken_again(db, at):
    def fails():
        raise LookupError

    did = []
    at()
    with pytest.raises(LookupError):
        schedule.once("tried", timedelta(days=1), fails)
    assert not schedule.once("tried", timedelta(days=1), lambda: did.append(1))

    at(minutes=17)

    assert schedule.once("tried", timedelta(days=1), lambda: did.append(1))
    assert did == [1]


# The dead, and health.


@pytest.fixture
def dead(clerk):
    with ledger.transaction():
        job = jobs.enqueue("tried", "tried:1", number=1)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DEAD, attempts=5, error="LookupError")
    return job


@pytest.fixture
def operator(db):
    return account("operator", Office.objects.get(code="mz-350800"), "system_administrator")


def test_the_dead_are_listed_with_the_fault(dead):
    call_command("jobs", stdout=(said := StringIO()))

    assert f"{dead.pk}  已放弃  tried  试过 5 次  LookupError\n" in said.getvalue()


def test_a_dead_job_is_given_another_chance_and_the_journal_names_who_gave_it(dead, operator):
    call_command("jobs", retry=dead.pk, by="operator", stdout=StringIO())

    dead.refresh_from_db()
    entry = JournalEntry.objects.get(kind="kernel.job_retried")
    assert (dead.state, dead.attempts) == (Job.State.WAITING, 0)
    assert (entry.actor, entry.subject_id) == (operator, str(dead.pk))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"by": "operator", "retry": 10**9}, "没有第 1000000000 号"),
        ({"by": "", "retry": 1}, "--by"),
        ({"by": "nobody", "retry": 1}, "nobody"),
    ],
)
def test_a_retry_that_cannot_be_is_refused_with_the_remedy(operator, asked, told):
    with pytest.raises(CommandError, match=told):
        call_command("jobs", **asked)

    assert not JournalEntry.objects.filter(kind="kernel.job_retried").exists()


def test_only_what_is_dead_is_retried(dead, operator):
    Job.objects.update(state=Job.State.DONE)

    with pytest.raises(CommandError, match="已完成"):
        call_command("jobs", retry=dead.pk, by="operator")


OTHERS = sorted(set(ROLES) - {"system_administrator"})


@pytest.mark.parametrize("role", [*OTHERS, None])
def test_nobody_but_the_system_administrator_retries_a_job(dead, clerk, role):
    if role:
        clerk = account("somebody", Office.objects.get(code="mz-350800"), role)

    with pytest.raises(CommandError, match="没有重试后台工作的权利。请由系统管理员"):
        call_command("jobs", retry=dead.pk, by=clerk.username)

    dead.refresh_from_db()
    assert dead.state == Job.State.DEAD
    assert not JournalEntry.objects.filter(kind="kernel.job_retried").exists()


def test_without_the_question_anybody_would_retry_it(dead, clerk, monkeypatch):
    monkeypatch.setattr(type(clerk), "has_perm", lambda *asked: True)

    call_command("jobs", retry=dead.pk, by="clerk", stdout=StringIO())

    dead.refresh_from_db()
    assert dead.state == Job.State.WAITING


def test_health_tells_that_nobody_sweeps_until_somebody_has(db):
    assert jobs.health()["is_stalled"]

    tasks.sweep()
    assert not jobs.health()["is_stalled"]

    Slot.objects.update(done_at=clock.now() - jobs.STALLED_AFTER - timedelta(seconds=1))
    assert jobs.health()["is_stalled"]


@pytest.mark.parametrize("stopped", ["beat", "worker"])
def test_what_stands_still_is_told_within_five_minutes(db, at, stopped, monkeypatch):
    """Beat rings each minute; a worker that has stopped leaves the bell where it is, or takes a slot and no more."""

    def minute():
        if stopped == "worker":
            schedule._take("sweep", schedule.slot_of(clock.now(), MINUTE), MINUTE)

    at()
    tasks.sweep()
    told = []
    for number in range(1, 7):
        at(minutes=number, seconds=-1)
        told.append(jobs.health()["is_stalled"])
        minute()
    at(minutes=5, seconds=1)

    assert told == [False] * 5 + [True]
    assert jobs.health()["is_stalled"]


def test_health_counts_the_dead_and_what_waits(dead):
    with ledger.transaction():
        jobs.enqueue("tried", "tried:2", number=2)

    told = jobs.health()

    assert (told["dead"], told["waiting_due"], told["running_without_heart"]) == (1, 1, 0)
    assert told["clock"] == ("database" if connection.vendor == "postgresql" else "host")


@pytest.mark.parametrize(("ahead", "told"), [(86400, True), (-86400, True), (0.5, False)])
def test_health_tells_of_a_host_whose_clock_has_drifted(db, monkeypatch, ahead, told):
    monkeypatch.setattr(clock, "drift", lambda: float(ahead))

    assert jobs.health()["has_drifted"] is told


@pytest.mark.postgresql
@pytest.mark.parametrize("days", [1, -1])
def test_a_host_a_day_off_stamps_nothing_with_its_own_clock(clerk, monkeypatch, days):
    true = clock.now()
    wrong = true + timedelta(days=days)
    monkeypatch.setattr("django.utils.timezone.now", lambda: wrong)

    with ledger.transaction():
        ledger.write("tried", actor=clerk)

    assert abs(JournalEntry.objects.get().at - true) < timedelta(minutes=1)
    assert jobs.health()["has_drifted"]
