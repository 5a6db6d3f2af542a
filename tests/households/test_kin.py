"""义务人、监护人、代理人: sealed, of one member, followed by the rules' fact, ended with a reason."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from households import actions, dossier, kinship, leaving
from households.kinship import NewObligor, NewRepresentative
from households.models import Fact, Obligor, Representative
from kernel.models import JournalEntry
from kernel.moves import Refused
from tests.households import factories
from tests.households.factories import MONDAY

SON = {"relation": "child", "name": "林远行", "lives_at": "厦门市集美区"}
AGENT = {"kind": "agent", "name": "王二", "basis": "三月一日委托书", "paper_seen": True}


@pytest.fixture
def household(office, clerk):
    return factories.household(office, by=clerk)


@pytest.fixture
def member(household):
    return factories.applicant(household)


def owe(household, member, clerk, **told) -> Obligor:
    return kinship.add_obligor(household, member, NewObligor(**SON | told), by=clerk, on=MONDAY)


def act_for(household, member, clerk, **told) -> Representative:
    return kinship.add_representative(
        household, member, NewRepresentative(**AGENT | told), by=clerk, on=MONDAY
    )


def entries(household) -> list:
    return dossier.case_file(household, MONDAY, case="x")["obligors"]


def test_an_obligor_is_sealed_and_stands_in_the_case_file(household, member, clerk):
    number = factories.trial_number(date(1985, 3, 5), "M")

    row = owe(
        household, member, clerk, id_number=number.lower(), known={"income_monthly": 300000, "tekun": False}
    )

    kept = str(Obligor.objects.values().get())
    assert not [word for word in (number, "林远行", "集美", "300000") if word in kept]
    assert (row.name, row.lives_at, row.duty) == ("林远行", "厦门市集美区", "赡养")
    assert row.masked_number == f"3599************{number[-2:]}"
    told = entries(household)
    assert [(one["for"], one["relation"], one["birth"], one["income_monthly"]) for one in told] == [
        ("A", "child", "1985-03-05", "3000.00")
    ]
    assert (told[0]["tekun"], told[0]["property_ok"]) == (False, None)


def test_obligors_add_up_and_end_one_by_one(household, member, clerk):
    first = owe(household, member, clerk)
    second = owe(household, member, clerk, name="林远香", known={"dibao": True})
    assert len(entries(household)) == 2

    kinship.end_obligor(first, reason="去世", by=clerk, on=MONDAY, version=0)
    assert [one["dibao"] for one in entries(household)] == [True]
    kinship.end_obligor(second, reason="去世", by=clerk, on=MONDAY, version=0)

    file = dossier.case_file(household, MONDAY, case="x")
    assert (file["obligors"], file["no_obligors_for"]) == ([], [])  # nobody left is unknown, not none
    kinship.no_obligors(household, member, by=clerk, on=MONDAY)
    assert dossier.case_file(household, MONDAY, case="x")["no_obligors_for"] == ["A"]


def test_what_was_stated_before_stays(household, member, clerk):
    factories.tell(household, "obligors", [{"relation": "sibling"}], member, by=clerk)

    row = owe(household, member, clerk)
    assert [one["relation"] for one in entries(household)] == ["sibling", "child"]
    kinship.end_obligor(row, reason="去世", by=clerk, on=MONDAY, version=0)

    assert [one["relation"] for one in entries(household)] == ["sibling"]


def test_nobody_is_not_said_while_somebody_is_registered(household, member, clerk):
    owe(household, member, clerk)

    with pytest.raises(Refused, match="还登记着义务人"):
        kinship.no_obligors(household, member, by=clerk, on=MONDAY)

    assert len(entries(household)) == 1


REFUSED = {
    "姓名": {"name": " "},
    "校验码不对": {"id_number": "35999919590305164X"},
    "住址最多 120 个字": {"lives_at": "长" * 121},
    "不在选项里": {"relation": "cousin"},
    "应为不小于 0": {"known": {"income_monthly": -1}},
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_bad_input_about_an_obligor_is_a_sentence(household, member, clerk, sentence):
    with pytest.raises(Refused, match=sentence):
        owe(household, member, clerk, **REFUSED[sentence])

    assert not Obligor.objects.exists()
    assert not Fact.objects.exists()


def test_a_number_of_another_name_is_refused_and_the_same_son_owes_two(household, member, office, clerk):
    number = factories.trial_number()
    factories.household(office, [factories.newcomer(name="陈金水", id_number=number)], by=clerk)

    with pytest.raises(Refused, match="不是所填的姓名") as refused:
        owe(household, member, clerk, id_number=number)
    assert number not in refused.value.sentence
    for _ in range(2):
        owe(household, member, clerk, name="陈金水", id_number=number)

    assert len(entries(household)) == 2


def test_only_a_member_of_now_has_obligors_and_only_a_clerk_writes(household, member, office, clerk):
    other = factories.applicant(factories.household(office, by=clerk))
    reader = factories.somebody_of(office, "township_reviewer")

    with pytest.raises(Refused, match="不是本户现在的成员"):
        owe(household, other, clerk)
    for act in (owe, act_for):
        with pytest.raises(PermissionDenied):
            act(household, member, reader)
    assert not Obligor.objects.exists()


def test_an_agent_needs_the_authorisation_and_a_guardian_does_not(household, member, clerk):
    with pytest.raises(Refused, match="委托手续"):
        act_for(household, member, clerk, paper_seen=False)
    assert not Representative.objects.exists()

    guardian = act_for(household, member, clerk, kind="guardian", paper_seen=False)

    assert guardian.get_kind_display() == "监护人"
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):  # the control: the table holds without the action
        Representative.objects.filter(pk=guardian.pk).update(kind="agent")


def test_an_agent_the_register_knows_is_joined_and_nobody_acts_for_himself(household, member, office, clerk):
    number, own = factories.trial_number(), factories.trial_number()
    them = factories.household(office, [factories.newcomer(name="王二", id_number=number)], by=clerk)
    us = factories.household(office, [factories.newcomer(name="王二", id_number=own)], by=clerk)

    assert act_for(household, member, clerk, id_number=number).who == factories.applicant(them)
    with pytest.raises(Refused, match="本人不能"):
        act_for(us, factories.applicant(us), clerk, id_number=own)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "friend"}, "没有“friend”这种身份"),
        ({"basis": " "}, "请写明依据"),
        ({"since": MONDAY + timedelta(days=1)}, "晚于今天"),
        ({"until": MONDAY - timedelta(days=1)}, "早于起始日期"),
        ({"phone": "12345"}, "手机号"),
    ],
)
def test_bad_input_about_a_representative_is_a_sentence(household, member, clerk, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        act_for(household, member, clerk, **wrong)

    assert not Representative.objects.exists()


def test_an_authorisation_runs_out_by_itself(household, member, clerk):
    act_for(household, member, clerk, until=MONDAY)

    valid = [Representative.objects.valid_on(MONDAY + timedelta(days=days)).count() for days in (-1, 0, 1)]

    assert valid == [0, 1, 0]


def test_ending_takes_a_reason_and_the_version_of_the_page(household, member, clerk):
    row = act_for(household, member, clerk)
    end = {"by": clerk, "on": MONDAY}

    with pytest.raises(Refused, match="请写明终止的原因"):
        kinship.end_representative(row, reason=" ", version=0, **end)
    with pytest.raises(Refused, match="刷新"):
        kinship.end_representative(row, reason="委托到期", version=3, **end)
    kinship.end_representative(row, reason="委托到期", version=0, **end)
    with pytest.raises(Refused, match="不必重复"):
        kinship.end_representative(row, reason="委托到期", version=1, **end)

    assert not Representative.objects.open().exists()


def test_the_journal_knows_the_acts_and_no_name(household, member, clerk):
    number = factories.trial_number()
    kinship.end_obligor(
        owe(household, member, clerk, id_number=number), reason="去世", by=clerk, on=MONDAY, version=0
    )
    act_for(household, member, clerk, phone="13812345678")

    found = list(JournalEntry.objects.all())
    assert {"households.add_obligor", "households.end_obligor", "households.add_representative"} <= {
        one.kind for one in found
    }
    told = str([one.content for one in found])
    assert not [word for word in (number, "林远行", "王二", "13812345678", "集美") if word in told]


def test_who_stands_by_a_person_goes_with_them_and_out_of_sight(household, member, office, clerk):
    row = owe(household, member, clerk)
    number = actions.sealing.sealed(member, "id_number")
    leaving.end_membership(household.memberships.get(), until=MONDAY, by=clerk, on=MONDAY)
    there = factories.office(factories.XIAOCHI)
    theirs = factories.somebody_of(there)
    assert list(Obligor.objects.visible_to(clerk)) == [row]

    newcomer = factories.newcomer(name=member.name, id_number=number)
    home = factories.household(there, [newcomer], by=theirs)

    assert not Obligor.objects.visible_to(clerk).exists()
    assert Obligor.objects.visible_to(theirs).get().household == home
