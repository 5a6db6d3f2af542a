"""A worker killed with kill -9 in the middle of a job loses the message, not the job."""

import json
import os
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.campaign

ENQUEUE = """
from kernel import jobs, ledger
with ledger.transaction():
    jobs.enqueue("slow", "slow:1", number=1)
"""
LOOK = """
import json
from kernel.models import Job
job = Job.objects.get()
print(json.dumps([job.state, job.attempts]))
"""
LATER = """
from kernel import clock, jobs
from kernel.models import Job
Job.objects.update(heartbeat_at=clock.now() - jobs.STALE_AFTER * 2)
jobs.sweep()
"""


@pytest.fixture
def house(tmp_path):
    """A trial of its own: database, queue and keys in one folder."""
    clean = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    environment = clean | {
        "DJANGO_SETTINGS_MODULE": "longyan_relief.settings.base",
        "VAR_DIR": str(tmp_path),
        "SLOW_WORK": str(tmp_path),
        "SECRET_KEY": "test-only",
        "PYTHONPATH": os.getcwd(),
    }

    def manage(*words, said=None) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            env=environment,
            input=said,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    manage("migrate", "--verbosity", "0")
    return tmp_path, environment, manage


def worker(environment):
    words = ["-m", "celery", "-A", "longyan_relief", "worker", "-P", "solo", "-I", "tests.kernel.slow_work"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, *words], env=environment, **quiet)


def appears(path, seconds: int = 60) -> bool:
    until = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.1)
    return path.exists()


def looked(manage) -> list:
    return json.loads(manage("shell", "-v", "0", "-c", LOOK))


def test_a_killed_worker_loses_no_job(house):
    folder, environment, manage = house
    first = worker(environment)
    manage("shell", "-c", ENQUEUE)
    assert appears(folder / "begun")

    first.kill()
    first.wait()
    second = worker(environment)
    try:
        assert not appears(folder / "finished", 5)
        assert looked(manage) == ["running", 1]

        manage("shell", "-c", LATER)

        assert appears(folder / "finished")
        time.sleep(1)
        assert looked(manage) == ["done", 2]
    finally:
        second.terminate()
        second.wait()
