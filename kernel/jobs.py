"""Work for later: a row written with the change that wants it. The queue is only the doorbell."""

import hashlib
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from kernel import clock, ledger
from kernel.models import Job
from kernel.pulse import pulse

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
STALE_AFTER = timedelta(minutes=5)  # a running job whose heart has not beaten for so long has lost its worker
BETWEEN_ATTEMPTS = timedelta(seconds=30)
SWEEP_AT_ONCE = 500

_WORK: dict[str, object] = {}


def work(kind: str):
    """Register the function that does this kind of work; called with the job's `args`, perhaps twice."""

    def decorate(function):
        _WORK[_fitting(kind, 60)] = function
        return function

    return decorate


def enqueue(kind: str, key: str, **ids) -> Job:
    """Want some work done after this transaction. The same key again is the same work."""
    ledger.require()
    now = clock.now()
    job, made = Job.objects.get_or_create(
        key=_fitting(key, 120),
        defaults={"kind": _fitting(kind, 60), "args": ids, "due_at": now, "made_at": now},
    )
    if made:
        transaction.on_commit(lambda: ring_bell(job.pk))
    return job


def _fitting(name: str, most: int) -> str:
    """A long name shortened so that it stays one of its own."""
    if len(name) <= most:
        return name
    return f"{name[: most - 33]}…{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def ring_bell(job_id: int) -> None:
    """Tell a worker. A broker that is down costs a minute, till the sweeper rings, never the request."""
    from kernel.tasks import run  # noqa: PLC0415  (the only place that knows Celery)

    try:
        run.apply_async([job_id], retry=False)
    except Exception as down:  # whatever the broker's client raises
        logger.warning("broker not reached (%s); job %s waits for the sweeper", type(down).__name__, job_id)


def run(job_id: int) -> bool:
    """Do a job unless it is done, dead or in other hands; tells whether it was done now."""
    job = _claim(job_id)
    if job is None:
        return False
    try:
        with pulse(lambda: beat(job.pk)):
            _WORK[job.kind](**job.args)
    except Exception as fault:  # a job's fault is kept with the job and never stops its neighbours
        _failed(job, fault)
        return False
    _held(job).update(state=Job.State.DONE, done_at=clock.now(), error="")
    return True


def _claim(job_id: int) -> Job | None:
    """Take a waiting job, or a running one whose worker is gone: one conditional update, so one winner."""
    now = clock.now()
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    taken = (
        Job.objects.filter(free, pk=job_id)
        .exclude(attempts__gte=MOST_ATTEMPTS)
        .update(state=Job.State.RUNNING, attempts=F("attempts") + 1, heartbeat_at=now)
    )
    return Job.objects.get(pk=job_id) if taken else None


def _held(job: Job):
    """The job as this worker took it: one that was too slow and was replaced no longer speaks for the job."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def _failed(job: Job, fault: Exception) -> None:
    """The class of the fault is kept, not its words: they may hold personal data."""
    logger.warning("job %s of kind %s failed: %s", job.pk, job.kind, type(fault).__name__)
    dead = job.attempts >= MOST_ATTEMPTS
    _held(job).update(
        state=Job.State.DEAD if dead else Job.State.WAITING,
        error=type(fault).__name__[:80],
        due_at=clock.now() + BETWEEN_ATTEMPTS * job.attempts,
    )


def beat(job_id: int) -> None:
    """A job says that its worker lives."""
    Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(heartbeat_at=clock.now())


def sweep() -> int:
    """Ring again for what waits and is due, and for what lost its worker; bury what failed too often."""
    now = clock.now()
    stale = Q(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    Job.objects.filter(stale, attempts__gte=MOST_ATTEMPTS).update(state=Job.State.DEAD, error="WorkerLost")
    due = Job.objects.filter(Q(state=Job.State.WAITING, due_at__lte=now) | stale)
    found = list(due.order_by("due_at").values_list("pk", flat=True)[:SWEEP_AT_ONCE])
    for job_id in found:
        ring_bell(job_id)
    return len(found)
