"""A bell is heard once, twice or five times, in any order and by several workers: the work is done once."""

import random
from collections import Counter

import pytest

from kernel import jobs, ledger
from kernel.models import Job
from tests.kernel.test_races import at_once

WORKERS = 4


@pytest.fixture
def done(committed_db, monkeypatch):
    monkeypatch.setattr(jobs, "_WORK", {})
    monkeypatch.setattr(jobs, "ring_bell", lambda job_id: True)
    counted = Counter()
    jobs.work("tried")(lambda number: counted.update([number]))
    return counted


def deliver(number: int, seed: int) -> None:
    """So many jobs, the bell of each 1 to 5 times, shuffled and dealt to the workers."""
    dice = random.Random(seed)  # noqa: S311  (a die, no secret)
    with ledger.transaction():
        made = [jobs.enqueue("tried", str(one), number=one) for one in range(number)]
    bells = [job.pk for job in made for _ in range(dice.randint(1, 5))]
    dice.shuffle(bells)
    hands = [bells[start::WORKERS] for start in range(WORKERS)]
    assert at_once(*(lambda hand=hand: [jobs.run(bell) for bell in hand] for hand in hands)) == []


@pytest.mark.parametrize("number", [12, pytest.param(1000, marks=pytest.mark.campaign)])
def test_bells_heard_more_than_once_are_one_work(done, number, record_property):
    seed = random.SystemRandom().randrange(10**6)
    record_property("seed", seed)

    deliver(number, seed)

    assert done == Counter(range(number)), seed
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


def test_without_the_claim_each_bell_would_be_work(done, monkeypatch):
    monkeypatch.setattr(jobs, "_claim", lambda job_id: Job.objects.get(pk=job_id))

    deliver(12, seed=1)

    assert max(done.values()) > 1
