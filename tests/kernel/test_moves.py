"""A move is checked after the lock, and happens wholly or not at all, whoever asks for it."""

from datetime import timedelta

import pytest

from agencies.models import Account
from applications import actions, events, states
from applications.models import Application
from applications.states import State
from kernel import jobs, ledger, outbox, verifying
from kernel.models import Job, JournalEntry, Step
from kernel.moves import Arrow, Refused, move
from tests.situations import MONDAY, STATES, account, case, family, staff, take


@pytest.fixture
def team(db):
    return staff()


def counts() -> tuple[int, int, int]:
    return Step.objects.count(), JournalEntry.objects.count(), Job.objects.count()


def refuses(application, by, **matter):
    raise Refused("条件不成立。")


def trial(verb=lambda application: None, **changed):
    """A verb of our own on the arrow of acceptance; it tells its news."""
    arrow = {"sources": {State.RECEIVED}, "target": State.ACCEPTED, "right": states.ACCEPT.right} | changed

    @move(Arrow(**arrow), tells=events.ACCEPTED)
    def tried(application, *, by, on=MONDAY, reason=""):
        application.accepted_by, application.accepted_on, application.due_on = by, on, on
        verb(application)

    return tried


@pytest.fixture
def listener(monkeypatch):
    """Somebody who listens to acceptances."""
    monkeypatch.setattr(outbox, "_LISTENERS", outbox.defaultdict(list))
    monkeypatch.setattr(jobs, "_WORK", {})
    outbox.listen(events.ACCEPTED)(lambda subject_id: None)


def test_a_move_leaves_its_state_its_step_its_entry_and_its_news_together(team, listener):
    found = case(team, "received")
    before = counts()

    moved = trial()(found, by=team.clerk, version=found.version, reason="材料齐全")

    step, entry = Step.objects.last(), JournalEntry.objects.order_by("seq").last()
    assert [after - earlier for after, earlier in zip(counts(), before, strict=True)] == [1, 1, 1]
    assert (moved.state, moved.version) == (State.ACCEPTED, found.version + 1)
    assert (step.from_state, step.to_state, step.by, step.reason) == (
        "received",
        "accepted",
        team.clerk,
        "材料齐全",
    )
    assert (entry.kind, entry.content) == (
        "applications.application.tried",
        {"state": "accepted", "version": moved.version},
    )
    assert list(verifying.breaks()) == []


def test_the_version_is_compulsory(team):
    found = case(team, "received")

    with pytest.raises(TypeError, match="version"):
        trial()(found, by=team.clerk)
    with pytest.raises(Refused):
        trial()(found, by=team.clerk, version=None)

    assert Application.objects.get(pk=found.pk).state == State.RECEIVED


@pytest.mark.parametrize("off_by", [-1, 1])
def test_an_outdated_version_is_refused_with_the_state_as_it_is(team, off_by):
    found = case(team, "received")

    with pytest.raises(Refused, match="已收件") as refused:
        trial()(found, by=team.clerk, version=found.version + off_by)

    assert refused.value.status == 409


def test_with_the_guard_off_an_outdated_version_goes_through(team, settings):
    settings.GUARDS_OFF = frozenset({"version"})
    found = case(team, "received")

    assert trial()(found, by=team.clerk, version=found.version - 1).state == State.ACCEPTED


def test_the_row_is_read_anew_under_the_lock_and_not_taken_from_the_page(team):
    found = case(team, "received")
    found.state, found.number = State.REVIEWED, "改过的案号"

    moved = trial()(found, by=team.clerk, version=found.version)

    assert moved.number != "改过的案号"
    assert moved.state == State.ACCEPTED


def test_another_state_is_refused_and_with_the_guard_off_it_goes_through(team, settings):
    found = case(team, "received")
    elsewhere = trial(sources={State.DRAFT})

    with pytest.raises(Refused, match="已收件") as refused:
        elsewhere(found, by=team.clerk, version=found.version)
    assert refused.value.status == 409
    settings.GUARDS_OFF = frozenset({"state"})

    assert elsewhere(found, by=team.clerk, version=found.version).state == State.ACCEPTED


def test_without_the_right_it_is_a_403_and_with_the_guard_off_it_goes_through(team, settings):
    found = case(team, "received")

    with pytest.raises(Refused, match="没有在") as refused:
        trial()(found, by=team.confirmer, version=found.version)
    assert refused.value.status == 403
    settings.GUARDS_OFF = frozenset({"right"})

    assert trial()(found, by=team.confirmer, version=found.version).accepted_by == team.confirmer


def test_the_same_right_at_another_office_is_no_right_here(team):
    found = case(team, "received")
    stranger = staff("mz-350802106", prefix="else-").clerk

    with pytest.raises(Refused) as refused:
        trial()(found, by=stranger, version=found.version)

    assert refused.value.status == 403


def test_who_must_stay_apart_is_refused_and_with_the_guard_off_goes_through(team, settings):
    found = case(team, "received")
    apart = trial(apart=("received_by",))

    with pytest.raises(Refused, match="您是本案的登记人"):
        apart(found, by=team.clerk, version=found.version)
    settings.GUARDS_OFF = frozenset({"apart"})

    assert apart(found, by=team.clerk, version=found.version).state == State.ACCEPTED


def test_somebody_else_of_the_same_seat_is_not_apart(team):
    found = case(team, "received")

    assert (
        trial(apart=("received_by",))(found, by=team.visitor, version=found.version).accepted_by
        == team.visitor
    )


def test_a_condition_that_does_not_hold_refuses_and_with_the_guard_off_is_not_asked(team, settings):
    found = case(team, "received")
    conditioned = trial(conditions=(refuses,))

    with pytest.raises(Refused, match="条件不成立"):
        conditioned(found, by=team.clerk, version=found.version)
    settings.GUARDS_OFF = frozenset({"conditions"})

    assert conditioned(found, by=team.clerk, version=found.version).state == State.ACCEPTED


def test_a_condition_sees_the_fresh_row_the_person_and_the_matter(team):
    found = case(team, "received")
    seen = []
    conditioned = trial(conditions=(lambda row, by, **matter: seen.append((row.state, by, matter)),))

    conditioned(found, by=team.clerk, version=found.version, reason="看过")

    assert seen == [("received", team.clerk, {"reason": "看过"})]


def breaks_off(application):
    """A verb that has written elsewhere before it breaks off."""
    Account.objects.filter(username="reviewer").update(name="某改")
    ledger.write("half.done", actor=application.accepted_by)
    raise ZeroDivisionError


def test_a_verb_that_breaks_off_leaves_nothing_at_all(team, listener):
    found = case(team, "received")
    before = counts()

    with pytest.raises(ZeroDivisionError):
        trial(breaks_off)(found, by=team.clerk, version=found.version)

    found.refresh_from_db()
    assert counts() == before
    assert (found.state, found.accepted_by) == (State.RECEIVED, None)
    assert not Account.objects.filter(name="某改").exists()


def test_if_the_news_cannot_be_told_the_move_is_not_made(team, monkeypatch):
    found = case(team, "received")
    before = counts()

    def fails(event, subject):
        raise OSError

    monkeypatch.setattr(outbox, "publish", fails)
    with pytest.raises(OSError):
        trial()(found, by=team.clerk, version=found.version)

    assert counts() == before
    assert Application.objects.get(pk=found.pk).state == State.RECEIVED


def test_two_moves_in_one_transaction_fall_together(team):
    found = case(team, "received")
    before = counts()

    with pytest.raises(Refused), ledger.transaction():
        moved = trial()(found, by=team.clerk, version=found.version)
        trial()(moved, by=team.clerk, version=moved.version)

    assert counts() == before
    assert Application.objects.get(pk=found.pk).state == State.RECEIVED


ACTS = sorted(states.ACTS)


@pytest.mark.parametrize("state", ["draft", "received", "returned", *STATES])
def test_why_not_agrees_with_walking(team, state):
    """The handle and the door are one: on an arrow without conditions the sentence is the refusal itself."""
    found = case(team, state)
    people = (team.clerk, team.visitor, team.reviewer, team.confirmer, team.village, team.county)
    for person in people:
        for verb in ACTS:
            arrow = states.ACTS[verb].arrow
            bare = trial(reached, sources=arrow.sources, right=arrow.right, apart=arrow.apart)
            sentence = arrow.why_not(person, found)

            said = _walked(bare, found, person)

            assert said == sentence
            assert arrow.open_to(person, found) == (sentence is None)


def _walked(verb, found, person) -> str | None:
    """The refusal's sentence, or nothing if the verb itself was reached."""
    try:
        verb(found, by=person, version=found.version)
    except Refused as refused:
        return refused.sentence
    except Reached:
        return None
    raise AssertionError


class Reached(Exception):
    """Every check was passed; the step is rolled back."""


def reached(application):
    raise Reached


def test_a_walk_keeps_its_arrow_and_its_name():
    assert actions.confirm.arrow is states.CONFIRM
    assert actions.confirm.__name__ == "confirm"
    assert actions.confirm.__doc__


def test_a_longer_reason_than_the_step_can_keep_is_refused_and_not_cut(team):
    found = case(team, "received")

    with pytest.raises(Refused, match="300"):
        trial()(found, by=team.clerk, version=found.version, reason="因" * 301)

    assert trial()(found, by=team.clerk, version=found.version, reason="因" * 300).state == State.ACCEPTED
    assert Step.objects.last().reason == "因" * 300


def test_whoever_lost_the_seat_this_morning_is_refused(team):
    other = account("other", team.office, "township_clerk", ends_on=MONDAY)
    found = case(team, "received", family(team))

    with pytest.raises(Refused) as refused:
        take(found, "accept", Account.objects.get(pk=other.pk), MONDAY + timedelta(days=1))

    assert refused.value.status == 403
