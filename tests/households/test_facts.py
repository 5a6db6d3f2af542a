"""What is known: none is not unknown, the newest holds, nothing is edited, health is sealed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from households import actions, kinds, leaving
from households.actions import NewFact, twelve_months_before
from households.dossier import known, known_of
from households.models import Fact
from households.typed import BadInput
from kernel.moves import Refused
from tests.households import factories
from tests.households.factories import MONDAY, newcomer, tell


@pytest.fixture
def household(office, clerk):
    return factories.household(office, [newcomer(), newcomer("spouse", "陈金水")], by=clerk)


@pytest.fixture
def person(household):
    return factories.applicant(household)


def facts_of(household, on=MONDAY, ref="A"):
    return {member.ref: member.facts for member in known(household, on).members}[ref]


def test_never_asked_asked_and_unknown_and_none_are_three_things(household, person, clerk):
    tell(household, "income.wage", None, person, by=clerk)
    tell(household, "disability", "none", person, by=clerk)
    tell(household, "disease", None, person, by=clerk)

    facts = facts_of(household)
    assert "income.business" not in facts
    assert facts == {"income.wage": None, "disability": "none", "disease": None}


def test_the_newest_fact_holds_and_the_older_stays(household, person, clerk):
    for fen in (100, None, 300):
        tell(household, "income.wage", fen, person, by=clerk)

    assert facts_of(household) == {"income.wage": 300}
    assert [fact.value for fact in Fact.objects.order_by("place")] == [100, None, 300]


def test_the_order_of_recording_decides_even_within_one_instant(household, person, clerk):
    actions.record_facts(
        household,
        [NewFact("income.wage", 100, person), NewFact("income.wage", 200, person)],
        source="declared",
        true_on=MONDAY,
        by=clerk,
        on=MONDAY,
    )

    assert facts_of(household) == {"income.wage": 200}


def test_a_fact_holds_from_the_day_it_was_true(household, clerk):
    tell(household, "asset.houses", 1, by=clerk, on=MONDAY)
    tell(household, "asset.houses", 2, by=clerk, on=MONDAY + timedelta(days=7))

    assert known(household, MONDAY).facts == {"asset.houses": 1}
    assert known(household, MONDAY + timedelta(days=7)).facts == {"asset.houses": 2}
    assert known(household, MONDAY - timedelta(days=1)).facts == {}


def test_twelve_months_end_with_the_month_before(household, person, clerk):
    [fact] = tell(household, "income.wage", 100, person, by=clerk)

    assert (fact.period_from, fact.period_to) == (date(2025, 3, 1), date(2026, 2, 28))
    assert twelve_months_before(date(2024, 2, 29)) == (date(2023, 2, 1), date(2024, 1, 31))


def test_income_of_more_than_a_year_ago_says_nothing_about_today(household, person, clerk):
    tell(household, "income.wage", 100, person, by=clerk)
    tell(household, "disability", {"kind": "visual", "grade": 1}, person, by=clerk)

    assert "income.wage" in facts_of(household, date(2027, 2, 28))
    later = facts_of(household, date(2027, 3, 1))
    assert later == {"disability": {"kind": "visual", "grade": 1}}


def test_health_and_kin_are_sealed_in_the_table(household, person, clerk):
    told = {
        "disability": {"kind": "mental", "grade": 2},
        "disease": "mdr_tb",
        "obligors": [{"relation": "child", "birth": "1985-01-01", "income_monthly": 300000}],
    }
    for kind, value in told.items():
        tell(household, kind, value, person, by=clerk)

    rows = str(list(Fact.objects.values()))
    assert not {word for word in ("mental", "mdr_tb", "1985") if word in rows}
    assert facts_of(household) == told


def test_the_database_refuses_to_edit_or_remove_a_fact(household, person, clerk):
    tell(household, "income.wage", 100, person, by=clerk)

    for act in (lambda: Fact.objects.update(value=1), lambda: Fact.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert Fact.objects.get().value == 100


def test_a_fact_goes_with_the_person_to_the_next_household(office, clerk):
    number = factories.trial_number()
    first = factories.household(office, [newcomer(id_number=number)], by=clerk)
    tell(first, "disability", "none", factories.applicant(first), by=clerk)
    tell(first, "asset.houses", 3, by=clerk)
    leaving.end_membership(first.memberships.get(), until=MONDAY, by=clerk, on=MONDAY)
    second = factories.household(office, by=clerk)
    actions.add_member(
        second, relation="parent", name="林春花", id_number=number, since=MONDAY, by=clerk, on=MONDAY
    )

    assert facts_of(second, ref="B") == {"disability": "none"}
    assert known(second, MONDAY).facts == {}


BAD = {
    "没有“income.lottery”": ("income.lottery", 1, True),
    "整数分": ("income.wage", -1, True),
    "应为不小于": ("income.wage", 1.5, True),
    "不小于 0 的整数": ("income.wage", True, True),
    "属于个人": ("income.wage", 1, False),
    "属于全家": ("asset.houses", 1, True),
    "0 到 99": ("asset.houses", 100, False),
    "类别和等级": ("disability", "severe", True),
    "1 到 4": ("disability", {"kind": "visual", "grade": 5}, True),
    "不在选项里": ("disease", "flu", True),
    "应为是或否": ("unemployed", "yes", True),
    "2025-06-30": ("graduates_on", "2026-02-30", True),
    "车辆应为列表": ("asset.vehicles", "car", False),
    "法定义务人每人": ("obligors", [{"name": "某"}], True),
    "缺少“relation”": ("obligors", [{"relation": None}], True),
}


@pytest.mark.parametrize(("says", "told"), BAD.items())
def test_a_bad_fact_is_a_sentence_and_nothing_is_kept(household, person, clerk, says, told):
    kind, value, is_personal = told
    good = NewFact("asset.shops", 0)

    with pytest.raises(Refused, match=says):
        actions.record_facts(
            household,
            [good, NewFact(kind, value, person if is_personal else None)],
            source="declared",
            true_on=MONDAY,
            by=clerk,
            on=MONDAY,
        )
    assert not Fact.objects.exists()


def test_a_fact_about_a_stranger_is_refused(household, office, clerk):
    stranger = factories.applicant(factories.household(office, by=clerk))

    with pytest.raises(Refused, match="不是本户成员"):
        tell(household, "income.wage", 1, stranger, by=clerk)


def test_a_fact_of_tomorrow_is_refused(household, clerk):
    with pytest.raises(Refused, match="晚于今天"):
        actions.record_facts(
            household,
            [NewFact("asset.shops", 0)],
            source="declared",
            true_on=MONDAY + timedelta(days=1),
            by=clerk,
            on=MONDAY,
        )


def test_the_counter_of_another_township_records_nothing_here(household):
    stranger = factories.somebody_of(factories.office(factories.XIAOCHI))

    with pytest.raises(PermissionDenied):
        tell(household, "asset.shops", 0, by=stranger)


READ = {
    ("income.wage", "1,234.50"): 123450,
    ("income.wage", "不清楚"): None,
    ("asset.houses", "２"): 2,  # noqa: RUF001
    ("school", "本科"): "undergraduate",
    ("school", "postgraduate"): "postgraduate",
    ("disease", "无"): "none",
    ("disability", "智力:3"): {"kind": "intellectual", "grade": 3},
    ("disability", "无"): "none",
    ("graduates_on", "2027/06/30"): "2027-06-30",
    ("clergy_since", "不是"): "none",
    ("unemployed", "是"): True,
    ("cohabiting", "否"): False,
    ("asset.vehicles", "摩托车、car"): ["motorcycle", "car"],
    ("asset.vehicles", "无"): [],
}


@pytest.mark.parametrize(("typed", "value"), READ.items(), ids=range(len(READ)))
def test_typed_answers_are_read_as_the_register_keeps_them(typed, value):
    kind, text = typed

    assert kinds.of(kind).read(text) == value
    kinds.of(kind).check(value)


@pytest.mark.parametrize("typed", [("income.wage", "-3"), ("disability", "智力:9"), ("school", "夜大")])
def test_a_fault_names_the_field_it_is_about(typed):
    kind, text = typed

    with pytest.raises(BadInput, match=f"^{kinds.of(kind).label}："):
        kinds.of(kind).read(text)


def test_every_kind_shows_unknown_in_the_same_words():
    assert {kind.show(None) for kind in kinds.KINDS.values()} == {"不清楚"}


def test_a_family_is_known_by_a_few_questions_however_large(
    household, person, office, clerk, django_assert_num_queries
):
    for code, value in (("income.wage", 1), ("disability", "none"), ("income.wage", 2)):
        tell(household, code, value, person, by=clerk)
    others = [factories.household(office, by=clerk) for _ in range(5)]
    found = type(household).objects.get(pk=household.pk)

    with django_assert_num_queries(3):  # the office, who lives there, what is known
        known(found, MONDAY)
    everybody = list(type(household).objects.select_related("office"))
    with django_assert_num_queries(2):
        assert len(known_of(everybody, MONDAY)) == len(others) + 1


def test_recording_a_whole_form_asks_no_more_than_recording_one_answer(household, person, clerk):
    def questions(facts):
        with CaptureQueriesContext(connection) as asked:
            actions.record_facts(household, facts, source="visit", true_on=MONDAY, by=clerk, on=MONDAY)
        return len(asked)

    questions([NewFact("income.wage", 0, person)])  # the first of a test also reads keys and rights
    form = [NewFact(code, 0, person) for group in ("income", "excluded") for _, code in kinds.group(group)]
    assert questions(form) <= questions(form[:1]) + 1  # one INSERT holds what SQLite's variables allow
