"""A form handed in twice is handed in once."""

import pytest

from kernel import ledger, once
from kernel.models import OnceToken
from kernel.moves import Refused
from tests.kernel.probe import actions
from tests.kernel.probe.models import Parcel
from tests.kernel.threads import together


def test_tokens_differ():
    assert len({once.token() for _ in range(100)}) == 100


def test_a_replay_sees_the_first_outcome(office, clerk):
    token = once.token()

    def act():
        return f"/parcels/{actions.make(office, by=clerk).pk}/"

    first = once.outcome(token, clerk, act)
    assert once.outcome(token, clerk, act) == first == once.spent(token)
    assert Parcel.objects.count() == 1


def test_a_double_click_is_one_act(committed_db, office, clerk):
    token = once.token()

    def click():
        return once.outcome(token, clerk, lambda: f"/parcels/{actions.make(office, by=clerk).pk}/")

    outcomes = together(*[click] * 4)

    assert len(set(outcomes)) == 1
    assert Parcel.objects.count() == 1


def test_the_second_of_two_is_refused_with_its_act(office, clerk):
    with ledger.transaction():
        once.spend("t", clerk, "/first/")
    with pytest.raises(Refused, match="已经提交过"), ledger.transaction():
        actions.make(office, by=clerk)
        once.spend("t", clerk, "/second/")

    assert once.spent("t") == "/first/"
    assert not Parcel.objects.exists()


def test_an_act_that_was_refused_does_not_spend_the_form(office, clerk, stranger):
    with pytest.raises(Refused, match="权利"):
        once.outcome("t", stranger, lambda: actions.make(office, by=stranger))
    assert once.spent("t") is None
    assert not OnceToken.objects.exists()


def test_a_form_without_a_token_is_refused(clerk):
    with pytest.raises(Refused, match="缺少凭证"):
        once.outcome("", clerk, lambda: "/")


def test_spending_outside_a_transaction_is_a_mistake(clerk):
    with pytest.raises(RuntimeError):
        once.spend("t", clerk, "/")
