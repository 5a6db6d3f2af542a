"""分户 and 迁移 in the register: who leaves, who receives, and what stays where."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from agencies.models import Division
from agencies.seats import place
from households import dossier, kinship, leaving, parting
from households.actions import add_member
from households.conflicts import NumberConflict
from households.models import Household, Obligor, Split, Transfer
from kernel.models import JournalEntry
from kernel.moves import Refused
from kernel.sealing import sealed
from tests.households import factories
from tests.households.factories import MONDAY, newcomer

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def home(office, clerk):
    members = [newcomer(), newcomer("spouse", "陈金水"), newcomer("adult_child", "林远行")]
    return factories.household(office, members, by=clerk)


def person(home, relation: str):
    return home.memberships.get(relation=relation).person


def plan(home, relations: dict, **changes) -> parting.Plan:
    """`relations`: relation in the old household → relation in the new one."""
    who = {person(home, old).pk: new for old, new in relations.items()}
    given = {"division": home.division, "address": "2 号", "reason": "儿子成家另过"} | changes
    return parting.Plan(who, **given)


SON_LEAVES = {"adult_child": "applicant"}


def leave(home, clerk, relations=None, **changes):
    told = plan(home, SON_LEAVES if relations is None else relations, **changes)
    return parting.split(home, told, by=clerk, on=TUESDAY)


def test_who_leaves_is_a_household_of_their_own_from_that_day(home, clerk):
    son = person(home, "adult_child")
    factories.tell(home, "school", "none", son, by=clerk)

    made = leave(home, clerk)

    assert [len(dossier.known(home, day).members) for day in (MONDAY, TUESDAY)] == [3, 2]
    assert [len(dossier.known(made, day).members) for day in (MONDAY, TUESDAY)] == [0, 1]
    assert dossier.known(made, TUESDAY).members[0].facts == {"school": "none"}
    link = Split.objects.get()
    assert (link.source, link.made, link.people, link.on) == (home, made, 1, TUESDAY)


REFUSED = {
    "至少选一名": {"relations": {}},
    "不能分出": {"relations": {"applicant": "applicant"}},
    "只能有一名申请人": {"relations": {"spouse": "applicant", "adult_child": "applicant"}},
    "必须有": {"relations": {"spouse": "parent"}},
    "没有选": {"relations": {"spouse": "friend", "adult_child": "applicant"}},
    "请写明分户的理由": {"reason": " "},
    "现在有 201 个字": {"reason": "长" * 201},
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_split_that_cannot_be_is_refused_in_a_sentence(home, clerk, sentence):
    with pytest.raises(Refused, match=sentence):
        leave(home, clerk, **REFUSED[sentence])

    assert Household.objects.count() == 1
    assert home.memberships.open().count() == 3


def test_a_village_elsewhere_a_stranger_and_a_newcomer_of_today_are_refused(home, office, clerk):
    elsewhere = Division.objects.get(code="350802106201")
    other = factories.applicant(factories.household(office, by=clerk))
    stranger = plan(home, {}, reason="成家")
    stranger.relations[other.pk] = "applicant"

    with pytest.raises(Refused, match="所辖的村"):
        leave(home, clerk, division=elsewhere)
    with pytest.raises(Refused, match="已不是本户成员"):
        parting.split(home, stranger, by=clerk, on=TUESDAY)
    with pytest.raises(Refused, match="今天才登记"):
        parting.split(home, plan(home, SON_LEAVES), by=clerk, on=MONDAY)
    assert not Split.objects.exists()


def test_a_number_in_conflict_is_not_got_rid_of_by_a_split(home, office, clerk):
    number = factories.trial_number()
    factories.household(office, [newcomer(id_number=number)], by=clerk)
    add_member(home, relation="sibling", name="王二", id_number=number, by=clerk, on=MONDAY)

    with pytest.raises(Refused, match="号码冲突还没有核对完"):
        leave(home, clerk, {"sibling": "applicant"})

    assert NumberConflict.objects.in_the_way_of(home).exists()
    leave(home, clerk)  # somebody else may go


def test_with_the_guard_off_the_conflict_would_be_out_of_the_way(home, office, clerk, monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(parting, "_refuse_in_conflict", lambda *_: None)
    number = factories.trial_number()
    factories.household(office, [newcomer(id_number=number)], by=clerk)
    add_member(home, relation="sibling", name="王二", id_number=number, by=clerk, on=MONDAY)

    made = leave(home, clerk, {"sibling": "applicant"})

    assert not NumberConflict.objects.in_the_way_of(home).exists()
    assert not NumberConflict.objects.in_the_way_of(made).exists()


def test_who_stands_by_the_son_goes_with_him(home, clerk):
    told = kinship.NewObligor("sibling", "林远香")
    kinship.add_obligor(home, person(home, "adult_child"), told, by=clerk, on=MONDAY)

    made = leave(home, clerk)

    assert Obligor.objects.get().household == made


def test_only_a_clerk_of_the_office_splits_or_sends(home, office):
    reader = factories.somebody_of(office, "township_reviewer")
    there = factories.office(factories.XIAOCHI)

    with pytest.raises(PermissionDenied):
        leave(home, reader)
    with pytest.raises(PermissionDenied):
        parting.send(home, there, "迁居", by=reader, on=MONDAY)


@pytest.fixture
def there(db):
    return factories.office(factories.XIAOCHI)


@pytest.fixture
def theirs(there):
    return factories.somebody_of(there)


@pytest.fixture
def village(there):
    return Division.objects.filter(parent=there.division, level="village").first()


def test_two_persons_move_a_family_and_the_old_office_loses_sight_of_it(home, clerk, there, theirs, village):
    row = parting.send(home, there, "随女儿居住", by=clerk, on=MONDAY)
    assert list(Household.objects.visible_to(clerk)) == [home]
    assert not Household.objects.visible_to(theirs).exists()

    parting.receive(row, village, "9 号", by=theirs, on=TUESDAY, version=0)

    home.refresh_from_db()
    assert (home.office, home.division, home.address) == (there, village, "9 号")
    assert not Household.objects.visible_to(clerk).exists()
    assert list(Household.objects.visible_to(theirs)) == [home]
    assert Transfer.objects.visible_to(clerk).get().state == "received"  # its own history
    with pytest.raises(PermissionDenied):
        factories.tell(Household.objects.get(), "area", "rural", by=clerk)


def test_a_family_is_sent_once_and_may_be_taken_back(home, clerk, there, theirs, village):
    row = parting.send(home, there, "随女儿居住", by=clerk, on=MONDAY)
    with pytest.raises(Refused, match="等对方接收"):
        parting.send(home, there, "随女儿居住", by=clerk, on=MONDAY)

    parting.withdraw(row, by=clerk, on=MONDAY, version=0)
    with pytest.raises(Refused, match="已是“已撤回”"):
        parting.receive(row, village, "", by=theirs, on=MONDAY, version=1)
    again = parting.send(home, there, "随女儿居住", by=clerk, on=MONDAY)
    with pytest.raises(Refused, match="刷新"):
        parting.decline(again, "查无此人", by=theirs, on=MONDAY, version=4)
    parting.decline(again, "查无此人", by=theirs, on=MONDAY, version=0)

    home.refresh_from_db()
    assert (home.office.code, again.__class__.objects.open().count()) == (factories.HETIAN, 0)


def test_the_sender_does_not_receive(home, clerk, there, village):
    """Somebody who sits in both townships is still one person; the table itself refuses it too."""
    place(clerk, there, "township_clerk", starts_on=MONDAY.replace(year=2020))
    clerk = type(clerk).objects.get(pk=clerk.pk)
    row = parting.send(home, there, "随女儿居住", by=clerk, on=MONDAY)

    for act in (
        lambda: parting.receive(row, village, "", by=clerk, on=MONDAY, version=0),
        lambda: parting.decline(row, "查无此人", by=clerk, on=MONDAY, version=0),
    ):
        with pytest.raises(Refused, match="您移交的"):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.update(state="received", settled_by=clerk, settled_on=MONDAY)


def test_a_move_to_the_same_office_or_a_wrong_village_is_refused(home, office, clerk, there, theirs):
    with pytest.raises(Refused, match="就在"):
        parting.send(home, office, "迁居", by=clerk, on=MONDAY)
    row = parting.send(home, there, "迁居", by=clerk, on=MONDAY)
    with pytest.raises(Refused, match="所辖的村"):
        parting.receive(row, home.division, "", by=theirs, on=MONDAY, version=0)
    with pytest.raises(PermissionDenied):
        parting.receive(row, home.division, "", by=factories.somebody_of(office), on=MONDAY, version=0)


def test_the_journal_knows_the_acts_and_no_name(home, clerk, there, theirs, village):
    number = sealed(factories.applicant(home), "id_number")
    leave(home, clerk)
    row = parting.send(home, there, "随女儿林远香居住", by=clerk, on=TUESDAY)
    parting.receive(row, village, "9 号", by=theirs, on=TUESDAY, version=0)

    found = list(JournalEntry.objects.all())
    assert {"households.split", "households.send", "households.settle_transfer"} <= {
        one.kind for one in found
    }
    told = str([one.content for one in found])
    assert not [word for word in (number, "林远", "成家", "9 号") if word in told]


DEAD = {"until": MONDAY, "why": "died"}


def restated(home, **relations):
    """Everybody's relation as it is, but for those named: old relation → new one."""
    return {one.person_id: relations.get(one.relation, one.relation) for one in home.memberships.open()}


def test_who_died_is_a_member_to_the_last_day_and_the_reason_is_kept(home, clerk):
    spouse = home.memberships.get(relation="spouse")

    leaving.end_membership(spouse, **DEAD, by=clerk, on=TUESDAY)

    assert [len(dossier.known(home, day).members) for day in (MONDAY, TUESDAY)] == [3, 2]
    assert home.memberships.get(pk=spouse.pk).get_left_for_display() == "去世"
    assert JournalEntry.objects.filter(kind="households.end_membership").get().content["why"] == "died"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"why": "lost"}, "没有“lost”这种离开原因"),
        ({"until": MONDAY - timedelta(days=1)}, "应在登记到本户的"),
        ({"until": TUESDAY + timedelta(days=1)}, "与今天之间"),
    ],
)
def test_a_leave_that_cannot_be_is_refused_in_a_sentence(home, clerk, changes, words):
    with pytest.raises(Refused, match=words):
        leaving.end_membership(
            home.memberships.get(relation="spouse"), **(DEAD | changes), by=clerk, on=TUESDAY
        )


def test_the_database_keeps_no_reason_without_a_last_day(home):
    with pytest.raises(IntegrityError), transaction.atomic():
        home.memberships.filter(relation="spouse").update(left_for="died")


def test_another_applicant_is_one_from_today_and_the_old_relations_stand_as_they_were(home, clerk):
    relations = restated(home, applicant="spouse", spouse="applicant")

    leaving.change_applicant(home, relations, by=clerk, on=TUESDAY)

    first, then = (
        {one.person.name: one.relation for one in home.memberships.on(day)} for day in (MONDAY, TUESDAY)
    )
    assert first["陈金水"] == "spouse"
    assert then["陈金水"] == "applicant"
    assert then["林远行"] == first["林远行"]
    assert len(dossier.known(home, TUESDAY).members) == 3


def test_the_old_applicant_may_leave_once_there_is_another(home, clerk):
    with pytest.raises(Refused, match="请先更换申请人"):
        leaving.end_membership(home.memberships.get(relation="applicant"), **DEAD, by=clerk, on=TUESDAY)
    old = person(home, "applicant")

    leaving.change_applicant(
        home, restated(home, applicant="spouse", spouse="applicant"), by=clerk, on=MONDAY
    )
    leaving.end_membership(home.memberships.open().get(person=old), **DEAD, by=clerk, on=TUESDAY)

    assert home.memberships.open().get(relation="applicant").person.name == "陈金水"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (restated, "没有改动"),
        (lambda home: restated(home, spouse="applicant"), "一名申请人"),
        (lambda home: restated(home, spouse="uncle of mine"), "没有选与新申请人的关系"),
        (lambda home: dict(list(restated(home).items())[:2]), "成员刚刚有变动"),
    ],
)
def test_relations_that_do_not_make_a_family_are_refused(home, clerk, change, words):
    with pytest.raises(Refused, match=words):
        leaving.change_applicant(home, change(home), by=clerk, on=TUESDAY)


def test_nobody_of_another_township_changes_the_family(home):
    stranger = factories.somebody_of(factories.office(factories.XIAOCHI))

    with pytest.raises(PermissionDenied):
        leaving.change_applicant(home, restated(home), by=stranger, on=TUESDAY)
