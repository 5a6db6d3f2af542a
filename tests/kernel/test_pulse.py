"""A job's worker lives as long as its heart beats, and nobody has to remember to let it."""

import time

from kernel import jobs, ledger, pulse
from kernel.models import Job


def test_the_heart_beats_by_itself_while_the_work_goes_on(committed_db, monkeypatch):
    """Work knows its ids and not its job: nobody else could say that a long job lives."""
    monkeypatch.setattr(jobs, "_WORK", {})
    monkeypatch.setattr(pulse, "SECONDS", 0.05)
    seen = []

    @jobs.work("long")
    def long(number):
        first, deadline = Job.objects.get().heartbeat_at, time.monotonic() + 10
        while Job.objects.get().heartbeat_at == first and time.monotonic() < deadline:
            time.sleep(0.02)
        seen.append(Job.objects.get().heartbeat_at > first)

    monkeypatch.setattr(jobs, "ring_bell", seen.copy().append)
    with ledger.transaction():
        job = jobs.enqueue("long", "1", number=1)
    assert jobs.run(job.pk)
    assert seen == [True]
