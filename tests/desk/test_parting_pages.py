"""分户 and 迁移 on the screen, done once, by the right two people, refused in sentences."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Division
from households.models import Household, Membership, Split, Transfer
from kernel import once
from tests.situations import XIAOCHI, case, conflict, family, guardian, staff


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def team(db):
    return staff()


@pytest.fixture
def there(db):
    return staff(XIAOCHI, "x")


@pytest.fixture
def home(team):
    return family(team)


def split_form(home, **changes) -> dict:
    spouse = home.memberships.get(relation="spouse").person_id
    typed = {f"who-{spouse.hex}": "applicant", "village": home.division_id, "address": "2 号"}
    return typed | {"reason": "分居另过", "once": once.token()} | changes


def test_a_family_is_split_once_and_both_show_it(team, home):
    client, typed = browser(team.clerk), split_form(home)
    address = reverse("desk:split", args=[home.pk])
    assert "留在本户" in page(client.get(address))

    first, second = client.post(address, typed), client.post(address, typed)

    made = Split.objects.get().made
    assert first["Location"] == second["Location"] == reverse("desk:household", args=[made.pk])
    assert f"分出 1 人，另成 {made.number}" in page(client.get(reverse("desk:household", args=[home.pk])))
    assert f"从 {home.number} 分出" in page(client.get(first["Location"]))


def test_the_reviewer_of_a_case_is_told(team, home):
    browser(team.clerk).post(reverse("desk:split", args=[home.pk]), split_form(home))
    found = case(team, "visited", home)

    text = page(browser(team.reviewer).get(reverse("applications:detail", args=[found.pk])))

    assert "分过户" in text
    assert Split.objects.get().made.number in text
    other = case(team, "visited", family(team))
    text = page(browser(team.reviewer).get(reverse("applications:detail", args=[other.pk])))
    assert "分过户" not in text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": ""}, "请写分户的理由"),
        ({"reason": "长" * 201}, "现在有 201 个字"),
        ({"village": ""}, "请选村"),
        ({"village": "350802106201"}, "不在这个乡镇"),
    ],
)
def test_a_wrong_split_is_refused_in_a_sentence(team, home, changed, sentence):
    answer = browser(team.clerk).post(reverse("desk:split", args=[home.pk]), split_form(home, **changed))

    assert sentence in page(answer)
    assert not Split.objects.exists()
    assert Membership.objects.open().count() == 2


def test_nobody_or_a_forged_member_leaves_nothing_changed(team, home):
    other = family(team).memberships.get(relation="spouse").person_id
    client, address = browser(team.clerk), reverse("desk:split", args=[home.pk])
    bare = {key: value for key, value in split_form(home).items() if not key.startswith("who-")}

    for typed in (bare, bare | {f"who-{other.hex}": "applicant"}):
        answer = client.post(address, typed)
        assert answer.status_code == 409
        assert "至少选一名" in page(answer)
    assert not Split.objects.exists()


def test_an_open_case_stands_in_the_way_of_both_pages(team, there, home):
    case(team, "accepted", home)
    client = browser(team.clerk)

    split = client.post(reverse("desk:split", args=[home.pk]), split_form(home))
    sent = client.post(
        reverse("desk:send", args=[home.pk]), {"office": XIAOCHI, "reason": "迁居", "once": once.token()}
    )

    for answer in (split, sent):
        assert answer.status_code == 409
        assert "请先办结这一件" in page(answer)
    assert (Household.objects.count(), Transfer.objects.count()) == (1, 0)


def sent(team, home) -> Transfer:
    typed = {"office": XIAOCHI, "reason": "随女儿居住", "once": once.token()}
    browser(team.clerk).post(reverse("desk:send", args=[home.pk]), typed)
    return Transfer.objects.get()


def village(there) -> str:
    return Division.objects.filter(parent=there.office.division, level="village").first().pk


def test_a_family_goes_to_another_township_by_two_people(team, there, home):
    old = case(team, "notified", home)
    row = sent(team, home)
    address = reverse("desk:transfer", args=[row.pk])
    theirs, ours = browser(there.clerk), browser(team.clerk)
    applicant = home.memberships.get(relation="applicant").person
    assert "等接收" in page(theirs.get(reverse("desk:home")))
    before = page(theirs.get(address))
    assert applicant.masked_name in before
    assert applicant.name not in before

    typed = {"act": "receive", "version": 0, "village": village(there), "address": "9 号"}
    answer = theirs.post(address, typed)

    file = reverse("desk:household", args=[home.pk])
    assert answer["Location"] == file
    assert (theirs.get(file).status_code, ours.get(file).status_code) == (200, 404)
    assert theirs.post(address, typed).status_code == 200  # nothing left to answer
    kept = page(ours.get(address))
    assert "已接收" in kept
    assert applicant.name not in kept
    history = page(ours.get(reverse("applications:detail", args=[old.pk])))
    assert "已迁到其他乡镇" in history
    names = [one.person.name for one in home.memberships.select_related("person")]
    seen = [page(ours.get(reverse(name))) for name in ("applications:list", "desk:home")]
    seen.append(history)
    kept = page(ours.get(reverse("applications:assessment", args=[old.pk])))  # as it was then, names and all
    assert "已迁往其他乡镇" in kept
    assert str(old) in seen[0]
    assert not [name for name in names for text in seen if f">{name}" in text or f"{name}一家" in text]
    assert Household.objects.get().division.name not in seen[0]


def test_with_the_guard_off_the_old_office_would_read_on(team, there, home, monkeypatch):
    """The control of the test above: the page of the old case would show the family as it is now."""
    monkeypatch.setattr("applications.case_page._is_out_of_sight", lambda *_: False)
    old = case(team, "notified", home)
    row = sent(team, home)
    typed = {"act": "receive", "version": 0, "village": village(there)}
    browser(there.clerk).post(reverse("desk:transfer", args=[row.pk]), typed)

    text = page(browser(team.clerk).get(reverse("applications:detail", args=[old.pk])))

    assert home.memberships.get(relation="spouse").person.name in text


def test_it_is_sent_back_or_taken_back(team, there, home):
    row = sent(team, home)
    address = reverse("desk:transfer", args=[row.pk])
    theirs, ours = browser(there.clerk), browser(team.clerk)

    assert "请写退回的理由" in page(theirs.post(address, {"act": "decline", "version": 0}))
    assert ours.post(address, {"act": "receive", "version": 0, "village": village(there)}).status_code == 200
    assert theirs.post(address, {"act": "decline", "version": 5, "answer": "查无此人"}).status_code == 409
    assert Transfer.objects.get().state == "sent"
    assert theirs.post(address, {"act": "decline", "version": 0, "answer": "查无此人"}).status_code == 302
    again = sent_again(team, home)
    assert (
        ours.post(reverse("desk:transfer", args=[again.pk]), {"act": "withdraw", "version": 0}).status_code
        == 302
    )

    assert sorted(Transfer.objects.values_list("state", flat=True)) == ["declined", "withdrawn"]
    assert Household.objects.get().office == team.office


def sent_again(team, home) -> Transfer:
    typed = {"office": XIAOCHI, "reason": "随女儿居住", "once": once.token()}
    browser(team.clerk).post(reverse("desk:send", args=[home.pk]), typed)
    return Transfer.objects.open().get()


def test_the_counter_tells_of_a_number_in_conflict_and_of_who_acts(team):
    found = conflict(team)
    guardian(team, found.household)
    opened = browser(team.clerk).post(reverse("applications:open", args=[found.household_id]))

    text = page(browser(team.clerk).get(opened["Location"]))
    beside = page(browser(team.reviewer).get(opened["Location"]))

    assert "王二的证件号已登记在另一个姓名名下" in text
    assert f'href="{reverse("desk:conflicts")}">看号码冲突' in text
    assert "林远行，" in text
    assert "王二的证件号已登记在另一个姓名名下" in beside
    assert "看号码冲突" not in beside


def test_without_a_conflict_the_counter_says_nothing(team, home):
    opened = browser(team.clerk).post(reverse("applications:open", args=[home.pk]))

    assert "号码冲突" not in page(browser(team.clerk).get(opened["Location"]))


def test_a_member_leaves_on_the_page_once(team, home):
    spouse = home.memberships.get(relation="spouse")
    typed = {"who": spouse.person_id.hex, "until": "2026-03-03", "why": "died", "once": once.token()}
    client, address = browser(team.clerk), reverse("desk:leave", args=[home.pk])
    assert "去世" in page(client.get(address))

    first, second = client.post(address, typed), client.post(address, typed)

    assert first["Location"] == second["Location"] == reverse("desk:household", args=[home.pk])
    assert home.memberships.open().count() == 1
    assert (
        spouse.person.name not in page(client.get(first["Location"])).split("成员", 1)[1].split("</table>")[0]
    )


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("who", "00", "没有"),
        ("until", "2026-02-30", "不是存在的日期"),
        ("why", "", "请选离开原因"),
        ("until", "2020-01-01", "最后一天"),
    ],
)
def test_a_wrong_leave_is_named_and_nothing_typed_is_lost(team, home, field, value, words):
    spouse = home.memberships.get(relation="spouse").person_id.hex
    typed = {"who": spouse, "until": "2026-03-03", "why": "moved", "once": once.token()} | {field: value}

    answer = browser(team.clerk).post(reverse("desk:leave", args=[home.pk]), typed)

    assert answer.status_code in (200, 409)
    assert words in page(answer)
    assert home.memberships.open().count() == 2


def test_another_member_becomes_the_applicant_on_the_page(team, home):
    old, new = (home.memberships.get(relation=relation).person_id for relation in ("applicant", "spouse"))
    typed = {f"who-{old.hex}": "spouse", f"who-{new.hex}": "applicant", "once": once.token()}

    answer = browser(team.clerk).post(reverse("desk:head", args=[home.pk]), typed)

    assert answer.status_code == 302
    assert home.memberships.open().get(relation="applicant").person_id == new
    assert home.memberships.count() == 4


@pytest.mark.parametrize("name", ["desk:leave", "desk:head"])
def test_with_a_case_under_way_the_family_stays_as_it_is(team, home, name):
    case(team, "accepted", home)
    old, new = (home.memberships.get(relation=relation).person_id for relation in ("applicant", "spouse"))
    typed = {"who": new.hex, "until": "2026-03-03", "why": "moved", "once": once.token()}
    typed |= {f"who-{old.hex}": "spouse", f"who-{new.hex}": "applicant"}

    answer = browser(team.clerk).post(reverse(name, args=[home.pk]), typed)

    assert answer.status_code == 409
    assert "请先办结这一件" in page(answer)
    assert home.memberships.count() == home.memberships.open().count() == 2
