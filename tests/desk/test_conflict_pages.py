"""号码冲突 on the screen: both names side by side, judged by somebody other than whoever noticed."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import number_conflicts
from households import conflicts, leaving
from households.identity import trial_id_number
from households.models import NumberConflict, Person
from kernel.models import JournalEntry
from kernel.sealing import sealed
from tests.situations import MONDAY, XIAOCHI, conflict, family, staff
from tests.test_doors import EXTRA

SAME = {"version": 0, "outcome": "same_person", "reason": "户口簿有曾用名"}
MISTYPED = {"version": 0, "outcome": "mistyped", "reason": "对照原件，末位输错"}


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def state() -> tuple:
    return NumberConflict.objects.values_list("state", "version", "settled_by", "reason").get()


UNTOUCHED = ("open", 0, None, "")


@pytest.fixture
def team(db):
    return staff()


@pytest.fixture
def found(team):
    """The clerk noticed; the holder has left the family where the number stands."""
    membership = family(team).memberships.select_related("person", "household__office").get(relation="spouse")
    leaving.end_membership(membership, until=MONDAY, by=team.clerk, on=MONDAY)
    return conflict(team, holder=membership.person)


@pytest.fixture
def address(found):
    return reverse("desk:conflict", args=[found.pk])


@pytest.fixture
def second(team):
    return browser(team.visitor)


def page(answer) -> str:
    return answer.content.decode()


def test_the_page_shows_both_names_and_no_number(found, address, second, team):
    text = page(second.get(address))

    number = sealed(found, "id_number")
    assert number not in text
    assert f"{number[:4]}************{number[-2:]}" in text
    for word in (found.holder.name, "王二", team.clerk.name, "2026 年 3 月 2 日", "记下核对结果"):
        assert word in text


def test_another_person_settles_it(found, address, second, team):
    answer = second.post(address, SAME)

    assert answer["Location"] == reverse("desk:household", args=[found.household_id])
    assert state() == ("same_person", 1, team.visitor.pk, SAME["reason"])
    assert Person.objects.get(pk=found.holder_id).name == "王二"
    assert "同一人" in page(second.get(address))
    assert second.post(address, SAME | {"version": 1}).status_code == 409


def test_the_right_number_of_a_mistyped_one_is_registered(found, address, second):
    right = family(staff(XIAOCHI, "n")).memberships.get(relation="spouse").person
    taken = sealed(right, "id_number")

    answer = second.post(address, MISTYPED | {"number": taken})

    assert (answer.status_code, state()) == (409, UNTOUCHED)
    assert "已登记在另一人名下" in page(answer)
    free = trial_id_number(MONDAY.replace(year=1970), "M", 497)
    assert second.post(address, MISTYPED | {"number": free}).status_code == 302
    assert sealed(Person.objects.get(pk=found.claimant_id), "id_number") == free


def test_whoever_noticed_is_refused_with_a_sentence(found, address, team):
    first = browser(team.clerk)

    shown, answer = first.get(address), first.post(address, SAME)

    assert (shown.status_code, answer.status_code) == (200, 403)
    for text in map(page, (shown, answer)):
        assert "须由另一位工作人员核对" in text
        assert "记下核对结果" not in text
    assert state() == UNTOUCHED


def test_with_the_guards_off_only_the_table_stands_before_the_first_person(found, address, team, monkeypatch):
    """The control of the test above: without the guard the post goes through to the table."""
    for module in (number_conflicts, conflicts):
        monkeypatch.setattr(module, "refuse_the_first", lambda row, by: None)

    with pytest.raises(IntegrityError), transaction.atomic():
        browser(team.clerk).post(address, SAME)


def test_elsewhere_a_conflict_does_not_exist(found, address, team):
    stranger = browser(staff(XIAOCHI, "x").clerk)

    assert [stranger.get(address).status_code, stranger.post(address, SAME).status_code] == [404, 404]
    assert "王二" not in page(stranger.get(reverse("desk:conflicts")))
    assert browser(team.reviewer).get(address).status_code == 404
    assert browser(team.reviewer).get(reverse("desk:conflicts")).status_code == 403
    assert state() == UNTOUCHED


def test_of_a_holder_in_another_township_only_the_masked_name_is_told(team):
    holder = family(staff(XIAOCHI, "x")).memberships.get(relation="spouse").person
    found = conflict(team, holder=holder)

    text = page(browser(team.visitor).get(reverse("desk:conflict", args=[found.pk])))

    assert holder.masked_name in text
    assert holder.name not in text
    assert str(holder.birth.year) not in text


def test_twenty_extra_keys_apply_nothing(found, address, second, team):
    before = NumberConflict.objects.values().get()
    refused = second.post(address, EXTRA)
    assert (refused.status_code, NumberConflict.objects.values().get()) == (200, before)

    forged = EXTRA | {"settled_by": team.clerk.pk, "raised_by": team.county.pk, "holder": found.claimant_id}
    second.post(address, forged | MISTYPED | {"number": ""})

    told = {
        "state": "mistyped",
        "reason": MISTYPED["reason"],
        "settled_by_id": team.visitor.pk,
        "version": 1,
    }
    after = NumberConflict.objects.values().get()
    assert after == before | told | {"settled_on": after["settled_on"]}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"outcome": ""}, "三项中选一项"),
        ({"outcome": "open"}, "没有“open”这种处理结果"),
        ({"reason": " "}, "请写明凭什么认定"),
        ({"reason": "长" * 201}, "现在有 201 个字"),
        ({"reason": "空\x00"}, "不能保存的字符"),
        ({"number": "1\x00"}, "不能保存的字符"),
        ({"version": ""}, "页面已过期"),
        ({"version": "9" * 5000}, "页面已过期"),
        ({"number": "1" * 41}, "现在填了 41 个字符"),
        ({"number": "12"}, "18 位"),
        ({"outcome": "same_person", "number": "11010519491231002X"}, "只有“号码填错”才填"),
    ],
)
def test_bad_input_is_a_sentence(found, address, second, changed, sentence):
    answer = second.post(address, MISTYPED | changed)

    assert answer.status_code == 200
    assert sentence in page(answer)
    assert state() == UNTOUCHED


def test_an_outdated_page_is_refused(found, address, second):
    answer = second.post(address, MISTYPED | {"version": 7})

    assert (answer.status_code, state()) == (409, UNTOUCHED)
    assert "刷新" in page(answer)


def questions(client) -> tuple[int, str]:
    """How often the list asks or writes a table (not the clock, a savepoint or a lock), and the page."""
    with CaptureQueriesContext(connection) as asked:
        text = page(client.get(reverse("desk:conflicts")))
    return sum('FROM "' in one["sql"] or "INTO" in one["sql"] for one in asked), text


def test_the_list_costs_the_same_however_many_wait(team):
    client = browser(team.visitor)
    conflict(team)
    of_one, _ = questions(client)
    for _ in range(3):
        conflict(team)

    of_four, text = questions(client)

    assert text.count(">王二<") == 4
    assert of_four == of_one <= 15


def test_the_ways_there(found, address, second, team):
    """The workbench, the list of families and the family's page lead there; without the right none does."""
    family_page = reverse("desk:household", args=[found.household_id])
    places = [(reverse("desk:home"), reverse("desk:conflicts")), (family_page, address)]
    places.append((reverse("desk:households"), reverse("desk:conflicts")))
    reviewer = browser(team.reviewer)

    for place, leads in places:
        assert f'href="{leads}"' in page(second.get(place))
        assert f'href="{leads}"' not in page(reviewer.get(place))
    assert "号码冲突" in page(reviewer.get(family_page))

    second.post(address, SAME)

    assert f'href="{address}"' not in page(second.get(family_page))
    assert "号码冲突还没有核对完" not in page(second.get(reverse("desk:home")))


def test_the_journal_knows_the_look_and_the_finding_without_words(found, address, second):
    second.get(address)
    second.post(address, SAME)

    entries = list(JournalEntry.objects.filter(subject_id=str(found.pk)))
    assert {"shown", "households.settle_conflict"} <= {one.kind for one in entries}
    assert not [
        word
        for word in ("王二", "曾用名", found.holder.name)
        if word in str([one.content for one in entries])
    ]
