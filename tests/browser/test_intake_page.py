"""The intake page while it is being filled: judged as one types, kept as one types."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def intake(seat, known_family):
    """A known family's intake page, open in front of the clerk."""
    _, number = known_family()
    page = seat("clerk")
    page.goto("/counter/")
    page.locator("#find-q").fill(number)
    page.locator("#find-q").press("Enter")
    page.get_by_role("button", name=re.compile("受理 ?：林")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("家庭情况")
    return page


def live(page):
    return page.get_by_role("complementary", name="即时判定")


def test_a_typed_amount_changes_the_answer_beside_it_without_a_reload(intake):
    page = intake
    expect(live(page)).to_contain_text("符合")
    before = live(page).inner_text()
    page.evaluate("window.opened = 'once'")

    page.locator("[name='h-asset.financial']").fill("900000")

    expect(live(page)).to_contain_text("不符合")
    expect(page.locator("[data-lr-draft]")).to_contain_text("已自动保存")
    assert live(page).inner_text() != before
    assert page.evaluate("window.opened") == "once"


def test_an_emptied_field_becomes_a_question_and_a_line_to_bring(intake):
    intake.locator("[name='h-asset.financial']").fill("")

    expect(live(intake)).to_contain_text("金融资产")
    expect(live(intake)).to_contain_text("差 1 项")


def test_a_closed_tab_loses_nothing(intake):
    address, context = intake.url, intake.context
    with intake.expect_response(lambda answer: answer.url.endswith("/draft/") and answer.ok):
        intake.locator("[name='h-asset.financial']").fill("7777")
    intake.close()

    page = context.new_page()
    page.goto(address)

    expect(page.locator("[name='h-asset.financial']")).to_have_value("7777")


def test_a_draft_that_cannot_be_saved_says_so_and_keeps_what_was_typed(intake, watch):
    intake.route("**/draft/", lambda route: route.abort())

    intake.locator("[name='h-asset.financial']").fill("7777")

    expect(intake.locator("[data-lr-draft]")).to_contain_text("草稿没有存上")
    expect(intake.locator("[name='h-asset.financial']")).to_have_value("7777")
    assert all("htmx:" in fault or "ERR_FAILED" in fault for fault in watch.faults), watch.faults
    watch.faults.clear()
