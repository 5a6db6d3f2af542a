"""One family from an empty search field to the printed decision, as the people of the procedure see it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from applications.models import Application
from applications.states import State
from kernel.sealing import sealed
from papers.models import Document
from tests.situations import case as case_in
from tests.situations import photo

MOST_KEYS, MOST_SCREENS = 40, 3


class Keys:
    """A keyboard that counts what is pressed on it."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.pressed += len(keys)


def test_a_clerk_needs_three_screens_and_forty_keys_from_search_to_printed_receipt(
    seat, known_family, record_property, capsys
):
    household, number = known_family()
    page = seat("clerk")
    page.goto("/counter/")
    keys, screens = Keys(page), []
    page.on("load", lambda shown: screens.append(shown.url))

    keys.press(*number, "Enter")
    expect(page.get_by_role("button", name=re.compile("受理 ?：林"))).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("checkbox").first).to_be_focused()
    keys.press("Space", "Tab", "Space", "Tab", "Space", "Enter")
    expect(page.get_by_role("button", name="打印")).to_be_focused()
    shown = len(screens)
    page.add_init_script("window.print = function () { document.documentElement.dataset.printed = 'yes'; };")
    keys.press("Enter")

    expect(page.locator("html[data-printed=yes]")).to_be_attached()
    record_property("key_presses", keys.pressed)
    with capsys.disabled():
        print(f"\n查找到打印回执：{shown} 屏，{keys.pressed} 次按键（含读卡器的 {len(number) + 1} 次）")  # noqa: T201
    expect(page.get_by_role("heading", name="社会救助申请受理通知书")).to_be_visible()
    assert shown <= MOST_SCREENS, screens
    assert keys.pressed <= MOST_KEYS
    case = Application.objects.get(household=household)
    assert case.state == State.ACCEPTED
    assert Document.objects.get(kind="receipt", subject_id=str(case.pk)).prints == 1


def test_a_card_read_without_clicking_anything_finds_the_family(seat, known_family):
    _, number = known_family()
    page = seat("clerk")
    page.goto("/applications/")

    page.evaluate(
        """number => { for (const key of number)
           document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})); }""",
        number[:6],
    )
    page.keyboard.type(number[6:])
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("查到 1 户")


@pytest.fixture
def accepted(house, known_family):
    """A family of three whose case has just been accepted."""
    household, number = known_family()
    return case_in(house.team, "accepted", household=household, on=timezone.localdate()), number


def picture(name: str) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": photo().read()}


def visit(page, case) -> None:
    """The visit form, filled at the door with two photographs."""
    page.goto("/applications/visits/")
    page.locator(f'a[href*="{case.pk}"]').click()
    page.get_by_label("同行调查人").select_option(label="某b-village")
    page.get_by_label("在场成员").fill("申请人和孩子")
    page.get_by_label("所见情况").fill("砖房一层，与申报一致。")
    page.get_by_label("入户照片").set_input_files([picture("outside.jpg"), picture("inside.jpg")])
    page.get_by_role("button", name="交入户调查表").click()
    expect(page.get_by_role("status").first).to_contain_text("已办：入户调查")


def step(page, case, label: str, **filled) -> None:
    """Open the case, go on to its next act, take it."""
    page.goto(f"/applications/{case.pk}/")
    page.get_by_role("link", name=label, exact=True).click()
    for name, value in filled.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(f"已办：{label}")


def let_the_notice_end(case) -> None:
    """Seven days go by."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Application.objects.filter(pk=case.pk).update(notice_ends_on=yesterday)


def paper(page, case, title: str) -> str:
    """A paper of the case, opened from its page: its text."""
    page.goto(f"/applications/{case.pk}/")
    page.get_by_role("link", name=re.compile(f"看 ?：{title}")).click()
    expect(page.locator(".lr-sheet")).to_be_visible()
    return page.locator(".lr-sheet").inner_text()


def test_from_the_door_to_the_printed_decision(seat, accepted):
    case, number = accepted
    clerk = seat("clerk")
    visit(seat("visitor", phone=True), case)
    step(seat("reviewer"), case, "初审", opinion="同意。")
    step(clerk, case, "公示")
    let_the_notice_end(case)
    step(seat("confirmer"), case, "审核确认")
    step(clerk, case, "送达", signed_by="林一")

    decision = paper(clerk, case, "审核确认通知书")
    notice = paper(clerk, case, "公示单")

    case.refresh_from_db()
    assert case.state == State.NOTIFIED
    for words in ("条款要求", "每月金额", "元整", "60 日内申请行政复议", "6 个月内提起行政诉讼", "≤"):
        assert words in decision
    assert number not in decision
    assert number[-4:] in decision
    for member in case.household.memberships.all():
        assert sealed(member.person, "id_number") not in notice
        assert member.relation == "applicant" or member.person.name not in notice
    assert not [word for word in ("身份证", "残疾", "病", "未成年") if word in notice]


def test_the_auditor_finds_the_case_and_every_look_at_it(seat, accepted):
    case, _ = accepted
    seat("reviewer").goto(f"/applications/{case.pk}/")
    page = seat("auditor")

    page.goto(f"/admin/applications/application/?q={case.number}")
    listed = page.locator("#result_list").inner_text()
    page.goto(f"/admin/kernel/journalentry/?q={case.pk}")
    journal = page.locator("#result_list").inner_text()

    assert case.number in listed
    assert "\t受理\t案件\t" in journal
    assert "某b-reviewer\t查看\t案件\t" in journal


def test_all_of_it_without_javascript(seat, known_family):
    household, number = known_family()
    clerk = seat("clerk", javascript=False)
    clerk.goto("/counter/")
    clerk.locator("#find-q").fill(number)
    clerk.locator("#find-q").press("Enter")
    clerk.get_by_role("button", name=re.compile("受理 ?：林")).click()
    for tick in clerk.get_by_role("group", name="已看材料").get_by_role("checkbox").all():
        tick.check()
    clerk.get_by_role("button", name="受理并打印回执").click()
    expect(clerk.get_by_role("heading", name="社会救助申请受理通知书")).to_be_visible()
    case = Application.objects.get(household=household)

    visit(seat("visitor", phone=True, javascript=False), case)
    step(seat("reviewer", javascript=False), case, "初审")
    step(clerk, case, "公示")
    let_the_notice_end(case)
    step(seat("confirmer", javascript=False), case, "审核确认")
    step(clerk, case, "送达", signed_by="林一")

    case.refresh_from_db()
    assert case.state == State.NOTIFIED
