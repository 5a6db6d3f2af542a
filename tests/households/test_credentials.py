"""证件: every kind is read in one spelling, found by its full number only, and masked; nobody invents a number."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from agencies.identity import check_digit
from households import credentials, dossier, showing
from households.actions import add_member
from households.codes import IdKind
from households.corrections import correct_person
from households.models import Household, NumberConflict, Person
from kernel.moves import Refused
from kernel.sealing import sealed
from tests.households import factories
from tests.households.factories import MONDAY, newcomer

PASSPORT = "E12345678"
BORN = date(1980, 5, 17)
WIDE = "".join(chr(ord(character) + 0xFEE0) for character in PASSPORT)


def permit(area: str = "810000", order: str = "001") -> str:
    """A number of Hong Kong's, Macao's or Taiwan's residents, put together here so that none is kept."""
    seventeen = f"{area}{BORN:%Y%m%d}{order}"
    return seventeen + check_digit(seventeen)


def person_with(office, clerk, **typed) -> Person:
    found = factories.household(office, by=clerk)
    given = {"relation": "spouse", "name": "陈金水"} | typed
    return add_member(found, by=clerk, on=MONDAY, **given).person


@pytest.mark.parametrize("typed", ["E12345678", "e12345678", " E1234 5678 ", WIDE, "'e12345678"])
def test_a_passport_has_one_spelling_and_is_found_by_each(office, clerk, typed):
    person = person_with(office, clerk, id_kind="passport", id_number=typed, birth=BORN, sex="F")

    assert sealed(person, "id_number") == PASSPORT
    assert (person.id_kind, person.birth, person.sex) == ("passport", BORN, "F")
    for spelling in (typed, PASSPORT):
        assert Person.objects.with_number(spelling).get() == person
        assert Household.objects.find(spelling).count() == 1
    assert not Person.objects.with_number(PASSPORT[:-1]).exists()
    assert PASSPORT not in str(Person.objects.filter(pk=person.pk).values().get())


@pytest.mark.parametrize("area", credentials.HMT_AREAS)
def test_a_permit_says_birthday_and_sex_and_is_found(office, clerk, area):
    number = permit(area)
    wide = number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}).lower()

    person = person_with(office, clerk, id_kind="hmt_permit", id_number=wide)

    assert (person.birth, person.sex, sealed(person, "id_number")) == (BORN, "M", number)
    assert Person.objects.with_number(f" {number[:6]} {number[6:]} ").get() == person


REFUSED = {
    "不是港澳台居民居住证的号码": {"id_kind": "hmt_permit", "id_number": factories.trial_number()},
    "请把证件改选为“港澳台居民居住证”": {"id_kind": "id_card", "id_number": permit()},
    "校验码不对": {"id_kind": "hmt_permit", "id_number": permit()[:17] + "?"},
    "只有字母和数字": {"id_kind": "passport", "id_number": "E1234-5678"},
    "现在是 5 位": {"id_kind": "passport", "id_number": "E1234"},
    "现在是 16 位": {"id_kind": "passport", "id_number": "E" + "1" * 15},
    "护照号里应有数字": {"id_kind": "passport", "id_number": "ABCDEFGH"},
    "是身份证号的长度": {"id_kind": "passport", "id_number": permit()},
    "选了“无身份证号”就不填号码": {"id_kind": "none", "id_number": PASSPORT},
    "没有“visa”这种证件": {"id_kind": "visa", "id_number": PASSPORT},
    "请说明原因": {"id_kind": "passport", "id_number": " "},
    "不必再填无号原因": {"id_kind": "passport", "id_number": PASSPORT, "no_number_reason": "遗失"},
    "性别与身份证号": {"id_kind": "hmt_permit", "id_number": permit(), "sex": "F"},
    "晚于": {"id_kind": "passport", "id_number": PASSPORT, "birth": date(2030, 1, 1)},
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_number_that_is_not_of_its_kind_is_refused_in_a_sentence(office, clerk, sentence):
    typed = dict(REFUSED[sentence])
    if typed["id_number"].endswith("?"):
        right = permit()[-1]
        typed["id_number"] = typed["id_number"][:-1] + ("1" if right != "1" else "2")

    with pytest.raises(Refused) as refused:
        person_with(office, clerk, **typed)

    assert sentence in refused.value.sentence
    assert typed["id_number"] not in refused.value.sentence or not typed["id_number"].strip()
    assert Person.objects.count() == 1


def test_a_kind_without_its_number_keeps_the_kind_and_the_reason(office, clerk):
    person = person_with(office, clerk, id_kind="passport", no_number_reason="护照送签中", birth=BORN)

    assert (person.id_kind, person.id_number_index) == ("passport", None)
    assert showing.masked_number(person) == "护照 （没有登记号码）"


def test_the_table_itself_wants_a_number_or_a_reason(db):
    for kind in (IdKind.PASSPORT, IdKind.ID_CARD, IdKind.NONE):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.create(name="无名", id_kind=kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="无名", id_kind="visa", no_number_reason="遗失")


def test_a_passport_never_meets_an_identity_number():
    """The control: without the space of its own the two would be one index."""
    eighteen = permit()

    assert credentials.index_of(IdKind.PASSPORT, eighteen) != credentials.index_of(IdKind.ID_CARD, eighteen)
    assert credentials.index_of(IdKind.HMT_PERMIT, eighteen) == credentials.index_of(IdKind.ID_CARD, eighteen)


def test_every_kind_is_masked(office, clerk):
    number = permit()
    passport = person_with(office, clerk, id_kind="passport", id_number=PASSPORT)
    resident = person_with(office, clerk, id_kind="hmt_permit", id_number=number)

    assert showing.masked_number(passport) == "护照 E******78"
    assert showing.masked_number(resident) == f"港澳台居民居住证 8100************{number[-2:]}"


def test_a_passport_with_another_name_waits_for_a_second_person(office, clerk):
    holder = person_with(office, clerk, id_kind="passport", id_number=PASSPORT, birth=BORN)

    claimant = person_with(office, clerk, name="王二", id_kind="passport", id_number=PASSPORT, birth=BORN)

    conflict = NumberConflict.objects.get()
    assert (conflict.holder, conflict.claimant) == (holder, claimant)
    assert (claimant.id_kind, claimant.birth) == ("none", BORN)


def test_a_passport_is_put_right_and_an_identity_card_follows_it(office, clerk):
    person = person_with(office, clerk, id_kind="passport", id_number=PASSPORT, birth=BORN)

    person = correct_person(person, reason="末位输错", by=clerk, on=MONDAY, id_number="E12345679")
    assert (person.id_kind, sealed(person, "id_number")) == ("passport", "E12345679")
    number = factories.trial_number(BORN, "F")
    changes = {"id_kind": "id_card", "id_number": number}
    person = correct_person(person, reason="已办身份证", by=clerk, on=MONDAY, **changes)

    assert (person.id_kind, person.sex, person.birth) == ("id_card", "F", BORN)
    assert not Person.objects.with_number("E12345679").exists()
    assert Person.objects.with_number(number).get() == person


def test_an_outdated_page_corrects_nothing(office, clerk):
    person = person_with(office, clerk, id_kind="passport", id_number=PASSPORT)
    correct_person(person, reason="同音字", by=clerk, on=MONDAY, version=0, name="陈金木")

    with pytest.raises(Refused, match="已被别人更正过"):
        correct_person(person, reason="同音字", by=clerk, on=MONDAY, version=0, name="陈金本")

    assert Person.objects.get(pk=person.pk).name == "陈金木"


def test_the_case_file_of_a_family_holds_everybody_whatever_their_papers(office, clerk):
    members = [
        newcomer(),
        newcomer("spouse", "陈金水", id_kind="passport", id_number=PASSPORT, birth=BORN, sex="M"),
        newcomer("other", "阮氏花", no_number_reason="未登记户口", birth=BORN),
        newcomer("parent", "黄水生", id_kind="hmt_permit", id_number=permit()),
    ]
    found = factories.household(office, members, by=clerk)

    rows = dossier.case_file(found, MONDAY, case="x")["household"]["members"]

    assert [(row["birth"], row["sex"]) for row in rows[1:]] == [
        (BORN.isoformat(), "M"),
        (BORN.isoformat(), None),
        (BORN.isoformat(), "M"),
    ]
    assert PASSPORT not in str(rows)
