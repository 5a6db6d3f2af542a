"""A broker that is down, hangs or forgets costs no request its answer, and no job its work."""

import threading
import time

import pytest
from celery import Celery
from django.conf import settings as current

from kernel import clock, jobs, ledger, tasks
from kernel.models import Job
from tests.kernel.private_redis import PrivateRedis

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("committed_db")]

LONGEST = 1.0  # second a request may wait for a broker that is down
HANGS = 0.4  # given up so soon in these tests; two seconds in the settings


@pytest.fixture
def broker(tmp_path):
    server = PrivateRedis(tmp_path).start()
    yield server
    server.stop()


@pytest.fixture
def through(broker, monkeypatch):
    """From here on bells ring at the private Redis, with the settings' options and what the test changes."""

    def use(**other):
        app = Celery("tried", broker=broker.url, set_as_current=False)
        options = current.REDIS_OPTIONS | other
        kept = {key: value for key, value in options.items() if value is not None}
        app.conf.update(broker_transport_options=kept, task_ignore_result=True)
        monkeypatch.setattr(tasks, "run", app.task(name="kernel.tasks.run")(jobs.run))

    use()
    return use


def asked_for(number: int) -> float:
    """A request that wants some work; how long it took."""
    began = time.monotonic()
    with ledger.transaction():
        jobs.enqueue("tried", f"tried:{number}", number=number)
    return time.monotonic() - began


def test_while_the_broker_is_down_no_request_fails_or_waits_and_the_sweeper_rings_for_all(broker, through):
    asked_for(0)
    assert broker.bells() == 1
    broker.stop()

    took = [asked_for(number) for number in range(1, 21)]
    assert max(took) < LONGEST
    assert jobs.sweep() == 0

    broker.start()
    Job.objects.filter(args__number=0).update(rung_at=clock.now())
    assert jobs.sweep() == 20
    assert broker.bells() == 21
    asked_for(21)
    assert broker.bells() == 22


def test_while_the_broker_hangs_one_request_waits_and_the_others_do_not(broker, through):
    through(socket_timeout=HANGS)
    asked_for(0)
    broker.freeze()

    took = [asked_for(number) for number in range(1, 11)]

    assert HANGS <= took[0] < LONGEST
    assert sum(took[1:]) < LONGEST
    broker.thaw()
    assert jobs.sweep() == 11


def test_without_the_silence_each_would_wait(broker, through, monkeypatch):
    monkeypatch.setattr(jobs, "SILENCE", 0)
    through(socket_timeout=HANGS)
    asked_for(0)
    broker.freeze()

    assert min(asked_for(number) for number in range(1, 4)) >= HANGS


def test_without_a_time_out_a_request_would_wait_for_as_long_as_the_broker_hangs(broker, through):
    through(socket_timeout=None)
    jobs.ring_bell(1)
    broker.freeze()
    waits = threading.Thread(target=jobs.ring_bell, args=(2,))
    waits.start()

    waits.join(timeout=current.REDIS_OPTIONS["socket_timeout"] + 1)
    assert waits.is_alive()

    broker.thaw()
    waits.join(timeout=10)
    assert not waits.is_alive()


def test_what_the_broker_forgot_is_rung_again(broker, through, monkeypatch):
    for number in range(5):
        asked_for(number)
    broker.client.flushall()
    assert broker.bells() == 0

    assert jobs.sweep() == 5
    assert broker.bells() == 5

    broker.client.flushall()
    assert jobs.sweep() == 0  # rung a moment ago
    Job.objects.update(rung_at=clock.now() - 2 * jobs.RING_AGAIN)
    assert jobs.sweep() == 5


def test_links_that_were_cut_lose_no_bell_for_longer_than_a_sweep(broker, through):
    for number in range(10):
        asked_for(number)
        assert broker.cut() >= 1

    jobs.sweep()

    assert broker.bells() >= 10
