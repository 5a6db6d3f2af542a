"""Settings, addresses and the queue: imports anything, imported by nothing."""

from longyan_relief.celery import app as celery_app

__all__ = ["celery_app"]
