"""What Celery may run: it takes ids and calls one function. Nothing else in the house imports Celery."""

from datetime import timedelta

from celery import shared_task

from kernel import jobs, schedule, verifying


@shared_task(acks_late=True)
def run(job_id: int) -> None:
    """The doorbell of one job."""
    jobs.run(job_id)


@shared_task
def sweep() -> None:
    """Every minute: jobs that waited too long or lost their worker are rung again."""
    schedule.once("sweep", timedelta(minutes=1), jobs.sweep)


@shared_task
def anchor() -> None:
    """Once a day: the head of the journal, signed, outside the database.

    Asked for more often, so that a night without power is made up for.
    """
    schedule.once("anchor", timedelta(days=1), verifying.anchor)
