"""A house of a test's own: database, broker, keys, real workers, and somebody who speaks to it."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import environ
import psycopg2

from tests.kernel.private_redis import PrivateRedis

# Speaks with the test line by line, so that Django is loaded once and not for each question.
SPEAKER = """
import json, sys, traceback
import django
django.setup()
from tests.kernel import house_work
for line in sys.stdin:
    names = {}
    try:
        exec(json.loads(line), names)
        said = {"told": names.get("told")}
    except Exception:
        said = {"fault": traceback.format_exc()}
    print(json.dumps(said), flush=True)
"""
TABLES = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE effect (number integer PRIMARY KEY)")
    cursor.execute("CREATE TABLE careless (number integer)")
"""
ENQUEUE = """
import time
from kernel import jobs, ledger
told = []
for number in range({first}, {last}):
    began = time.monotonic()
    with ledger.transaction():
        jobs.enqueue("{kind}", f"{kind}:{{number}}", number=number)
    told.append(time.monotonic() - began)
    time.sleep({pause})
"""
# As after five minutes: hearts have stopped, bells count as lost. What was killed may be killed again.
LATER = """
from kernel import clock, jobs
from kernel.models import Job
Job.objects.filter(state="running").update(heartbeat_at=clock.now() - jobs.STALE_AFTER * 2{more})
Job.objects.filter(state="waiting").update(rung_at=None, due_at=clock.now())
told = jobs.sweep()
"""
STATES = """
from collections import Counter
from kernel.models import Job
told = Counter(Job.objects.values_list("state", flat=True))
"""
ROWS = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT number FROM {table} ORDER BY number")
    told = [number for number, in cursor.fetchall()]
"""


class House:
    """Everything in it is started by it, and ended with it."""

    def __init__(self, folder, **places):
        clean = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
        self.folder, self.workers = folder, []
        self.environment = clean | {
            "DJANGO_SETTINGS_MODULE": "longyan_relief.settings.base",
            "VAR_DIR": str(folder),
            "HOUSE_WORK": str(folder),
            "SECRET_KEY": "test-only",
            "PYTHONPATH": os.getcwd(),
            **places,
        }
        self.manage("migrate", "--verbosity", "0")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.speaker = subprocess.Popen(
            [sys.executable, "-c", SPEAKER], env=self.environment, text=True, **pipes
        )
        self.do(TABLES)

    def manage(self, *words) -> str:
        command = [sys.executable, "manage.py", *words]
        ran = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return ran.stdout

    def do(self, code: str):
        """Have it done inside; what it told."""
        self.speaker.stdin.write(json.dumps(code) + "\n")
        self.speaker.stdin.flush()
        said = json.loads(self.speaker.stdout.readline())
        assert "fault" not in said, said["fault"]
        return said["told"]

    def enqueue(self, kind: str, first: int, last: int, pause: float = 0) -> list[float]:
        """How long each request took."""
        return self.do(ENQUEUE.format(kind=kind, first=first, last=last, pause=pause))

    def later(self, attempts: int | None = None) -> int:
        return self.do(LATER.format(more=f", attempts={attempts}" if attempts else ""))

    def states(self) -> dict:
        return self.do(STATES)

    def rows(self, table: str) -> list[int]:
        return self.do(ROWS.format(table=table))

    def lines(self, name: str) -> int:
        path = self.folder / name
        return len(path.read_text(encoding="ascii").splitlines()) if path.exists() else 0

    def celery(self, *words, **more: str):
        """A group of its own, so that a kill takes children too."""
        command = [sys.executable, "-m", "celery", "-A", "longyan_relief", *words]
        with (self.folder / "celery.log").open("ab") as log:
            started = subprocess.Popen(
                command, env=self.environment | more, stdout=log, stderr=log, start_new_session=True
            )
        self.workers.append(started)
        return started

    def worker(self, *pool: str, **more: str):
        quick = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        return self.celery(
            "worker", "-I", "tests.kernel.house_work", *quick, *(pool or ("-P", "solo")), **more
        )

    def close(self):
        for one in self.workers:
            kill(one)
        self.speaker.kill()
        self.speaker.wait()
        self.speaker.stdin.close()
        self.speaker.stdout.close()


def kill(worker) -> None:
    """kill -9, as a power cut."""
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def comes(true, seconds: float = 60) -> bool:
    """Whether it becomes true in time."""
    until = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < until:
        time.sleep(0.1)
    return bool(found)


@contextmanager
def trial(folder):
    """As `make run` has it: one file, a queue of files."""
    built = House(folder)
    built.redis = None
    try:
        yield built
    finally:
        built.close()


@contextmanager
def production(folder):
    """PostgreSQL with a database that is made and dropped here, and a Redis that is started and stopped."""
    given = os.environ["DATABASE_URL"]
    name = f"house_{os.getpid()}_{time.monotonic_ns()}"
    _as_owner(given, f'CREATE DATABASE "{name}"')
    server = PrivateRedis(folder).start()
    built = None
    try:
        built = House(folder, DATABASE_URL=f"{given.rpartition('/')[0]}/{name}", REDIS_URL=server.url)
        built.redis = server
        yield built
    finally:
        if built:
            built.close()
        server.stop()
        _as_owner(given, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _as_owner(url: str, statement: str) -> None:
    found = environ.Env.db_url_config(url)
    words = {
        word: found[word.upper()] for word in ("host", "port", "user", "password") if found[word.upper()]
    }
    connection = psycopg2.connect(dbname="postgres", **words)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
