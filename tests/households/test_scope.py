"""Who may see which family, and how one is found."""

import pytest

from households import leaving
from households.identity import mask
from households.models import Household
from tests.households import factories
from tests.households.factories import newcomer


@pytest.fixture
def household(office, clerk):
    return factories.household(office, by=clerk)


def seen_by(account):
    return list(Household.objects.visible_to(account))


def test_a_family_is_seen_by_its_township_and_those_above(household, office, clerk):
    county = factories.somebody_of(office.parent, "county_reviewer")

    assert seen_by(clerk) == seen_by(county) == [household]


def test_another_township_and_another_county_see_nothing(household):
    neighbours = factories.office(factories.XIAOCHI)

    assert seen_by(factories.somebody_of(neighbours)) == []
    assert seen_by(factories.somebody_of(neighbours.parent, "county_reviewer")) == []


def test_who_only_visits_opens_no_families(household, office):
    assert seen_by(factories.somebody_of(office, "village_worker")) == []


def test_a_family_is_found_by_number_name_village_and_its_own_number(office, clerk):
    number = factories.trial_number()
    household = factories.household(
        office, [newcomer(id_number=number), newcomer("spouse", "陈金水")], by=clerk
    )

    for words in (number, f" {number.lower()} ", "陈金", household.division.name[:2], household.number):
        assert household in Household.objects.find(words), words
    factories.household(office, [newcomer(name="王二")], by=clerk)
    assert list(Household.objects.find(number)) == [household]


def test_a_part_of_a_number_finds_nobody(office, clerk):
    number = factories.trial_number()
    factories.household(office, [newcomer(id_number=number)], by=clerk)

    for words in (number[:17], number[-4:], mask(number), number[6:14]):
        assert not Household.objects.find(words).exists(), words


def test_search_never_leaves_the_scope(household):
    stranger = factories.somebody_of(factories.office(factories.XIAOCHI))

    assert not Household.objects.visible_to(stranger).find("林春花").exists()


def test_who_left_is_no_longer_found_with_the_family(office, clerk):
    household = factories.household(office, [newcomer(), newcomer("spouse", "陈金水")], by=clerk)
    spouse = household.memberships.get(relation="spouse")
    leaving.end_membership(spouse, until=factories.MONDAY, by=clerk, on=factories.MONDAY)

    assert not Household.objects.find("陈金水").exists()


def test_a_list_asks_the_same_for_one_family_and_for_five(office, clerk, django_assert_num_queries):
    for _ in range(5):
        factories.household(office, by=clerk)

    with django_assert_num_queries(2):
        rows = list(Household.objects.for_list())
        assert [row.open_members[0].person.name for row in rows] == ["林春花"] * 5
        assert {str(row.division) for row in rows}
