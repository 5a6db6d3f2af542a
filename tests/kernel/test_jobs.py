"""Work for later: written with the change, done once or again, and never lost with a message."""

from datetime import timedelta

import pytest
from celery import current_app

from kernel import clock, jobs, ledger, outbox, tasks
from kernel.jobs import MOST_ATTEMPTS, STALE_AFTER
from kernel.ledger import OutsideTransaction
from kernel.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """The ids for which the work `tried` was done; its registration ends with the test."""
    monkeypatch.setattr(jobs, "_WORK", {})
    seen = []

    @jobs.work("tried")
    def tried(number):
        seen.append(number)

    return seen


@pytest.fixture
def rung(monkeypatch):
    """Bells that were rung, instead of a broker."""
    seen = []
    monkeypatch.setattr(jobs, "ring_bell", seen.append)
    return seen


def wanted(number: int = 1, kind: str = "tried", key: str | None = None) -> Job:
    with ledger.transaction():
        return jobs.enqueue(kind, key or f"{kind}:{number}", number=number)


def failing(times: int):
    """Work that fails so many times, with words that must not be kept."""
    left = [times]

    @jobs.work("failing")
    def fail(number):
        if left[0]:
            left[0] -= 1
            raise LookupError("林某 350802196003050028")

    return left


def now_stale(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - STALE_AFTER - timedelta(seconds=1))


def now_due(job: Job) -> None:
    """The pause after a failure is over."""
    Job.objects.filter(pk=job.pk).update(due_at=clock.now())


def test_work_is_wanted_inside_a_ledger_transaction_only(done):
    with pytest.raises(OutsideTransaction):
        jobs.enqueue("tried", "tried:1", number=1)

    assert Job.objects.count() == 0


def test_the_same_key_is_the_same_work(done, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = wanted(1), wanted(1)

    assert first == second
    assert Job.objects.count() == 1
    assert rung == [first.pk]


def test_the_bell_rings_after_the_commit_and_not_before(done, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = wanted()
        assert rung == []

    assert rung == [job.pk]


def test_a_rolled_back_change_leaves_no_work_and_rings_no_bell(
    done, rung, django_capture_on_commit_callbacks
):
    with (
        django_capture_on_commit_callbacks(execute=True) as bells,
        pytest.raises(ZeroDivisionError),
        ledger.transaction(),
    ):
        jobs.enqueue("tried", "tried:1", number=1)
        1 / 0  # noqa: B018

    assert Job.objects.count() == 0
    assert bells == rung == []


def test_a_job_that_ran_does_not_run_again(done):
    job = wanted(7)

    assert [jobs.run(job.pk), jobs.run(job.pk), jobs.run(job.pk)] == [True, False, False]

    job.refresh_from_db()
    assert done == [7]
    assert (job.state, job.attempts) == (Job.State.DONE, 1)
    assert job.done_at is not None


def test_a_bell_for_a_job_that_is_not_there_is_nothing(done):
    assert jobs.run(10**9) is False


def test_a_job_that_failed_waits_again_with_the_class_of_the_fault_only(done):
    failing(1)
    job = wanted(1, "failing")
    before = clock.now()

    assert jobs.run(job.pk) is False

    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.WAITING, 1, "LookupError")
    assert job.due_at > before
    now_due(job)
    assert jobs.run(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")


def test_bells_that_ring_again_and_again_use_up_no_attempts(done):
    left = failing(100)
    job = wanted(1, "failing")

    for _ in range(10):
        jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.WAITING, 1)
    assert left == [99]


def test_with_no_pause_the_same_bells_would_have_killed_it(done, monkeypatch):
    monkeypatch.setattr(jobs, "BETWEEN_ATTEMPTS", timedelta(0))
    failing(100)
    job = wanted(1, "failing")

    for _ in range(10):
        jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == Job.State.DEAD


def test_the_words_of_a_fault_are_neither_kept_nor_logged(done, caplog):
    failing(1)
    job = wanted(1, "failing")

    jobs.run(job.pk)

    assert "LookupError" in caplog.text
    assert "350802196003050028" not in caplog.text
    assert "林某" not in caplog.text


def test_after_five_failures_a_job_is_dead_and_the_others_go_on(done):
    left = failing(100)
    poison, other = wanted(1, "failing"), wanted(2)

    for _ in range(10):
        jobs.run(poison.pk)
        now_due(poison)
    jobs.run(other.pk)

    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == (Job.State.DEAD, MOST_ATTEMPTS)
    assert left == [100 - MOST_ATTEMPTS]
    assert done == [2]


def test_work_nobody_knows_fails_like_any_other(done):
    job = wanted(1, "unheard of")

    assert jobs.run(job.pk) is False

    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.WAITING, "KeyError")


def test_a_running_job_whose_worker_is_alive_is_not_taken(done):
    job = wanted()
    jobs._claim(job.pk)

    assert jobs.run(job.pk) is False
    assert done == []


def test_a_running_job_whose_worker_is_gone_is_taken_over(done):
    job = wanted(3)
    jobs._claim(job.pk)
    now_stale(job)

    assert jobs.run(job.pk) is True
    assert done == [3]


def test_a_long_job_that_beats_is_not_taken(done):
    job = wanted()
    jobs._claim(job.pk)
    now_stale(job)

    jobs.beat(job.pk)

    assert jobs.run(job.pk) is False


def test_a_worker_that_was_replaced_and_fails_late_does_not_undo_what_is_done(done):
    job = wanted()
    slow = jobs._claim(job.pk)
    now_stale(job)
    jobs.run(job.pk)

    jobs._failed(slow, LookupError())

    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")


def test_a_worker_that_was_replaced_does_not_speak_for_the_one_at_work(done):
    job = wanted()
    slow = jobs._claim(job.pk)
    now_stale(job)
    jobs._claim(job.pk)

    jobs._failed(slow, LookupError())

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.RUNNING, 2)


def test_the_sweeper_rings_for_what_waits_and_for_what_lost_its_worker(done, rung):
    waiting, running, lost, later, finished = (wanted(number) for number in range(5))
    for job in (running, lost):
        jobs._claim(job.pk)
    now_stale(lost)
    Job.objects.filter(pk=later.pk).update(due_at=clock.now() + timedelta(minutes=1))
    jobs.run(finished.pk)

    assert jobs.sweep() == 2
    assert sorted(rung) == sorted([waiting.pk, lost.pk])


def test_the_sweeper_does_not_ring_minute_by_minute_for_what_it_has_rung(done, rung, monkeypatch):
    job = wanted()

    assert [jobs.sweep(), jobs.sweep(), jobs.sweep()] == [1, 0, 0]
    Job.objects.filter(pk=job.pk).update(rung_at=clock.now() - jobs.RING_AGAIN - timedelta(seconds=1))
    assert jobs.sweep() == 1
    monkeypatch.setattr(jobs, "RING_AGAIN", timedelta(seconds=-1))
    assert [jobs.sweep(), jobs.sweep()] == [1, 1]
    assert rung == [job.pk] * 4


def test_a_bell_the_broker_did_not_take_is_rung_again_by_the_next_sweep(done, monkeypatch):
    tried = []
    monkeypatch.setattr(jobs, "ring_bell", lambda job_id: tried.append(job_id) or False)
    first, _ = wanted(1), wanted(2)

    assert [jobs.sweep(), jobs.sweep()] == [0, 0]
    assert tried == [first.pk, first.pk]


def test_a_job_that_failed_is_rung_for_as_soon_as_it_is_due(done, rung):
    failing(1)
    job = wanted(1, "failing")
    jobs.sweep()
    jobs.run(job.pk)

    assert jobs.sweep() == 0
    now_due(job)
    assert jobs.sweep() == 1


def test_the_sweeper_buries_what_lost_its_worker_too_often(done, rung):
    job = wanted()
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING,
        attempts=MOST_ATTEMPTS,
        heartbeat_at=clock.now() - STALE_AFTER * 2,
    )

    assert jobs.sweep() == 0

    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DEAD, "WorkerLost")


def test_a_broker_that_is_down_breaks_no_request_and_the_sweeper_brings_the_job_back(
    done, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def down(*args, **options):
        raise ConnectionRefusedError("redis://secret@host")

    monkeypatch.setattr(tasks.run, "apply_async", down)
    with django_capture_on_commit_callbacks(execute=True):
        job = wanted(5)
    assert "ConnectionRefusedError" in caplog.text
    assert "secret" not in caplog.text

    monkeypatch.setattr(tasks.run, "apply_async", lambda ids, retry: tasks.run(*ids))
    jobs.sweep()

    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert done == [5]


def test_the_bell_reaches_the_real_queue_with_the_id_alone(done, monkeypatch):
    sent = []
    monkeypatch.setattr(
        current_app.amqp, "send_task_message", lambda *args, **options: sent.append((args, options))
    )

    jobs.ring_bell(17)

    (args, options) = sent[0]
    assert args[1] == "kernel.tasks.run"
    assert args[2].body[0] == (17,) or list(args[2].body[0]) == [17]
    assert options.get("retry") is False


def test_names_too_long_for_their_columns_stay_apart_and_find_their_work(done):
    seen = []
    long = "news:" + "applications." * 10
    for end in "ab":
        jobs.work(long + end)(lambda number, end=end: seen.append((end, number)))

    made = [wanted(number, long + end, key=long * 2 + end) for number, end in enumerate("ab")]

    assert [jobs.run(job.pk) for job in made] == [True, True]
    assert seen == [("a", 0), ("b", 1)]


# News.


@pytest.fixture
def heard(done, monkeypatch):
    """Two listeners to one event, the first of which fails."""
    monkeypatch.setattr(outbox, "_LISTENERS", outbox.defaultdict(list))
    seen = []

    @outbox.listen("tests.happened")
    def fails(subject_id):
        raise LookupError(subject_id)

    @outbox.listen("tests.happened")
    def hears(subject_id):
        seen.append(subject_id)

    return seen


def test_news_is_told_inside_a_ledger_transaction_only(heard, clerk):
    with pytest.raises(OutsideTransaction):
        outbox.publish("tests.happened", clerk)
    with pytest.raises(OutsideTransaction):
        outbox.publish("tests.nobody_listens", clerk)


def test_news_is_one_job_for_each_listener_and_a_failing_one_holds_up_no_other(heard, clerk):
    clerk.version = 1
    with ledger.transaction():
        outbox.publish("tests.happened", clerk)
        outbox.publish("tests.happened", clerk)

    made = list(Job.objects.order_by("pk"))
    assert [jobs.run(job.pk) for job in made] == [False, True]
    assert heard == [str(clerk.pk)]
    assert {tuple(job.args) for job in made} == {("subject_id",)}


def test_news_of_a_later_version_is_news_again(heard, clerk):
    for clerk.version in (1, 2):
        with ledger.transaction():
            outbox.publish("tests.happened", clerk)

    assert Job.objects.count() == 4


def test_the_task_does_the_job(done):
    job = wanted(9)

    tasks.run(job.pk)

    assert done == [9]
