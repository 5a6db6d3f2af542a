"""With no broker, a case goes its whole way through the pages; its work for later waits, as rows (REL-27)."""

import pytest

from kernel import jobs, tasks
from kernel.models import Job
from tests.applications import test_counter
from tests.situations import staff

act = test_counter.act


@pytest.fixture
def tried(monkeypatch):
    """Bells nobody took: the broker refuses every connection."""
    seen = []

    def refused(ids, **options):
        seen.extend(ids)
        raise ConnectionRefusedError

    monkeypatch.setattr(tasks.run, "apply_async", refused)
    jobs.listen_again()
    yield seen
    jobs.listen_again()


def through_the_pages(browser_of, act):
    test_counter.test_the_whole_case_through_the_pages(staff(), browser_of, act)


def test_intake_review_and_decision_need_no_broker(committed_db, tried, browser_of, act):
    through_the_pages(browser_of, act)

    assert Job.objects.count() > 1
    assert set(Job.objects.values_list("state", "rung_at")) == {(Job.State.WAITING, None)}
    assert len(tried) == 1  # after that this process was silent


def test_a_bell_that_raised_would_have_stopped_it(committed_db, tried, browser_of, act, monkeypatch):
    monkeypatch.setattr(jobs, "ring_bell", lambda job_id: tasks.run.apply_async([job_id]))

    with pytest.raises(ConnectionRefusedError):
        through_the_pages(browser_of, act)
