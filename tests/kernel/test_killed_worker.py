"""A worker killed with kill -9 loses the message, not the job; on both profiles."""

import random
import time

import pytest

from tests.kernel.house import comes, kill, production, trial

pytestmark = pytest.mark.campaign

KILLS, EACH = 20, 3
ATTEMPTS = """
from kernel.models import Job
told = list(Job.objects.filter(kind="{kind}").values_list("state", "attempts", "error"))
"""
GIVEN_BACK = """
from kernel.models import Job
Job.objects.filter(kind="poison").update(attempts=1)
"""


@pytest.fixture(params=["trial", pytest.param("production", marks=pytest.mark.postgresql)])
def house(request, tmp_path):
    with {"trial": trial, "production": production}[request.param](tmp_path) as built:
        yield built


def pool(house) -> tuple[str, ...]:
    """What each profile runs: the trial one process, production children of it."""
    return ("-P", "prefork", "-c", "2") if house.redis else ("-P", "solo")


def all_done(house) -> bool:
    return set(house.states()) == {"done"}


def test_a_killed_worker_loses_no_job(house):
    first = house.worker(*pool(house))
    house.enqueue("slow", 1, 2)
    assert comes(lambda: house.lines("slow"))
    kill(first)

    house.worker(*pool(house))
    assert not comes(lambda: house.lines("finished"), 5)
    assert house.states() == {"running": 1}
    house.later()

    assert comes(lambda: all_done(house))
    assert house.do(ATTEMPTS.format(kind="slow")) == [["done", 2, ""]]


def test_workers_killed_at_random_points_lose_no_job_and_double_none(house, record_property):
    seed = random.SystemRandom().randrange(10**6)
    record_property("seed", seed)
    dice = random.Random(seed)  # noqa: S311  (a die, no secret)
    for kills in range(KILLS):
        worker, before = house.worker(*pool(house)), house.lines("begun")
        house.enqueue("effect", kills * EACH, (kills + 1) * EACH)
        assert comes(lambda before=before: house.lines("begun") > before), (seed, kills)
        time.sleep(dice.uniform(0, 1.2))
        kill(worker)
        house.later(attempts=1)

    house.worker(*pool(house))
    assert comes(lambda: all_done(house)), (seed, house.states())

    assert house.states() == {"done": KILLS * EACH}
    assert house.rows("effect") == list(range(KILLS * EACH)), seed
    assert house.lines("begun") > KILLS * EACH, seed


def test_an_effect_under_no_id_would_be_doubled_by_a_kill(house):
    first = house.worker(*pool(house))
    house.enqueue("careless", 1, 2)
    assert comes(lambda: house.lines("careless"))
    kill(first)

    house.later()
    house.worker(*pool(house))

    assert comes(lambda: all_done(house))
    assert house.rows("careless") == [1, 1]


def swallow(house, times: int, *, before=None) -> None:
    """So often its worker is found gone, and it is rung for again."""
    for _ in range(times):
        lines = house.lines("poison")
        if before:
            house.do(before)
        house.later()
        assert comes(lambda lines=lines: house.lines("poison") > lines or "dead" in house.states(), 30)


def test_poison_stops_at_five_and_the_others_are_done(house):
    house.worker("-P", "prefork", "-c", "2")
    house.enqueue("poison", 1, 2)
    house.enqueue("light", 1, 21)
    assert comes(lambda: house.lines("poison"))

    swallow(house, 6)

    assert comes(lambda: house.states() == {"done": 20, "dead": 1})
    assert house.do(ATTEMPTS.format(kind="poison")) == [["dead", 5, "WorkerLost"]]
    assert house.lines("poison") == 5
    assert house.rows("effect") == list(range(1, 21))
    assert "已放弃  poison  试过 5 次  WorkerLost" in house.manage("jobs")


def test_poison_nobody_counts_would_go_on(house):
    house.worker("-P", "prefork", "-c", "2")
    house.enqueue("poison", 1, 2)
    assert comes(lambda: house.lines("poison"))

    swallow(house, 6, before=GIVEN_BACK)

    assert house.lines("poison") == 7
    assert "dead" not in house.states()
