"""Workers and requests while Redis is down, forgets everything, or cuts their links (REL-7, REL-10)."""

import os
import signal
import threading
import time

import pytest

from tests.kernel.house import comes, production

pytestmark = [pytest.mark.campaign, pytest.mark.postgresql]

DOWN = 60  # seconds
CUTS = 20
FORGOTTEN = 5
LONGEST = 1.0  # second a request may wait for the broker
HANGS = 3.0  # the socket's time-out is two
DRAINED = 120  # seconds after the broker is back
BEAT = ("beat", "--scheduler", "django_celery_beat.schedulers:DatabaseScheduler")


@pytest.fixture
def house(tmp_path):
    with production(tmp_path) as built:
        yield built


def done(house, number: int, seconds: float) -> bool:
    return comes(lambda: house.states() == {"done": number}, seconds)


def test_a_minute_without_the_broker_fails_no_request_and_all_is_done_after_it(house):
    house.worker("-P", "prefork", "-c", "2")
    house.celery(*BEAT)
    house.enqueue("light", 0, 10)
    assert done(house, 10, 60)
    house.redis.stop()
    back = threading.Timer(DOWN, house.redis.start)
    back.start()

    took = house.enqueue("light", 10, 10 + DOWN * 5, pause=0.2)
    back.join()
    returned = time.monotonic()

    assert max(took) < LONGEST
    assert comes(lambda: set(house.states()) == {"done"}, DRAINED), house.states()
    assert time.monotonic() - returned < DRAINED
    assert house.rows("effect") == list(range(10 + DOWN * 5))


def test_a_broker_that_forgets_everything_loses_no_job(house):
    for number in range(FORGOTTEN):
        house.enqueue("light", number * 10, number * 10 + 10)
        house.redis.client.flushall()
    house.worker("-P", "prefork", "-c", "2")
    assert not done(house, FORGOTTEN * 10, 5)

    house.later()
    house.redis.client.flushall()
    house.later()

    assert done(house, FORGOTTEN * 10, 60)
    house.redis.client.flushall()
    house.enqueue("light", FORGOTTEN * 10, FORGOTTEN * 10 + 5)
    assert done(house, FORGOTTEN * 10 + 5, 60)  # a worker hears new bells, though its queue was forgotten
    assert house.rows("effect") == list(range(FORGOTTEN * 10 + 5))


def test_a_worker_whose_links_are_cut_takes_the_next_job(house, record_property):
    house.worker("-P", "prefork", "-c", "1")
    house.enqueue("light", 0, 1)
    assert done(house, 1, 60)
    took = []
    for number in range(1, CUTS + 1):
        assert house.redis.cut() >= 1
        began = time.monotonic()
        house.enqueue("light", number, number + 1)
        if not done(house, number + 1, 5):
            house.later()  # the bell itself may have been what the cut took
        assert done(house, number + 1, DRAINED), number
        took.append(time.monotonic() - began)
    record_property("slowest", max(took))
    said = (house.folder / "celery.log").read_text(encoding="utf-8")
    assert said.count("Connection to broker lost") >= CUTS // 2  # it was the worker's link, and not only ours


def test_a_broker_that_hangs_for_a_while_holds_up_one_request_and_its_worker_comes_back(house):
    house.worker("-P", "prefork", "-c", "1")
    house.enqueue("light", 0, 1)
    assert done(house, 1, 60)
    house.redis.freeze()

    took = house.enqueue("light", 1, 21, pause=0.5)

    assert max(took) < HANGS
    assert sum(took) < 2 * HANGS
    house.redis.thaw()
    house.later()
    assert done(house, 21, DRAINED)


def test_a_worker_that_stands_still_would_be_seen(house):
    worker = house.worker("-P", "solo")
    house.enqueue("light", 0, 1)
    assert done(house, 1, 60)
    os.kill(worker.pid, signal.SIGSTOP)

    house.enqueue("light", 1, 2)

    assert not done(house, 2, 10)
    os.kill(worker.pid, signal.SIGCONT)
    assert done(house, 2, 60)
