"""Every step, from every state and by every person: only what the arrows name goes through."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from agencies.models import Account
from agencies.seats import place
from applications import actions, states
from applications.models import Application
from applications.states import State
from households.actions import NewFact, record_facts
from kernel.moves import Refused, Step
from tests.situations import COURSE, MONDAY, RICH, STATES, case, family, papers, report, step_matter, take

ALL_STATES = ("draft", "received", "returned", *STATES, "refused")
VERBS = {
    "return_for_completion": ("clerk", states.RETURN_FOR_COMPLETION),
    **{verb: (None, act.arrow) for verb, act in states.ACTS.items()},
}
WHO = {
    "receive": "clerk",
    "accept": "clerk",
    "visit": "visitor",
    "review": "reviewer",
    "post_notice": "clerk",
    "confirm": "confirmer",
    "refuse": "confirmer",
    "visit_again": "reviewer",
    "send_back": "confirmer",
    "deliver": "clerk",
}


def fresh(account):
    """The account as the next request reads it, with the rights it has then."""
    return Account.objects.get(pk=account.pk)


def in_state(team, state: str):
    return case(team, state, family(team, assets=RICH) if state == "refused" else None)


NOT_NAMED = [
    (state, verb) for verb, (_, arrow) in VERBS.items() for state in ALL_STATES if state not in arrow.sources
]


@pytest.mark.parametrize(("state", "verb"), NOT_NAMED)
def test_a_step_is_refused_from_every_state_its_arrow_does_not_name(team, state, verb):
    part, _ = VERBS[verb]
    found = in_state(team, state)
    by = getattr(team, part or WHO[verb])

    with pytest.raises(Refused):
        take(found, verb, by, MONDAY + timedelta(days=40), **step_matter(team, verb, MONDAY))

    found.refresh_from_db()
    assert found.state == state


def test_the_whole_course_leaves_a_step_for_each_verb(team):
    found = case(team, "notified")

    verbs = list(Step.objects.of(found).order_by("pk").values_list("verb", flat=True))

    assert found.state == State.NOTIFIED
    assert verbs == ["open_case", "receive", *(verb for verb, _, _ in COURSE)]


# Whoever took this part may not take that step (ARCHITECTURE §10).
FORBIDDEN = [
    ("review", "received_by"),
    ("review", "accepted_by"),
    ("review", "visited_by"),
    ("review", "visited_with"),
    ("confirm", "received_by"),
    ("confirm", "accepted_by"),
    ("confirm", "visited_by"),
    ("confirm", "visited_with"),
    ("confirm", "reviewed_by"),
    ("confirm", "posted_by"),
    ("refuse", "received_by"),
    ("refuse", "accepted_by"),
    ("refuse", "visited_by"),
    ("refuse", "visited_with"),
    ("refuse", "reviewed_by"),
]
BEFORE = {"review": "visited", "confirm": "notice_posted", "refuse": "reviewed"}
COLUMN = {"review": "reviewed_by", "confirm": "confirmed_by", "refuse": "confirmed_by"}
SEAT = {"review": "township_reviewer", "confirm": "township_confirmer", "refuse": "township_confirmer"}


def barred(team, verb: str, column: str):
    """A case before the step, and the person in `column`, who has been given the seat for the step as well."""
    found = case(team, BEFORE[verb], family(team, assets=RICH) if verb == "refuse" else None)
    person = getattr(found, column)
    place(person, team.office, SEAT[verb], starts_on=MONDAY)
    return found, fresh(person)


@pytest.mark.parametrize(("verb", "column"), FORBIDDEN)
def test_nobody_takes_two_parts_that_must_be_apart(team, verb, column):
    found, person = barred(team, verb, column)

    with pytest.raises(Refused) as refused:
        take(found, verb, person, MONDAY + timedelta(days=12), **step_matter(team, verb, MONDAY))

    assert refused.value.sentence
    found.refresh_from_db()
    assert found.state == BEFORE[verb]


@pytest.mark.parametrize(("verb", "column"), FORBIDDEN)
def test_the_database_refuses_the_same_pairs_in_raw_sql(team, verb, column):
    found, person = barred(team, verb, column)

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=found.pk).update(**{COLUMN[verb]: person})


def test_with_the_guards_off_the_person_in_both_parts_is_stopped_by_the_database_alone(team, settings):
    settings.GUARDS_OFF = frozenset({"apart", "conditions"})
    found, person = barred(team, "review", "accepted_by")

    with pytest.raises(IntegrityError), transaction.atomic():
        take(found, "review", person, MONDAY + timedelta(days=3), opinion="")


def test_a_visitor_of_an_earlier_round_does_not_review_later(team):
    found = case(team, "visited")
    found = take(found, "visit_again", team.reviewer, MONDAY + timedelta(days=3), reason="再看存款。")
    other = {"companion": team.clerk, "visited_on": MONDAY + timedelta(days=4), "report": report()}
    found = take(found, "visit", team.visitor, MONDAY + timedelta(days=4), **other)
    place(team.village, team.office, "township_reviewer", starts_on=MONDAY)

    with pytest.raises(Refused, match="入户调查"):
        take(found, "review", fresh(team.village), MONDAY + timedelta(days=5), opinion="")


def test_one_visitor_is_not_two(team):
    found = case(team, "accepted")

    with pytest.raises(Refused, match="至少两人"):
        alone = {"companion": team.visitor, "visited_on": MONDAY, "report": report()}
        take(found, "visit", team.visitor, MONDAY, **alone)


def test_acceptance_needs_every_paper(team):
    found = actions.open_case(family(team), by=team.clerk, on=MONDAY)
    found = actions.take_in(
        found, papers(seen=["application"]), by=team.clerk, on=MONDAY, version=found.version
    )

    with pytest.raises(Refused, match="授权书"):
        take(found, "accept", team.clerk, MONDAY)


def test_confirmation_waits_for_the_eighth_day(team):
    found = case(team, "notice_posted")
    posted = found.notice_posted_on

    with pytest.raises(Refused, match="届满"):
        take(found, "confirm", team.confirmer, posted + timedelta(days=7))
    found = take(found, "confirm", team.confirmer, posted + timedelta(days=8))

    assert found.state == State.CONFIRMED


def test_an_outdated_page_decides_nothing(team):
    found = case(team, "notice_posted")
    seen = found.version
    take(found, "send_back", team.confirmer, MONDAY + timedelta(days=6), reason="核对收入。")

    with pytest.raises(Refused):
        actions.confirm(found, by=team.confirmer, on=MONDAY + timedelta(days=12), version=seen)


def test_a_fact_changed_after_the_review_sends_the_case_back(team):
    found = case(team, "notice_posted")
    changed = [NewFact("asset.financial", 700_000)]
    on = MONDAY + timedelta(days=6)
    record_facts(found.household, changed, source="document", true_on=on, by=team.clerk, on=on)

    with pytest.raises(Refused, match="重新初审"):
        take(found, "confirm", team.confirmer, MONDAY + timedelta(days=12))


def test_unknown_is_never_no(team):
    household = family(team, assets={"asset.financial": None, "asset.houses": 1})
    found = case(team, "visited", household)

    with pytest.raises(Refused, match="不知道不等于不符合"):
        take(found, "review", team.reviewer, MONDAY + timedelta(days=3), opinion="")


def test_the_county_does_not_confirm_what_is_delegated_to_the_township(team):
    found = case(team, "notice_posted")

    with pytest.raises(Refused, match="审核确认"):
        take(found, "confirm", team.county, MONDAY + timedelta(days=12))


def test_the_first_contact_stays_for_ever(team):
    found = case(team, "notified")

    assert found.first_contact == team.clerk


def test_a_family_with_an_open_case_gets_that_case_back(team):
    household = family(team)
    first = actions.open_case(household, by=team.clerk, on=MONDAY)

    second = actions.open_case(household, by=team.visitor, on=MONDAY)

    assert second.pk == first.pk
    assert second.first_contact == team.clerk


def test_nobody_inserts_a_case_in_a_later_state_or_jumps_in_raw_sql(team):
    found = case(team, "draft")

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=found.pk).update(state=State.CONFIRMED)
