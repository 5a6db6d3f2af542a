"""What Celery may run. A task takes ids and calls one function."""

from celery import shared_task

from kernel import anchors, clock, jobs


@shared_task
def run(job_id: int) -> None:
    jobs.run(job_id)


@shared_task
def sweep() -> None:
    jobs.sweep(clock.now())


@shared_task
def anchor() -> None:
    anchors.drop()
