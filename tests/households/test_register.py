"""Registering a family: a person exists once, in one household, with one applicant."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from agencies.models import Division
from households import actions, kinds, leaving
from households.corrections import correct_person
from households.models import Fact, Household, Membership, Person
from kernel.models import JournalEntry
from kernel.moves import Refused
from kernel.sealing import sealed
from tests.households import factories
from tests.households.factories import MONDAY, newcomer

BORN = date(1959, 3, 5)


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.sentence


def add(household, clerk, **typed):
    given = {"relation": "spouse", "name": "陈金水", "id_number": factories.trial_number()} | typed
    return actions.add_member(household, by=clerk, on=MONDAY, **given)


def test_a_family_is_registered_under_the_next_number_of_its_township(office, clerk):
    first = factories.household(office, by=clerk)
    second = factories.household(office, by=clerk)

    assert [first.number, second.number] == ["350821106-00001", "350821106-00002"]
    assert first.made_by == clerk
    assert first.made_on == MONDAY


def test_the_journal_knows_the_act_and_nothing_about_the_person(office, clerk):
    number = factories.trial_number()
    household = factories.household(office, [newcomer(id_number=number, phone="13812345678")], by=clerk)
    factories.tell(household, "disease", "mdr_tb", factories.applicant(household), by=clerk)

    entries = list(JournalEntry.objects.order_by("seq"))
    assert [entry.kind for entry in entries] == [
        "households.register",
        "households.add_members",
        "households.record_facts",
    ]
    told = str([entry.content for entry in entries])
    assert not {word for word in (number, "林春花", "13812345678", "mdr_tb") if word in told}


def test_number_and_phone_are_sealed_in_the_table(office, clerk):
    number = factories.trial_number()
    household = factories.household(office, [newcomer(id_number=number, phone="13812345678")], by=clerk)

    row = Person.objects.filter(pk=factories.applicant(household).pk).values().get()
    assert number not in str(row)
    assert "13812345678" not in str(row)
    assert sealed(factories.applicant(household), "id_number") == number


def test_a_village_of_another_township_is_refused(office, clerk):
    elsewhere = Division.objects.get(code="350802106201")

    sentence = refusal(lambda: actions.register_household(office, elsewhere, "", by=clerk, on=MONDAY))

    assert "所辖的村" in sentence
    assert not Household.objects.exists()


def test_who_may_only_read_cannot_register(office, clerk):
    reader = factories.somebody_of(office, "township_confirmer")
    household = factories.household(office, by=clerk)

    with pytest.raises(PermissionDenied):
        add(household, reader)
    with pytest.raises(PermissionDenied):
        factories.household(office, by=reader)
    assert household.memberships.count() == 1


@pytest.mark.parametrize("spelled", ["{}", " {} ", "'{}"])
def test_a_number_held_elsewhere_names_the_township_and_no_more(office, clerk, spelled):
    number = factories.trial_number()
    factories.household(office, [newcomer(id_number=number)], by=clerk)
    neighbours = factories.office(factories.XIAOCHI)
    theirs = factories.somebody_of(neighbours)
    household = factories.household(neighbours, by=theirs)

    sentence = refusal(lambda: add(household, theirs, name="林春花", id_number=spelled.format(number)))

    assert "3599************" in sentence
    assert "林**" in sentence
    assert "河田镇" in sentence
    assert number not in sentence
    assert "林春花" not in sentence


def test_a_member_is_not_registered_twice_in_one_household(office, clerk):
    number = factories.trial_number()
    household = factories.household(office, [newcomer(id_number=number)], by=clerk)

    assert "已经是本户成员" in refusal(lambda: add(household, clerk, name="林春花", id_number=number))


def test_the_same_number_twice_in_one_form_is_refused(office, clerk):
    number = factories.trial_number()
    twins = [newcomer(id_number=number), newcomer("spouse", id_number=number)]

    assert "同一个证件号" in refusal(lambda: factories.household(office, twins, by=clerk))
    assert not Person.objects.exists()


def test_who_left_one_household_is_the_same_person_in_the_next(office, clerk):
    number = factories.trial_number()
    first = factories.household(office, [newcomer(id_number=number)], by=clerk)
    person = factories.applicant(first)
    leaving.end_membership(first.memberships.get(), until=MONDAY, by=clerk, on=MONDAY)

    second = factories.household(office, by=clerk)
    joined = add(second, clerk, name="林春花", id_number=number.lower())

    assert joined.person == person
    assert Person.objects.count() == 2


def test_two_counters_at_once_register_a_person_once(office, clerk, monkeypatch):
    number = factories.trial_number()
    factories.household(office, [newcomer(id_number=number)], by=clerk)
    household = factories.household(office, by=clerk)
    # The other counter commits between this one's look and its write.
    monkeypatch.setattr(actions, "_known_people", lambda entrants: {})

    sentence = refusal(lambda: add(household, clerk, name="林春花", id_number=number))

    assert "另一个窗口" in sentence
    assert number not in sentence
    assert household.memberships.count() == 1


def test_a_household_has_one_applicant_from_its_first_member_on(office, clerk):
    household = factories.household(office, by=clerk)
    bare = actions.register_household(office, household.division, "", by=clerk, on=MONDAY)

    assert "一名申请人" in refusal(lambda: add(household, clerk, relation="applicant"))
    assert "一名申请人" in refusal(lambda: add(bare, clerk, relation="spouse"))


def test_the_applicant_leaves_last(office, clerk):
    household = factories.household(office, [newcomer(), newcomer("spouse", "陈金水")], by=clerk)
    applicant, spouse = household.memberships.order_by("pk")

    def leave(membership, until=MONDAY):
        return leaving.end_membership(membership, until=until, by=clerk, on=MONDAY)

    assert "请先更换申请人" in refusal(lambda: leave(applicant))
    assert "应在登记到本户的" in refusal(lambda: leave(spouse, MONDAY + timedelta(days=1)))
    leave(spouse)
    assert "不必重复" in refusal(lambda: leave(spouse))
    leave(applicant)
    assert not household.memberships.open().exists()


def test_without_a_number_a_reason_is_kept_and_no_number_invented(office, clerk):
    child = newcomer("minor_child", "林小小", no_number_reason="未登记户口", sex="F", birth=date(2024, 5, 1))
    household = factories.household(office, [newcomer(), child], by=clerk)

    person = household.memberships.get(relation="minor_child").person
    assert (person.id_kind, person.id_number_index, person.id_number_sealed) == ("none", None, "")
    assert person.no_number_reason == "未登记户口"


BAD = {
    "没有身份证号的，请说明原因": {"id_number": ""},
    "不必再填无号原因": {"no_number_reason": "遗失"},
    "请填写姓名": {"name": " "},
    "与申请人的关系": {"relation": "cousin"},
    "不一致": {"birth": date(1960, 1, 1)},
    "性别与身份证号": {"sex": "M"},
    "11 位数字": {"phone": "123"},
    "晚于": {"id_number": "", "no_number_reason": "遗失", "birth": MONDAY + timedelta(days=1)},
    "性别请选": {"id_number": "", "no_number_reason": "遗失", "sex": "X"},
}


@pytest.mark.parametrize(("says", "typed"), BAD.items())
def test_bad_input_is_a_sentence_and_leaves_no_trace(office, clerk, says, typed):
    household = factories.household(office, by=clerk)
    entries = JournalEntry.objects.count()

    assert says in refusal(lambda: add(household, clerk, **typed))
    assert household.memberships.count() == Person.objects.count() == 1
    assert JournalEntry.objects.count() == entries


def test_a_correction_reads_the_number_anew_and_names_only_the_fields(office, clerk):
    household = factories.household(office, by=clerk)
    number = factories.trial_number(date(1961, 1, 20), "M")

    person = correct_person(
        factories.applicant(household), id_number=number, reason="录入有误", by=clerk, on=MONDAY
    )

    assert (person.birth, person.sex) == (date(1961, 1, 20), "M")
    assert Person.objects.with_number(number).get() == person
    entry = JournalEntry.objects.order_by("-seq").first()
    assert entry.content == {"fields": ["id_number"]}


def test_what_a_correction_replaced_is_kept_sealed(office, clerk):
    household = factories.household(office, by=clerk)
    person = factories.applicant(household)

    correct_person(person, name="林春华", phone="13812345678", reason="同音字", by=clerk, on=MONDAY)

    kept = Fact.objects.get(kind="correction")
    assert kept.answer == {"reason": "同音字", "before": {"name": "林春花", "phone": ""}}
    assert "林春花" not in str(Fact.objects.values().get())
    assert kinds.KINDS["correction"].show(kept.answer) == "同音字"


def test_a_correction_cannot_take_the_number_of_another(office, clerk):
    number = factories.trial_number()
    factories.household(office, [newcomer(id_number=number)], by=clerk)
    person = factories.applicant(factories.household(office, by=clerk))

    sentence = refusal(lambda: correct_person(person, id_number=number, reason="更正", by=clerk, on=MONDAY))

    assert "另一人名下" in sentence
    assert number not in sentence


def test_a_correction_needs_a_reason(office, clerk):
    person = factories.applicant(factories.household(office, by=clerk))

    assert "原因" in refusal(lambda: correct_person(person, name="林春", reason=" ", by=clerk, on=MONDAY))


def test_somebody_of_the_same_name_and_birthday_is_pointed_out(office, clerk):
    household = factories.household(office, [newcomer(), newcomer("sibling")], by=clerk)

    assert Person.objects.lookalikes("林春花", BORN).count() == 2
    assert household.memberships.count() == 2


def test_the_database_itself_keeps_a_person_in_one_household(office, clerk):
    household = factories.household(office, by=clerk)
    other = actions.register_household(office, household.division, "", by=clerk, on=MONDAY)
    person = factories.applicant(household)

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(household=other, person=person, relation="applicant", since=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="无名", id_kind="id_card")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            household=other, person=person, relation="cousin", since=MONDAY, until=MONDAY
        )


def test_a_whole_family_costs_no_more_questions_than_one_person(office, clerk, django_assert_max_num_queries):
    family = [newcomer(), newcomer("spouse", "陈金水"), *[newcomer("adult_child", "陈水") for _ in range(4)]]
    household = actions.register_household(
        office, Division.objects.filter(parent=office.division).first(), "", by=clerk, on=MONDAY
    )

    # Right (1, cached), lock, known people, open memberships, applicant, two inserts, savepoints, journal.
    with django_assert_max_num_queries(20):
        actions.add_members(household, family, since=MONDAY, by=clerk, on=MONDAY)
