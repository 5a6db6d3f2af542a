"""The queue. Tasks take ids and ring the bell for job rows; the database is the truth (kernel/jobs.py)."""

import os

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")

app = Celery("longyan_relief")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_log(**_) -> None:
    """Celery would replace the handlers with its own, which print a fault with its words (kernel/quiet.py)."""


@worker_init.connect
@beat_init.connect
def refuse_to_start(**_) -> None:
    """Worker and beat hold the same keys and data as the web, and are refused for the same faults."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management.base import SystemCheckError  # noqa: PLC0415

    from kernel import deployment  # noqa: PLC0415  (the apps are ready only now)

    try:
        deployment.refuse_to_start()
    except SystemCheckError as unfit:
        # Celery swallows every exception of a listener, and goes on; an exit it obeys.
        raise SystemExit(str(unfit)) from None
