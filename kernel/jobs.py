"""Jobs: work written down with the change that wants it, done at least once; twice is once."""

import logging
import traceback
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from kernel import clock, ledger
from kernel.doorbell import ring
from kernel.models import Job
from kernel.pulse import pulse

logger = logging.getLogger(__name__)

ATTEMPTS = 5
STALE = timedelta(seconds=90)  # nine missed heartbeats: the worker is gone
RING_AGAIN = timedelta(seconds=60)
ROUND = 1000  # jobs rung in one sweep; the next minute takes more
State = Job.State

_WORK: dict = {}


def work(kind: str):
    """Register what does a kind of job. It gets the ids it was enqueued with, and may be called again."""

    def register(function):
        if kind in _WORK and _WORK[kind].__qualname__ != function.__qualname__:
            raise ValueError(f"后台任务种类“{kind}”登记了两次：{_WORK[kind]} 与 {function}。")
        _WORK[kind] = function
        return function

    return register


def enqueue(kind: str, key: str, *, due_at: datetime | None = None, **ids) -> Job:
    """Write a job down in the transaction under way. The same kind and key again is the same job."""
    if not ledger.is_open():
        raise RuntimeError(f"后台任务“{kind}”登记在事务之外：请放进 ledger.transaction() 里。")
    if kind not in _WORK:
        raise ValueError(f"没有“{kind}”这种后台任务：请先用 jobs.work 登记。")
    now = clock.now()
    times = {"made_at": now, "rung_at": now, "due_at": due_at or now}
    job, is_new = Job.objects.get_or_create(kind=kind, key=key, defaults={"args": ids, **times})
    if is_new and job.due_at <= now:
        transaction.on_commit(lambda: ring(job.pk), robust=True)
    return job


def run(job_id: int) -> bool:
    """Do a job if it is still to be done; whether it was done now."""
    job = _claim(job_id)
    if job is None:
        return False
    try:
        with pulse(job.pk):
            _WORK[job.kind](**job.args)
    except Exception as error:  # any failure is a failed attempt
        _stamp_failed(job, error)
        return False
    return _stamp(job, state=State.DONE, done_at=clock.now(), error="")


def heartbeat(job_id: int) -> None:
    """The worker that holds this job is alive."""
    Job.objects.filter(pk=job_id, state=State.RUNNING).update(heartbeat_at=clock.now())


def sweep(now: datetime) -> int:
    """Put back what a dead worker held and ring for whatever waits; how many bells."""
    stale = Job.objects.filter(state=State.RUNNING, heartbeat_at__lt=now - STALE)
    stale.filter(attempts__gte=ATTEMPTS).update(state=State.DEAD, error="WorkerLost")
    stale.update(state=State.WAITING, error="WorkerLost", rung_at=now - RING_AGAIN)
    waiting = Job.objects.filter(
        state__in=(State.WAITING, State.FAILED), due_at__lte=now, rung_at__lte=now - RING_AGAIN
    )
    found = list(waiting.order_by("due_at").values_list("pk", flat=True)[:ROUND])
    Job.objects.filter(pk__in=found).update(rung_at=now)
    for job_id in found:
        ring(job_id)
    return len(found)


def _claim(job_id: int) -> Job | None:
    """Take the job, if nobody has. The conditional update lets exactly one through."""
    now = clock.now()
    open_ = Job.objects.filter(pk=job_id, state__in=(State.WAITING, State.FAILED), due_at__lte=now)
    taken = open_.update(state=State.RUNNING, attempts=F("attempts") + 1, heartbeat_at=now)
    return Job.objects.get(pk=job_id) if taken else None


def _stamp(job: Job, **changes) -> bool:
    """Close this attempt; a later attempt that took over is left alone."""
    return bool(Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts).update(**changes))


def _stamp_failed(job: Job, error: Exception) -> None:
    """Class and place of the error only: its text may hold what no log may hold."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    name = type(error).__name__
    logger.error(
        "后台任务 %s（%s）第 %s 次失败：%s，%s:%s",
        job.pk,
        job.kind,
        job.attempts,
        name,
        last.filename,
        last.lineno,
    )
    if job.attempts >= ATTEMPTS:
        _stamp(job, state=State.DEAD, error=name)
        return
    due_at = clock.now() + timedelta(seconds=15 * 4 ** (job.attempts - 1))  # 15 s, 1 min, 4 min, 16 min
    _stamp(job, state=State.FAILED, error=name, due_at=due_at)
