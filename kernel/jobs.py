"""Work for later: a row written with the change that wants it. The queue is only the doorbell."""

import hashlib
import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from kernel import clock, ledger
from kernel.models import Job, Slot
from kernel.pulse import pulse
from kernel.refusals import Refused

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
STALE_AFTER = timedelta(minutes=5)  # a running job whose heart has not beaten for so long has lost its worker
BETWEEN_ATTEMPTS = timedelta(seconds=30)
SWEEP_AT_ONCE = 500
STALLED_AFTER = timedelta(minutes=5)  # no sweep for so long: beat, broker or worker stands still
RING_AGAIN = timedelta(minutes=5)  # a bell the broker took is given so long before it counts as lost
SILENCE = 15.0  # seconds a process rings no bell after one the broker did not take
RIGHT = "agencies.run_jobs"

_WORK: dict[str, object] = {}
_silent = {"until": 0.0}  # by this process's own stopwatch


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


def ring_bell(job_id: int) -> bool:
    """Tell a worker. A broker that is down costs a minute, till the sweeper rings, never the request.

    One that hangs costs each attempt its time-out: after one of them this process rings no more for a while.
    """
    from kernel.tasks import run  # noqa: PLC0415  (the only place that knows Celery)

    if time.monotonic() < _silent["until"]:
        return False
    try:
        run.apply_async([job_id], retry=False)
    except Exception as down:  # whatever the broker's client raises
        _silent["until"] = time.monotonic() + SILENCE
        logger.warning("broker not reached (%s); job %s waits for the sweeper", type(down).__name__, job_id)
        return False
    return True


def listen_again() -> None:
    """The broker is tried anew, whatever it did before."""
    _silent["until"] = 0.0


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
    """Take a job that waits and is due, or one whose worker is gone: one conditional update, so one winner.

    Not before it is due: a bell that rang twice would use up the attempts meant for later.
    """
    now = clock.now()
    taken = (
        Job.objects.filter(_free(now), pk=job_id)
        .exclude(attempts__gte=MOST_ATTEMPTS)
        .update(state=Job.State.RUNNING, attempts=F("attempts") + 1, heartbeat_at=now, rung_at=None)
    )
    return Job.objects.get(pk=job_id) if taken else None


def _free(now) -> Q:
    """What nobody is at work on and may be begun."""
    stale = Q(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    return stale | Q(state=Job.State.WAITING, due_at__lte=now)


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
    """Ring again for what waits and is due, and for what lost its worker; bury what failed too often.

    A bell the broker took is remembered, so that a long queue is not rung for minute by minute; one it did not
    take ends the round, as the next would not be taken either.
    """
    listen_again()  # the sweeper is who finds out whether the broker is back
    now = clock.now()
    stale = Q(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    Job.objects.filter(stale, attempts__gte=MOST_ATTEMPTS).update(state=Job.State.DEAD, error="WorkerLost")
    unheard = Q(rung_at=None) | Q(rung_at__lt=now - RING_AGAIN)
    due = Job.objects.filter(_free(now), unheard).order_by("due_at")
    rung = []
    for job_id in list(due.values_list("pk", flat=True)[:SWEEP_AT_ONCE]):
        # Marked first: a worker that is quick takes the mark away again, and must not find it put back.
        Job.objects.filter(pk=job_id).update(rung_at=now)
        if ring_bell(job_id) is False:
            Job.objects.filter(pk=job_id, rung_at=now).update(rung_at=None)
            break
        rung.append(job_id)
    return len(rung)


def retry(job_id: int, *, by) -> Job:
    """Give a dead job its attempts again; whoever mended the cause stands in the journal."""
    if not by.has_perm(RIGHT):
        raise Refused("您没有重试后台工作的权利。请由系统管理员重试。", status=403)
    with ledger.transaction():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None:
            raise Refused(f"没有第 {job_id} 号后台工作。请用 manage.py jobs 查看编号。")
        if job.state != Job.State.DEAD:
            raise Refused(
                f"第 {job_id} 号后台工作现在是“{job.get_state_display()}”，只有“已放弃”的才能重试。"
            )
        job.state, job.attempts, job.due_at, job.rung_at = Job.State.WAITING, 0, clock.now(), None
        job.save(update_fields=["state", "attempts", "due_at", "rung_at"])
        ledger.write("kernel.job_retried", actor=by, subject=job, kind_of_work=job.kind)
        transaction.on_commit(lambda: ring_bell(job.pk))
    return job


def health() -> dict:
    """Plain facts for whoever watches: is anything stuck, dead or never rung, and does the clock agree?

    The sweep itself is the canary: it goes from beat through the broker to a worker, as every bell does, and
    its slot is closed only when a worker has done it.
    """
    now = clock.now()
    due = Job.objects.filter(state=Job.State.WAITING, due_at__lte=now)
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    swept = Slot.objects.filter(name="sweep", done_at__isnull=False).order_by("-done_at").first()
    drift = clock.drift()
    return {
        "waiting_due": due.count(),
        "oldest_due_seconds": (now - oldest).total_seconds() if oldest else 0,
        "running_without_heart": Job.objects.filter(
            state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER
        ).count(),
        "dead": Job.objects.filter(state=Job.State.DEAD).count(),
        "swept_at": swept.done_at if swept else None,
        "is_stalled": swept is None or swept.done_at < now - STALLED_AFTER,
        "clock": clock.source(),
        "drift_seconds": drift,
        "has_drifted": abs(drift) > clock.MOST_DRIFT,
    }
