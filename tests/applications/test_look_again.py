"""A fact recorded after the review marks the case, by news from the register."""

from datetime import timedelta

from households.actions import NewFact, record_facts
from kernel import jobs
from kernel.models import Job
from tests.situations import MONDAY, case


def tell(team, found, fen: int, on) -> list[Job]:
    """A fact is recorded; the jobs its news made."""
    before = set(Job.objects.values_list("pk", flat=True))
    facts = [NewFact("asset.financial", fen)]
    record_facts(found.household, facts, source="document", true_on=on, by=team.clerk, on=on)
    return list(Job.objects.exclude(pk__in=before))


def test_a_reviewed_case_is_marked_when_its_ground_moves_and_unmarked_when_it_moves_back(team, monkeypatch):
    found = case(team, "reviewed")
    on = MONDAY + timedelta(days=5)
    monkeypatch.setattr("kernel.clock.today", lambda: on)

    for fen, moved in ((70_000, True), (600_000, False)):
        for job in tell(team, found, fen, on):
            assert jobs.run(job.pk)
            assert not jobs.run(job.pk)  # running twice is running once
        found.refresh_from_db()
        assert found.has_moved is moved


def test_a_fact_tells_one_job_for_each_listener(team):
    found = case(team, "reviewed")

    told = tell(team, found, 70_000, MONDAY + timedelta(days=5))

    assert [job.kind.partition(":")[0] for job in told] == ["news"]
