"""The pages of the three administrators, as test_access.py looks at those of the procedure: axe finds nothing."""

from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from playwright.sync_api import expect

from agencies.models import Account, Office, SeatProposal
from agencies.roles import ADMINISTRATORS
from households.identity import trial_id_number
from kernel import clock
from tests.browser.conftest import PASSWORD
from tests.browser.test_access import findings, looked_at
from tests.situations import account


@pytest.fixture(scope="module")
def offices(house):
    """The three in their seats, a clerk with an account and no seat, and a seat proposed for the clerk."""
    city = Office.objects.get(code="mz-350800")
    for role in ADMINISTRATORS:
        house.people[role] = account(f"b-{role}", city, role)
    newcomer = Account.objects.create(username="b-new", name="某新人", password=make_password(PASSWORD))
    proposal = SeatProposal.objects.create(
        account=newcomer,
        office=house.team.office,
        role="township_clerk",
        starts_on=clock.today(),
        proposed_by=house.people["system_administrator"],
        proposed_on=clock.today(),
    )
    return newcomer, house.team.clerk, proposal


def addresses(role: str, newcomer, clerk) -> list[str]:
    """Everything this administrator can open."""
    if role == "audit_administrator":
        return [reverse("agencies:administration_journal")]
    if role == "security_administrator":
        return [
            reverse("agencies:seats"),
            reverse("agencies:proposals"),
            reverse("agencies:person", args=[clerk.pk]),
            reverse("agencies:appoint", args=[newcomer.pk]),
            reverse("agencies:end", args=[clerk.appointments.get().pk]),
        ]
    names = ("accounts", "open_account", "import_list")
    return [
        *(reverse(f"agencies:{name}") for name in names),
        reverse("agencies:account", args=[clerk.pk]),
        *(reverse("agencies:account_act", args=[clerk.pk, verb]) for verb in ("disable", "password")),
    ]


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_axe_finds_nothing_on_any_page_of_an_administrator(seat, offices, role):
    page = seat(role)
    newcomer, clerk, _ = offices

    found = looked_at(page, reverse("desk:home"), phone=False)
    for address in addresses(role, newcomer, clerk):
        found += looked_at(page, address, phone=False)

    assert not found, "\n".join(found)


def opened(desk, name: str, login: str) -> tuple[list[str], str]:
    """The system administrator opens an account, with a mistake on the way; the faults and the password told."""
    desk.goto(reverse("desk:home"))
    desk.get_by_role("main").get_by_role("link", name="打开").first.click()
    desk.get_by_role("link", name="开设账号").click()
    desk.get_by_label("姓名", exact=True).fill(name)
    desk.get_by_label("身份证号", exact=True).fill("123")
    desk.get_by_label("登录名", exact=True).fill(login)
    desk.get_by_role("button", name="开设").click()
    expect(desk.locator("[data-lr-focus]")).to_be_focused()
    found = findings(desk, "account refused")
    desk.get_by_label("身份证号", exact=True).fill(trial_id_number(date(1980, 1, 1), "F", 2))
    desk.get_by_role("button", name="开设").click()
    found += findings(desk, "first password")
    return found, desk.locator("td.lr-id").inner_text()


def seated(desk, name: str) -> list[str]:
    """The security administrator gives the person a seat."""
    desk.goto(reverse("agencies:seats"))
    desk.get_by_role("link", name=name).click()
    desk.get_by_role("link", name="任命").click()
    desk.get_by_label("机构", exact=True).select_option("mz-350821106")
    desk.get_by_label("角色", exact=True).select_option("township_clerk")
    desk.get_by_label("起", exact=True).fill("2026-01-01")
    desk.get_by_role("button", name="任命").click()
    expect(desk.get_by_text(f"已任命：{name}。")).to_be_visible()
    return findings(desk, "seated")


def test_an_account_is_opened_seated_and_signs_in(seat, offices):
    """The way of a new colleague, by hand: opened by one, seated by another, and a password of one's own."""
    found, password = opened(seat("system_administrator"), "某同事", "b-colleague")
    found += seated(seat("security_administrator"), "某同事")

    page = seat(None)
    page.goto("/counter/")
    page.locator("[name=username]").fill("b-colleague")
    page.locator("[name=password]").fill(password)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
    assert not found, "\n".join(found)
