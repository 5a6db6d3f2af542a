"""The queue. Tasks take ids and ring the bell for job rows; the database is the truth (kernel/jobs.py)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")

app = Celery("longyan_relief")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
