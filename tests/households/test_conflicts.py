"""号码冲突: a number typed with another name overwrites nobody, and a second person says what it is."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from applications.conditions import no_number_in_conflict
from applications.models import Application
from households import actions, conflicts, leaving
from households.models import NumberConflict, Person
from kernel.models import JournalEntry
from kernel.moves import Refused
from kernel.sealing import sealed
from tests.households import factories
from tests.households.factories import MONDAY, newcomer


@pytest.fixture
def second(office):
    return factories.somebody_of(office)


@pytest.fixture
def number():
    return factories.trial_number()


@pytest.fixture
def conflict(office, clerk, number):
    """林春花 left her family; at the counter her number comes with the name 王二."""
    first = factories.household(office, [newcomer(id_number=number)], by=clerk)
    leaving.end_membership(first.memberships.get(), until=MONDAY, by=clerk, on=MONDAY)
    factories.household(office, [newcomer(name="王二", id_number=number)], by=clerk)
    return NumberConflict.objects.get()


def settle(conflict, by, outcome="same_person", reason="改过名，户口簿有曾用名", version=0, **more):
    finding = conflicts.Finding(outcome, reason, **more)
    return conflicts.settle(conflict, finding, by=by, on=MONDAY, version=version)


def refusal(act) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


def accepting(conflict):
    """The question 受理 asks of the family's case."""
    return no_number_in_conflict(Application(household=conflict.household), by=None)


def test_neither_record_is_touched_and_the_number_waits_sealed(conflict, clerk, number):
    claimant = conflict.claimant

    assert (conflict.holder.name, sealed(conflict.holder, "id_number")) == ("林春花", number)
    assert (claimant.name, claimant.id_number_index, claimant.birth) == ("王二", None, None)
    assert sealed(conflict, "id_number") == number
    assert number not in str(NumberConflict.objects.values().get())
    assert (conflict.raised_by, conflict.state) == (clerk, "open")


def test_the_case_waits_for_the_finding(conflict, second):
    sentence = refusal(lambda: accepting(conflict)).sentence

    assert "王*" in sentence
    assert "打开“号码冲突”" in sentence
    assert "王二" not in sentence
    settle(conflict, second)
    accepting(conflict)


def test_one_person_takes_the_new_name_and_what_was_told_meanwhile(conflict, second, number):
    factories.tell(conflict.household, "income.wage", 1200, conflict.claimant, by=second)

    settle(conflict, second)

    person = Person.objects.with_number(number).get()
    assert (person.pk, person.name) == (conflict.holder_id, "王二")
    assert conflict.household.memberships.get().person == person
    told = actions.Fact.objects.filter(person=person)
    assert told.get(kind="income.wage").answer == 1200
    assert "林春花" in str(told.get(kind="correction").answer)


def test_one_person_who_lives_elsewhere_leaves_there_first(office, clerk, second, number):
    factories.household(office, [newcomer(id_number=number)], by=clerk)
    factories.household(office, [newcomer(name="王二", id_number=number)], by=clerk)
    conflict = NumberConflict.objects.get()

    assert "办理迁出" in refusal(lambda: settle(conflict, second)).sentence
    assert NumberConflict.objects.get().state == "open"
    assert conflict.household.memberships.get().person.name == "王二"


def test_a_mistyped_number_keeps_waiting_until_the_right_one_comes(conflict, second):
    settle(conflict, second, "mistyped", "对照原件，末位输错")
    refusal(lambda: accepting(conflict))

    right = factories.trial_number()
    settle(conflict, second, "mistyped", "对照原件，末位输错", 1, number=right)

    accepting(conflict)
    assert sealed(Person.objects.get(pk=conflict.claimant_id), "id_number") == right


def test_two_who_claim_one_number_stay_in_the_way(conflict, second):
    settle(conflict, second, "two_claim", "两本户口簿同号")

    refusal(lambda: accepting(conflict))


def test_whoever_raised_it_does_not_settle_it(conflict, clerk):
    assert refusal(lambda: settle(conflict, clerk)).status == 403
    assert NumberConflict.objects.get().state == "open"


def test_without_the_guard_the_table_still_refuses_the_first_person(conflict, clerk, monkeypatch):
    monkeypatch.setattr(conflicts, "refuse_the_first", lambda row, by: None)

    with pytest.raises(IntegrityError), transaction.atomic():
        settle(conflict, clerk)


def test_a_finding_needs_right_version_reason_and_a_known_outcome(conflict, office, second):
    stranger = factories.somebody_of(factories.office(factories.XIAOCHI))
    with pytest.raises(PermissionDenied):
        settle(conflict, stranger)
    assert "刷新" in refusal(lambda: settle(conflict, second, version=7)).sentence
    assert "理由" in refusal(lambda: settle(conflict, second, reason=" ")).sentence
    assert "200" in refusal(lambda: settle(conflict, second, reason="长" * 201)).sentence
    assert "三项" in refusal(lambda: settle(conflict, second, "open")).sentence
    settle(conflict, second)
    assert "不必重复" in refusal(lambda: settle(conflict, second, version=1)).sentence


def test_the_journal_knows_both_acts_and_no_name(conflict, second, number):
    settle(conflict, second)

    entries = list(JournalEntry.objects.all())
    assert {"households.raise_conflict", "households.settle_conflict"} <= {one.kind for one in entries}
    told = str([one.content for one in entries])
    assert not [word for word in (number, "林春花", "王二", "曾用名") if word in told]


def test_conflicts_are_seen_within_the_scope(conflict, second):
    stranger = factories.somebody_of(factories.office(factories.XIAOCHI))

    assert list(NumberConflict.objects.visible_to(second)) == [conflict]
    assert not NumberConflict.objects.visible_to(stranger).exists()
