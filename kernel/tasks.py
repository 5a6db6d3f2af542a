"""What Celery may run: it takes ids and calls one function. Nothing else in the house imports Celery."""

from datetime import timedelta

from celery import shared_task

from kernel import bypass, jobs, once, schedule, verifying


@shared_task(acks_late=True)
def run(job_id: int) -> None:
    """The doorbell of one job."""
    jobs.run(job_id)


@shared_task
def sweep() -> None:
    """Every minute: lost jobs are rung again, and what went round the journal is taken into it."""
    schedule.once("sweep", timedelta(minutes=1), _swept)


def _swept() -> None:
    jobs.sweep()
    bypass.chain()


@shared_task
def anchor() -> None:
    """The head of the journal, signed, outside the database; asked for often, so that a missed day is made up for."""
    schedule.once("anchor", timedelta(days=1), verifying.anchor)


@shared_task
def tidy() -> None:
    """Once a day: what has served its time and is no record is put away."""
    schedule.once("tidy", timedelta(days=1), once.forget_old)
