"""A worker that is told to stop (a new version, a restart) ends the work at hand, or leaves it to the next one."""

import os
import signal
import subprocess

import pytest

from tests.kernel.house import comes, production, trial
from tests.kernel.test_killed_worker import ATTEMPTS

pytestmark = pytest.mark.campaign

SOFT = {"REMAP_SIGTERM": "SIGQUIT"}  # as docs/runbook.md starts it in production
CHILDREN = ("-P", "prefork", "-c", "2")
ENDS_WITHIN = 20  # seconds; the soft shutdown of these workers takes five


def told_to_stop(house, worker, seconds: int) -> bool:
    """In the middle of so many seconds of work; whether it ended by itself."""
    house.enqueue("paced", seconds, seconds + 1)
    assert comes(lambda: house.lines("paced"))
    os.kill(worker.pid, signal.SIGTERM)
    try:
        worker.wait(timeout=ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_the_trial_s_worker_ends_the_work_at_hand(tmp_path):
    with trial(tmp_path) as house:
        assert told_to_stop(house, house.worker("-P", "solo"), 3)
        assert house.do(ATTEMPTS.format(kind="paced")) == [["done", 1, ""]]


@pytest.mark.postgresql
def test_in_production_short_work_is_ended_and_long_work_left_to_the_next_worker(tmp_path):
    with production(tmp_path) as house:
        assert told_to_stop(house, house.worker(*CHILDREN, **SOFT), 2)
        assert house.do(ATTEMPTS.format(kind="paced")) == [["done", 1, ""]]

        (house.folder / "paced").unlink()
        assert told_to_stop(house, house.worker(*CHILDREN, **SOFT), 60)
        assert house.states() == {"done": 1, "running": 1}
        assert house.later() == 1


@pytest.mark.postgresql
def test_without_the_soft_stop_long_work_would_hold_up_the_restart(tmp_path):
    with production(tmp_path) as house:
        assert not told_to_stop(house, house.worker(*CHILDREN), 60)
