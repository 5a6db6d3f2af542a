"""人员 on the screen: found by a full number or the beginning of a name, masked, put right with a reason."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.identity import trial_id_number
from households.leaving import end_membership
from households.models import Fact, Person
from kernel.models import JournalEntry
from kernel.sealing import sealed
from tests.situations import MONDAY, XIAOCHI, case, family, staff

REASON = {"reason": "对照户口簿，录错一字"}


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def team(db):
    return staff()


@pytest.fixture
def home(team):
    return family(team)


@pytest.fixture
def applicant(home):
    return home.memberships.get(relation="applicant").person


def page(answer) -> str:
    return answer.content.decode()


def look_for(person, typed: str) -> str:
    return page(browser(person).post(reverse("desk:people"), {"q": typed}))


def test_somebody_is_found_by_a_full_number_or_the_beginning_of_the_name(team, applicant):
    Person.objects.filter(pk=applicant.pk).update(name="欧阳春花")
    number = sealed(applicant, "id_number")
    link = f'href="{reverse("desk:person", args=[applicant.pk])}"'

    for typed in (number, f" {number.lower()} ", "欧阳", "欧阳春花"):
        text = look_for(team.clerk, typed)
        assert link in text, typed
        assert number not in text
    for typed in ("春花", number[:17], number[-4:]):
        assert link not in look_for(team.clerk, typed), typed


def test_nobody_outside_the_scope_is_found(team, applicant):
    stranger = staff(XIAOCHI, "x").clerk

    assert applicant.name not in look_for(stranger, sealed(applicant, "id_number"))
    assert applicant.name not in page(browser(stranger).get(reverse("desk:people")))
    for name in ("person", "correct"):
        assert browser(stranger).get(reverse(f"desk:{name}", args=[applicant.pk])).status_code == 404


def test_a_search_is_journalled_without_the_words(team, applicant):
    look_for(team.clerk, applicant.name)

    entry = JournalEntry.objects.get(kind="search")
    assert entry.content["found"] == 1
    assert applicant.name not in str(entry.content)


def test_who_moved_away_is_seen_where_they_live_now(team, home):
    spouse = home.memberships.get(relation="spouse")
    end_membership(spouse, until=MONDAY, by=team.clerk, on=MONDAY)
    there = staff(XIAOCHI, "x")
    assert spouse.person in Person.objects.visible_to(team.clerk)

    from households.actions import add_member  # noqa: PLC0415

    number = sealed(spouse.person, "id_number")
    add_member(
        family(there), relation="other", name=spouse.person.name, id_number=number, by=there.clerk, on=MONDAY
    )

    assert spouse.person not in Person.objects.visible_to(team.clerk)
    assert spouse.person in Person.objects.visible_to(there.clerk)


def test_the_page_of_a_person_shows_families_past_and_present_and_cases(team, home, applicant):
    found = case(team, "accepted", home)
    spouse = home.memberships.get(relation="spouse")
    end_membership(spouse, until=MONDAY, by=team.clerk, on=MONDAY)
    client = browser(team.clerk)

    text = page(client.get(reverse("desk:person", args=[applicant.pk])))
    left = page(client.get(reverse("desk:person", args=[spouse.person_id])))

    number = sealed(applicant, "id_number")
    assert number not in text
    for word in (f"{number[:4]}************{number[-2:]}", home.number, "起，现在", str(found), "更正"):
        assert word in text
    assert "起，至 2026-03-02" in left
    assert reverse("desk:correct", args=[spouse.person_id]) not in left


def form(person, **changes) -> dict:
    """The form as the page sends it back, with changes."""
    as_is = {
        "version": person.version,
        "name": person.name,
        "id_kind": person.id_kind,
        "no_number_reason": person.no_number_reason,
        "birth": person.birth or "",
        "sex": person.sex,
    }
    return as_is | REASON | changes


def test_a_name_a_number_and_a_phone_are_put_right_with_a_reason(team, applicant):
    client, address = browser(team.clerk), reverse("desk:correct", args=[applicant.pk])
    number = trial_id_number(applicant.birth, "F", 496)
    assert client.get(address).status_code == 200

    first = client.post(address, form(applicant, name="林春华", phone="13812345678"))
    applicant.refresh_from_db()
    second = client.post(address, form(applicant, id_number=number))
    applicant.refresh_from_db()
    third = client.post(address, form(applicant, phone="无"))
    applicant.refresh_from_db()

    assert {one.status_code for one in (first, second, third)} == {302}
    assert (applicant.name, sealed(applicant, "id_number"), sealed(applicant, "phone")) == (
        "林春华",
        number,
        "",
    )
    assert (applicant.version, Fact.objects.filter(kind="correction").count()) == (3, 3)
    fields = [one.content["fields"] for one in JournalEntry.objects.filter(kind="households.correct_person")]
    assert sorted(map(str, fields)) == sorted(
        ["['name', 'phone']", "['id_kind', 'id_number', 'no_number_reason']", "['phone']"]
    )


def test_a_number_that_was_not_theirs_is_taken_back_with_a_reason(team, applicant):
    client, address = browser(team.clerk), reverse("desk:correct", args=[applicant.pk])
    bare = client.post(address, form(applicant, id_kind="none"))
    answer = client.post(address, form(applicant, id_kind="none", no_number_reason="未登记户口"))

    applicant.refresh_from_db()
    assert (bare.status_code, answer.status_code) == (409, 302)
    assert (applicant.id_kind, applicant.id_number_index) == ("none", None)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "没有改动任何一项"),
        ({"name": "林春华", "reason": " "}, "请写更正的原因"),
        ({"name": "林\x00"}, "不能保存的字符"),
        ({"name": "林3"}, "不是姓名用字"),
        ({"id_number": "12"}, "18 位"),
        ({"id_kind": "passport", "id_number": "E1"}, "现在是 2 位"),
        ({"id_kind": "visa"}, "请从列表里选"),
        ({"birth": "2026-02-30"}, "不是存在的日期"),
        ({"birth": "1999-01-01"}, "不一致"),
        ({"phone": "12345"}, "手机号"),
        ({"version": ""}, "页面已过期"),
        ({"name": "林春华", "version": 7}, "已被别人更正过"),
    ],
)
def test_bad_input_is_a_sentence_and_nothing_changes(team, applicant, changed, sentence):
    before = Person.objects.filter(pk=applicant.pk).values().get()

    answer = browser(team.clerk).post(
        reverse("desk:correct", args=[applicant.pk]), form(applicant, **changed)
    )

    assert answer.status_code in (200, 409)
    assert sentence in page(answer)
    assert Person.objects.filter(pk=applicant.pk).values().get() == before


def test_a_number_somebody_else_has_is_refused(team, home, applicant):
    taken = sealed(home.memberships.get(relation="spouse").person, "id_number")

    answer = browser(team.clerk).post(
        reverse("desk:correct", args=[applicant.pk]), form(applicant, id_number=taken, birth="", sex="")
    )

    assert answer.status_code == 409
    assert "已登记在另一人名下" in page(answer)


def test_the_list_asks_the_same_for_two_people_and_for_eight(team, home):
    client, address = browser(team.clerk), reverse("desk:people")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return sum('FROM "' in one["sql"] for one in asked)

    of_two = questions()
    for days in range(3):
        family(team, on=MONDAY + timedelta(days=days))

    assert questions() == of_two


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("desk:people", "一户一档"),
        ("desk:transfers", "一户一档"),
        ("desk:counter", "窗口受理"),
        ("applications:new_family", "窗口受理"),
    ],
)
def test_the_side_menu_says_where_a_page_belongs(team, client, name, section):
    client.force_login(team.clerk)

    page = client.get(reverse(name)).content.decode()

    assert [line for line in re.findall(r'aria-current="page"[^>]*>(.*?)</a>', page, re.S) if section in line]
