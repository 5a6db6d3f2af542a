"""Work for real workers that are killed, cut off or poisoned; each leaves a line of what it did."""

import os
import time
from pathlib import Path

from celery import current_app
from django.db import connection, transaction

from kernel import jobs

current_app.conf.worker_lost_wait = 0.5  # Celery waits ten seconds for the last words of a child that is gone
current_app.conf.worker_soft_shutdown_timeout = 5
FOLDER = Path(os.environ.get("HOUSE_WORK", "."))
ONCE = "INSERT INTO effect (number) VALUES (%s) ON CONFLICT DO NOTHING"
EACH_TIME = "INSERT INTO careless (number) VALUES (%s)"


def note(name: str, number: int) -> int:
    """A line more in the file of this name; how many there are."""
    with (FOLDER / name).open("a", encoding="ascii") as file:
        file.write(f"{number}\n")
    return len((FOLDER / name).read_text(encoding="ascii").splitlines())


def execute(statement: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])


@jobs.work("effect")
def effect(number):
    """Long enough to be killed before, in and after its own transaction; the effect stands under its id."""
    note("begun", number)
    time.sleep(0.15)
    with transaction.atomic():
        execute(ONCE, number)
        time.sleep(0.1)
    time.sleep(0.15)


@jobs.work("light")
def light(number):
    execute(ONCE, number)


@jobs.work("careless")
def careless(number):
    """An effect under no id, and a worker that is to be killed between it and the end of the job."""
    execute(EACH_TIME, number)
    if note("careless", number) == 1:
        time.sleep(600)


@jobs.work("slow")
def slow(number):
    """The first attempt does not come back; the second one finishes."""
    if note("slow", number) == 1:
        time.sleep(600)
    note("finished", number)


@jobs.work("paced")
def paced(number):
    """So many seconds of work."""
    note("paced", number)
    time.sleep(number)


@jobs.work("poison")
def poison(number):
    """Takes its process with it."""
    note("poison", number)
    os._exit(1)
