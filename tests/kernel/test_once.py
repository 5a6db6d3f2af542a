"""A form handed in twice is handed in once."""

from datetime import timedelta

import pytest
from django.conf import settings as current

from agencies.models import Account
from kernel import clock, ledger, once, tasks
from kernel.ledger import OutsideTransaction
from kernel.models import JournalEntry, OnceToken, Slot
from kernel.refusals import Refused
from tests.kernel.test_races import at_once


def act(account, url="/first/"):
    """Something that leaves a trace, and where to see it."""

    def done():
        ledger.write("handed_in", actor=account)
        return url

    return done


def test_tokens_differ():
    assert len({once.token() for _ in range(100)}) == 100


def test_a_replay_sees_the_first_outcome(clerk):
    assert once.outcome("t", clerk, act(clerk)) == "/first/"
    assert once.outcome("t", clerk, act(clerk, "/second/")) == "/first/" == once.spent("t")
    assert JournalEntry.objects.count() == 1


def test_a_double_click_is_one_act(committed_db):
    account, seen = Account.objects.create(username="clerk", name="某经办"), []

    def click():
        seen.append(once.outcome("t", account, act(account, f"/{len(seen)}/")))

    assert at_once(click, click, click, click) == []

    assert (len(seen), len(set(seen))) == (4, 1)
    assert JournalEntry.objects.count() == 1


def test_the_second_of_two_is_refused_with_its_act(clerk):
    once.outcome("t", clerk, act(clerk))
    with pytest.raises(Refused, match="已经提交过"), ledger.transaction():
        act(clerk)()
        once.spend("t", clerk, "/second/")

    assert once.spent("t") == "/first/"
    assert JournalEntry.objects.count() == 1


def test_an_act_that_was_refused_does_not_spend_the_form(clerk):
    def refused():
        raise Refused("今天不办理。")

    with pytest.raises(Refused, match="今天不办理"):
        once.outcome("t", clerk, refused)
    assert not OnceToken.objects.exists()


def test_a_form_without_a_token_is_refused_with_its_act(clerk):
    with pytest.raises(Refused, match="缺少凭证"):
        once.outcome("", clerk, act(clerk))
    assert not JournalEntry.objects.exists()


def test_spending_outside_an_act_is_a_fault_of_the_program(clerk):
    with pytest.raises(OutsideTransaction):
        once.spend("t", clerk, "/")


# Put away


def handed_in(account, number: int, age: timedelta) -> None:
    OnceToken.objects.bulk_create(
        OnceToken(token=f"{age}-{one}", account=account, outcome_url="/", at=clock.now() - age)
        for one in range(number)
    )


def test_tokens_are_put_away_a_few_at_a_time_once_no_page_can_carry_them(
    clerk, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(once, "FORGOTTEN_AT_ONCE", 3)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    kept = current.ONCE_TOKENS_KEPT
    handed_in(clerk, 7, kept + timedelta(seconds=1))
    handed_in(clerk, 2, kept - timedelta(seconds=1))

    with django_assert_num_queries(4 + 3):
        assert once.forget_old() == 7

    assert OnceToken.objects.count() == 2


def test_a_form_is_known_as_handed_in_for_longer_than_any_session(clerk):
    assert current.ONCE_TOKENS_KEPT >= 2 * current.SESSION_LONGEST
    handed_in(clerk, 1, current.SESSION_LONGEST)

    once.forget_old()

    assert OnceToken.objects.count() == 1


def test_tokens_are_put_away_once_a_day(clerk):
    handed_in(clerk, 1, timedelta(days=30))
    tasks.tidy()
    handed_in(clerk, 1, timedelta(days=30))
    tasks.tidy()

    assert OnceToken.objects.count() == 1
    assert Slot.objects.filter(name="tidy", done_at__isnull=False).count() == 1
