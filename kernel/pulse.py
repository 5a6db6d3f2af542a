"""A job's heartbeat: it beats as long as the worker's process lives, so that only a dead one is replaced."""

import logging
from contextlib import contextmanager
from threading import Event, Thread

from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

SECONDS = 60


@contextmanager
def pulse(beat):
    """Beat until the work is over. What hangs is ended by Celery's time limit, and the beat with it."""
    over = Event()
    heart = Thread(target=_beat, args=(beat, over), daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _beat(beat, over: Event) -> None:
    """On a connection of its own, closed with the work."""
    try:
        while not over.wait(SECONDS):
            try:
                beat()
            except DatabaseError as fault:
                logger.warning("a heartbeat was not written: %s", type(fault).__name__)
    finally:
        connection.close()
