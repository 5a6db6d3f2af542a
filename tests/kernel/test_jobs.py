"""A job is a row: lost bells, dead workers and double messages change nothing."""

import inspect
import logging
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.utils.module_loading import import_string

from kernel import clock, doorbell, jobs, ledger, outbox, pulse, tasks
from kernel.models import Job, Step
from tests.kernel.probe import actions, handlers
from tests.kernel.probe.states import EVENT
from tests.kernel.threads import together

DONE = []


@jobs.work("probe")
def probe(n):
    DONE.append(n)


@jobs.work("poison")
def poison(number):
    raise ValueError(f"the number is {number}")


@pytest.fixture(autouse=True)
def _nothing_done():
    DONE.clear()
    handlers.HEARD.clear()
    doorbell._broken_until = 0.0


@pytest.fixture
def bells(monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.run, "apply_async", lambda args, **_: rung.append(args[0]))
    return rung


def enqueued(kind="probe", key="1", **ids) -> Job:
    with ledger.transaction():
        return jobs.enqueue(kind, key, **ids or {"n": 1})


def test_a_job_outside_a_transaction_is_a_mistake(db):
    with pytest.raises(RuntimeError, match="事务之外"):
        jobs.enqueue("probe", "1", n=1)


def test_a_job_of_an_unknown_kind_is_a_mistake(db):
    with pytest.raises(ValueError, match="没有“nobody”这种后台任务"):
        enqueued("nobody")


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="登记了两次"):
        jobs.work("probe")(lambda: None)


def test_the_same_job_asked_for_twice_is_one(db):
    assert enqueued(key="1") == enqueued(key="1")
    assert enqueued(key="2") != enqueued(key="1")
    assert Job.objects.count() == 2


def test_the_same_job_asked_for_at_once_is_one(committed_db, bells):
    found = together(*[lambda: enqueued(key="same").pk] * 4)
    assert len(set(found)) == 1
    assert Job.objects.count() == 1


def test_running_twice_is_running_once(db):
    job = enqueued(n=7)

    assert jobs.run(job.pk)
    assert not jobs.run(job.pk)

    assert DONE == [7]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.DONE, 1, "")
    assert job.done_at


def test_running_at_once_is_running_once(committed_db, bells):
    job = enqueued(n=7)
    assert sorted(together(*[lambda: jobs.run(job.pk)] * 4)) == [False, False, False, True]
    assert DONE == [7]


def test_the_bell_rings_after_the_commit_and_not_before(committed_db, bells):
    with ledger.transaction():
        job = jobs.enqueue("probe", "1", n=1)
        assert bells == []
    assert bells == [job.pk]


def test_an_act_taken_back_takes_its_job_with_it(committed_db, bells):
    with pytest.raises(ZeroDivisionError), ledger.transaction():
        jobs.enqueue("probe", "1", n=1)
        raise ZeroDivisionError
    assert not Job.objects.exists()
    assert bells == []


def test_a_dead_broker_breaks_nothing_and_is_not_asked_again_at_once(committed_db, monkeypatch, caplog):
    asked = []

    def dead(*_, **__):
        asked.append(1)
        raise ConnectionError("redis://secret@host")

    monkeypatch.setattr(tasks.run, "apply_async", dead)
    enqueued(key="1")
    enqueued(key="2")

    assert Job.objects.filter(state=Job.State.WAITING).count() == 2
    assert len(asked) == 1
    assert "ConnectionError" in caplog.text
    assert "secret" not in caplog.text


def test_the_sweep_rings_for_what_nobody_heard(db, bells):
    job = enqueued()

    assert jobs.sweep(clock.now()) == 0
    assert jobs.sweep(clock.now() + timedelta(seconds=61)) == 1
    assert jobs.sweep(clock.now() + timedelta(seconds=62)) == 0
    assert bells == [job.pk]


def test_a_job_not_yet_due_waits(db, bells):
    with ledger.transaction():
        job = jobs.enqueue("probe", "1", due_at=clock.now() + timedelta(hours=1), n=1)

    assert not jobs.run(job.pk)
    assert jobs.sweep(clock.now() + timedelta(minutes=5)) == 0
    assert jobs.sweep(clock.now() + timedelta(hours=2)) == 1


def test_what_a_dead_worker_held_is_put_back(db, bells):
    job = enqueued()
    now = clock.now()
    Job.objects.update(state=Job.State.RUNNING, attempts=1, heartbeat_at=now)

    assert jobs.sweep(now + timedelta(seconds=60)) == 0
    assert jobs.sweep(now + timedelta(seconds=120)) == 1
    assert jobs.run(job.pk)
    assert DONE == [1]


def test_a_job_that_kills_its_worker_is_dead_after_five(db, bells):
    job = enqueued()
    for _ in range(5):
        assert jobs._claim(job.pk)  # and the process is gone
        Job.objects.update(heartbeat_at=clock.now() - timedelta(hours=1))
        jobs.sweep(clock.now())

    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.DEAD, 5, "WorkerLost")
    assert jobs._claim(job.pk) is None


def test_a_job_that_fails_is_tried_five_times_and_shows_no_content(db, caplog, bells):
    job = enqueued("poison", number=359999199001010016)
    good = enqueued(key="2")
    for attempt in range(1, 6):
        Job.objects.filter(pk=job.pk).update(due_at=clock.now())
        assert not jobs.run(job.pk)
        job.refresh_from_db()
        assert job.attempts == attempt

    assert (job.state, job.error) == (Job.State.DEAD, "ValueError")
    assert "359999199001010016" not in caplog.text
    assert "ValueError" in caplog.text
    assert jobs.run(good.pk)


def test_a_failed_job_waits_longer_each_time(db):
    job = enqueued("poison", number=1)
    waits = []
    for _ in range(4):
        now = clock.now()
        Job.objects.filter(pk=job.pk).update(due_at=now)
        jobs.run(job.pk)
        job.refresh_from_db()
        waits.append(round((job.due_at - now).total_seconds()))
    assert waits == [15, 60, 240, 960]


def test_a_heart_beats_while_the_work_goes_on(committed_db, bells, monkeypatch):
    monkeypatch.setattr(pulse, "SECONDS", 0.05)
    seen = []

    @jobs.work("slow")
    def slow():
        first = Job.objects.get().heartbeat_at
        for _ in range(200):
            if Job.objects.get().heartbeat_at > first:
                seen.append(True)
                return
            pulse.Event().wait(0.02)

    with ledger.transaction():
        job = jobs.enqueue("slow", "1")
    assert jobs.run(job.pk)
    assert seen == [True]


def test_an_attempt_that_was_taken_over_does_not_close_the_later_one(db):
    job = enqueued()
    first = jobs._claim(job.pk)
    Job.objects.update(state=Job.State.WAITING)
    second = jobs._claim(job.pk)

    assert not jobs._stamp(first, state=Job.State.DONE)
    assert jobs._stamp(second, state=Job.State.DONE)


def test_news_is_one_job_per_listener_and_reaches_each(office, clerk, other, caplog):
    caplog.set_level(logging.INFO)
    parcel = actions.check(actions.make(office, by=clerk), by=other, version=0)

    for job in Job.objects.filter(kind=outbox.NEWS):
        jobs.run(job.pk)
        jobs.run(job.pk)

    assert sorted(handlers.HEARD) == [-parcel.pk, parcel.pk]


def test_a_listener_that_fails_does_not_silence_its_neighbours(office, clerk, other, monkeypatch):
    name = f"{handlers.__name__}.hear"
    monkeypatch.setitem(outbox._LISTENERS[EVENT], name, lambda number: 1 / 0)
    parcel = actions.check(actions.make(office, by=clerk), by=other, version=0)

    for job in Job.objects.filter(kind=outbox.NEWS):
        jobs.run(job.pk)

    assert [-parcel.pk] == handlers.HEARD
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "failed"]
    assert Step.objects.count() == 2


def test_news_outside_a_transaction_is_a_mistake(office):
    with pytest.raises(RuntimeError, match="事务之外"):
        outbox.publish(EVENT, office)


def test_news_nobody_listens_to_is_no_job(office, db):
    with ledger.transaction():
        outbox.publish("probe.nobody", office)
    assert not Job.objects.exists()


def test_every_scheduled_task_exists_and_can_be_called_as_scheduled():
    for entry in configured.CELERY_BEAT_SCHEDULE.values():
        task = import_string(entry["task"])
        inspect.signature(task.run).bind(*entry.get("args", ()), **entry.get("kwargs", {}))


def test_the_tasks_do_what_their_names_say(db, settings, tmp_path, bells):
    settings.VAR_DIR = tmp_path
    job = enqueued()
    tasks.run(job.pk)
    tasks.sweep()
    tasks.anchor()
    assert DONE == [1]
    assert (tmp_path / "anchors" / "journal.anchors").exists()


def test_late_acknowledgement_and_no_lost_worker():
    assert configured.CELERY_TASK_ACKS_LATE
    assert configured.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert configured.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert configured.CELERY_TASK_TIME_LIMIT == 900


def test_the_schema_is_up_to_date(db):
    call_command("makemigrations", "kernel", "probe", check=True, dry_run=True, verbosity=0)
