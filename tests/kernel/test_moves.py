"""One verb is one walk along an arrow."""

import pytest

from kernel.models import JournalEntry, Step
from kernel.moves import Refused
from tests.kernel.probe import actions
from tests.kernel.probe.states import CHECK, State


@pytest.fixture
def parcel(db, office, clerk):
    return actions.make(office, by=clerk)


def test_a_verb_leaves_state_version_step_and_journal(parcel, other):
    parcel = actions.check(parcel, by=other, version=0)

    assert (parcel.state, parcel.version, parcel.checked_by) == (State.CHECKED, 1, other)
    assert [step.verb for step in Step.objects.of(parcel)] == ["make", "check"]
    assert [entry.kind for entry in JournalEntry.objects.all()] == ["probe.make", "probe.check"]


def test_a_verb_without_a_version_is_a_mistake_of_the_programmer(parcel, other):
    with pytest.raises(TypeError):
        actions.check(parcel, by=other)


def test_the_registrar_does_not_check(parcel, clerk):
    with pytest.raises(Refused, match="登记人"):
        actions.check(parcel, by=clerk, version=0)
    assert not CHECK.open_to(clerk, parcel)
