"""What Celery may run: it takes ids and calls one function. Nothing else in the house imports Celery."""

from celery import shared_task

from kernel import jobs, verifying


@shared_task(acks_late=True)
def run(job_id: int) -> None:
    """The doorbell of one job."""
    jobs.run(job_id)


@shared_task
def sweep() -> None:
    """Every minute: jobs that waited too long or lost their worker are rung again."""
    jobs.sweep()


@shared_task
def anchor() -> None:
    """Every day: the head of the journal, signed, outside the database."""
    verifying.anchor()
