"""窗口受理, through the pages: from an empty search field to the printed paper."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Application
from applications.states import State
from grants.models import Grant
from households.identity import trial_id_number
from households.models import Fact, Household, Person
from kernel import once
from papers.models import Document
from tests.situations import ALL_PAPERS, COUPLE, XIAOCHI, family, photo, staff

VILLAGE = "350821106201"


def hidden(page: str) -> dict:
    """Every field of the page's intake form as the browser would send it back untouched."""
    form = page[page.index('id="intake"') :]
    fields: dict[str, list] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        kind = found.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in tag:
            continue
        if "name" in found:
            fields.setdefault(found["name"], []).append(found.get("value", ""))
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        fields.setdefault(name, []).append(chosen.group(1) if chosen else "")
    return fields


def opened(browser, household):
    """The intake page of a family, and its address."""
    answer = browser.post(reverse("applications:open", args=[household.pk]))
    return answer["Location"], browser.get(answer["Location"]).content.decode()


def test_a_known_family_goes_from_search_to_receipt_in_three_screens(team, browser_of):
    household = family(team)
    browser = browser_of(team.clerk)

    found = browser.post(reverse("desk:search"), {"q": "林"}).content.decode()
    address, page = opened(browser, household)
    answer = browser.post(address, hidden(page) | {"papers": ALL_PAPERS, "act": "accept"})
    sheet = browser.get(answer["Location"]).content.decode()

    assert reverse("applications:open", args=[household.pk]) in found
    assert "社会救助申请受理通知书" in sheet
    assert Application.objects.get(household=household).state == State.ACCEPTED


def test_what_is_known_is_never_asked_again(team, browser_of):
    _, page = opened(browser_of(team.clerk), family(team))

    assert 'value="684"' in page
    assert 'value="3600"' in page
    assert "每月 1,186.00 元" in page


def test_a_new_family_is_registered_once_with_its_applicant(team, browser_of):
    browser = browser_of(team.clerk)
    number = trial_id_number(COUPLE[0][1], "F", 7)
    typed = {"name": "林𠮷䶮", "id_number": number, "village": VILLAGE, "address": "3 号"}
    first, second = typed | {"once": once.token()}, typed | {"once": once.token()}

    answer = browser.post(reverse("applications:new_family"), first)
    double_click = browser.post(reverse("applications:new_family"), first)
    again = browser.post(reverse("applications:new_family"), second)

    assert answer.status_code == 302
    assert double_click["Location"] == answer["Location"]
    assert Person.objects.get().name == "林𠮷䶮"
    assert Household.objects.count() == 1
    assert again.status_code == 409
    assert "已登记在" in again.content.decode() or "已经是" in again.content.decode()
    assert number not in again.content.decode().replace(f'value="{number}"', "")


BAD_PEOPLE = [
    ({"name": "长" * 200}, "姓名"),
    ({"name": ""}, "请写姓名"),
    ({"id_number": "35999919590305164X"}, "校验"),
    ({"id_number": "359999195902301645"}, "日期|不存在|校验"),
    ({"id_number": "3.59999E+17"}, "科学计数|Excel|文本"),
    ({"village": "350802001001"}, "不在您的乡镇"),
    ({"village": "🙂"}, "不在您的乡镇"),
]


@pytest.mark.parametrize(("wrong", "sentence"), BAD_PEOPLE)
def test_a_wrong_person_is_refused_in_a_sentence_and_nothing_typed_is_lost(team, browser_of, wrong, sentence):
    number = trial_id_number(COUPLE[0][1], "F", 8)
    typed = {"name": "林一", "id_number": number, "village": VILLAGE, "address": "丁字巷 8 号"}
    typed |= {"once": once.token()} | wrong

    answer = browser_of(team.clerk).post(reverse("applications:new_family"), typed)
    page = answer.content.decode()

    assert answer.status_code in (200, 409)
    assert re.search(sentence, page)
    assert "丁字巷 8 号" in page
    assert not Household.objects.exists()


BAD_FACTS = [
    ("h-asset.financial", "-5", "负数"),
    ("h-asset.financial", "0.001", "两位小数"),
    ("h-asset.financial", "1e9", "科学计数"),
    ("h-asset.financial", "三万", "不是数字"),
    ("h-asset.houses", "1.5", "整数"),
    ("clergy_since", "2026-02-30", "日期"),
]


@pytest.mark.parametrize(("field", "typed", "sentence"), BAD_FACTS)
def test_a_wrong_fact_is_named_with_its_value_and_nothing_is_recorded(
    team, browser_of, field, typed, sentence
):
    household = family(team)
    browser = browser_of(team.clerk)
    address, page = opened(browser, household)
    fields = hidden(page) | {"papers": ALL_PAPERS, "act": "accept"}
    name = field if field in fields else next(key for key in fields if key.endswith(field))
    before = Fact.objects.count()

    answer = browser.post(address, fields | {name: typed})
    page = answer.content.decode()

    assert re.search(sentence, page)
    assert typed in page
    assert Fact.objects.count() == before
    assert Application.objects.get(household=household).state == State.DRAFT
    assert browser.get(address).content.decode().count(typed) >= 1


def test_a_draft_survives_a_closed_page(team, browser_of):
    household = family(team)
    browser = browser_of(team.clerk)
    address, page = opened(browser, household)

    answer = browser.post(f"{address}draft/", hidden(page) | {"h-asset.financial": "7777"})

    assert "已自动保存" in answer.content.decode()
    assert 'value="7777"' in browser_of(team.clerk).get(address).content.decode()


def test_unknown_facts_become_one_printed_sheet(team, browser_of):
    household = family(team, assets={"asset.financial": None, "asset.houses": 1})
    browser = browser_of(team.clerk)
    address, page = opened(browser, household)

    answer = browser.post(address, hidden(page) | {"papers": ["application"], "act": "complete"})
    sheet = browser.get(answer["Location"]).content.decode()

    assert "一次性告知书" in sheet
    assert "授权书" in sheet
    assert "金融资产" in sheet
    assert Application.objects.get(household=household).state == State.RETURNED


def test_a_family_with_nothing_missing_gets_no_completion_notice(team, browser_of):
    browser = browser_of(team.clerk)
    address, page = opened(browser, family(team))

    answer = browser.post(address, hidden(page) | {"papers": ALL_PAPERS, "act": "complete"})

    assert answer.status_code == 409
    assert "不缺" in answer.content.decode()


def test_a_double_click_accepts_once(team, browser_of):
    household = family(team)
    browser = browser_of(team.clerk)
    address, page = opened(browser, household)
    fields = hidden(page) | {"papers": ALL_PAPERS, "act": "accept"}

    first, second = browser.post(address, fields), browser.post(address, fields)

    assert first.status_code == second.status_code == 302
    assert Document.objects.filter(kind="receipt").count() == 1
    assert second["Location"] == reverse("applications:detail", args=[Application.objects.get().pk])


def test_another_member_is_added_without_losing_what_was_typed(team, browser_of):
    household = family(team)
    browser = browser_of(team.clerk)
    address, page = opened(browser, household)
    child = {
        "new-name": "林小",
        "new-id_number": trial_id_number(COUPLE[1][1].replace(year=2015), "F", 300),
        "new-relation": "minor_child",
        "act": "add_member",
    }

    answer = browser.post(address, hidden(page) | {"h-asset.financial": "4321"} | child)
    page = browser.get(answer["Location"]).content.decode()

    assert "林小" in page
    assert 'value="4321"' in page
    assert household.memberships.count() == 3


def test_a_lost_login_hands_the_typed_fields_back(team, browser_of, client):
    address, page = opened(browser_of(team.clerk), family(team))
    team.clerk.set_password("a-long-enough-password")
    team.clerk.save()
    fields = hidden(page) | {"papers": ALL_PAPERS, "act": "accept", "h-asset.financial": "8888"}

    lost = client.post(address, fields)
    carried = dict(re.findall(r'name="(carried-[^"]+|path)" value="([^"]*)"', lost.content.decode()))
    back = client.post(
        reverse("agencies:login"),
        {"username": team.clerk.username, "password": "a-long-enough-password", **carried},
    )

    assert lost.status_code == 401
    assert carried["carried-h-asset.financial"] == "8888"
    assert f'action="{address}"' in back.content.decode()
    assert 'name="h-asset.financial" value="8888"' in back.content.decode()


def test_another_townships_family_looks_absent(team, browser_of):
    other = staff(XIAOCHI, "x")
    household = family(other)
    browser = browser_of(team.clerk)

    assert browser.post(reverse("applications:open", args=[household.pk])).status_code == 404
    assert browser.get(reverse("desk:household", args=[household.pk])).status_code == 404
    assert household.number not in browser.post(reverse("desk:search"), {"q": "林"}).content.decode()


def as_shown(page: str) -> dict:
    """The facts of the visit form, left as they are shown."""
    stated = dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page))
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        stated[name] = chosen.group(1) if chosen else ""
    return stated | {"h-asset.vehicles": ["none"]}


@pytest.fixture
def act(browser_of):
    """Take a step on its page, on the version the page shows."""

    def take_step(case, account, verb, **fields):
        case.refresh_from_db()
        browser = browser_of(account)
        address = reverse("applications:act", args=[case.pk, verb])
        shown = browser.get(address).content.decode()
        facts = as_shown(shown) if verb == "visit" else {}
        return browser.post(address, {"version": case.version, **facts, **fields})

    return take_step


def test_the_whole_case_through_the_pages(team, browser_of, act):
    household = family(team)
    browser = browser_of(team.clerk)
    address, page = opened(browser, household)
    browser.post(address, hidden(page) | {"papers": ALL_PAPERS, "act": "accept"})
    case = Application.objects.get(household=household)
    seen = {"companion": team.village.pk, "visited_on": timezone.localdate().isoformat(), "met": "林一"}

    act(case, team.visitor, "visit", **seen, findings="与申报一致。", photos=[photo(), photo("two.jpg")])
    act(case, team.reviewer, "review", opinion="同意。")
    act(case, team.clerk, "post_notice")
    refused = act(case, team.confirmer, "confirm")
    # Seven days go by.
    Application.objects.filter(pk=case.pk).update(notice_ends_on=timezone.localdate() - timedelta(days=1))
    act(case, team.confirmer, "confirm")
    act(case, team.clerk, "deliver", how="当面", signed_by="林一")

    case.refresh_from_db()
    assert refused.status_code == 409
    assert "届满" in refused.content.decode()
    assert case.state == State.NOTIFIED
    assert Grant.objects.get(household=household).monthly_fen == 118_600
    assert set(Document.objects.values_list("kind", flat=True)) == {
        "receipt",
        "visit",
        "review",
        "notice",
        "confirmation",
    }


def test_a_passport_or_a_reason_is_taken_at_the_counter(team, browser_of):
    browser, address = browser_of(team.clerk), reverse("applications:new_family")
    typed = {"name": "阮氏花", "village": VILLAGE, "address": "3 号", "birth": "1980-05-17"}

    bare = browser.post(address, typed | {"once": once.token()})
    passport = typed | {"once": once.token(), "id_kind": "passport", "id_number": "\uff45\uff11234 5678"}
    answer = browser.post(address, passport)
    reason = typed | {"name": "林小小", "once": once.token(), "no_number_reason": "未登记户口"}
    without = browser.post(address, reason)

    assert (bare.status_code, answer.status_code, without.status_code) == (200, 302, 302)
    assert "没有号码的，请写无号原因" in bare.content.decode()
    kinds = Person.objects.order_by("id_kind").values_list("name", "id_kind", "birth__year")
    assert list(kinds) == [("林小小", "none", 1980), ("阮氏花", "passport", 1980)]
    found = browser.post(reverse("desk:search"), {"q": "E12345678"}).content.decode()
    assert "阮氏花" in found
    assert "护照 E******78" in found
    unknown = browser.post(reverse("desk:search"), {"q": "E7654321"}).content.decode()
    assert '<option value="passport" selected>' in unknown
    assert "全市查找" in unknown
