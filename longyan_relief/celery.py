"""The queue. Tasks take ids and ring the bell for job rows; the database is the truth (kernel/jobs.py)."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")

app = Celery("longyan_relief")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_log(**_) -> None:
    """Celery would replace the handlers with its own, which print a fault with its words (kernel/quiet.py)."""
