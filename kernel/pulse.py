"""A job's heartbeat: it beats while the process lives, so that a killed worker is noticed in a minute."""

import logging
from contextlib import contextmanager
from threading import Event, Thread

from django.db import DatabaseError, connection

from kernel import clock
from kernel.models import Job

logger = logging.getLogger(__name__)

SECONDS = 10


@contextmanager
def pulse(job_id: int):
    """Beat until the work is over. What hangs is ended by Celery's time limit, and the beat with it."""
    over = Event()
    beating = Thread(target=_beat, args=(job_id, over), daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def _beat(job_id: int, over: Event) -> None:
    try:
        while not over.wait(SECONDS):
            running = Job.objects.filter(pk=job_id, state=Job.State.RUNNING)
            try:
                running.update(heartbeat_at=clock.now())
            except DatabaseError as error:
                logger.warning("后台任务 %s 的心跳没有写上：%s", job_id, type(error).__name__)
    finally:
        connection.close()
