"""Signed in for how long, where, and with whose password."""

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from agencies import sessions
from agencies.actions import open_account
from agencies.models import Account, Office
from households.identity import trial_id_number
from kernel import clock
from kernel.models import JournalEntry
from tests.situations import HETIAN, account

PASSWORD, OTHER = "kestrel-umbrella-quartz", "walnut-harbour-ninety"
HOME, DOOR, CHANGE = "/", "/accounts/login/", "/accounts/password/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_session(settings):
    settings.ONE_SESSION = settings.AXES_ENABLED = True


@pytest.fixture
def clerk():
    made = account("s-clerk", Office.objects.get(code=HETIAN), "township_clerk")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def wait(monkeypatch):
    """Let time pass for whoever asks the clock."""
    true, passed = clock.now, [timedelta(0)]
    monkeypatch.setattr(clock, "now", lambda: true() + passed[0])

    def later(**span):
        passed[0] += timedelta(**span)

    return later


def sign_in(password=None, browser=None) -> Client:
    browser = browser or Client()
    posted = {"username": "s-clerk", "password": password or PASSWORD}
    assert browser.post(DOOR, posted).status_code == 302
    return browser


def is_in(browser) -> bool:
    return browser.get(HOME).status_code == 200


def key(browser) -> str:
    return browser.cookies["sessionid"].value


def replayed(session_key: str) -> Client:
    """The cookie somebody copied."""
    thief = Client()
    thief.cookies["sessionid"] = session_key
    return thief


def test_idle_for_half_an_hour_is_out_and_told_why(clerk, wait):
    browser = sign_in()
    old = key(browser)
    wait(minutes=29)
    assert is_in(browser)
    wait(minutes=29)
    assert is_in(browser)  # the look half an hour ago was noted

    wait(minutes=31)

    answer = browser.get(HOME, follow=True)
    assert answer.redirect_chain[0][0].startswith(DOOR)
    assert "太久没有操作" in answer.content.decode()
    assert not Session.objects.filter(session_key=old).exists()
    assert not is_in(replayed(old))


def test_without_the_guard_an_idle_session_would_live_on(clerk, wait, monkeypatch):
    monkeypatch.setattr(sessions, "over", lambda request: "")
    browser = sign_in()
    wait(hours=11)

    assert is_in(browser)


def test_twelve_hours_are_the_most_however_busy(clerk, wait):
    browser = sign_in()
    for _ in range(25):
        wait(minutes=28)
        assert is_in(browser)

    wait(minutes=28)

    assert "登录已满" in browser.get(HOME, follow=True).content.decode()


def test_a_form_typed_too_long_is_carried_over_the_login(clerk, wait):
    browser = sign_in()
    wait(minutes=31)

    answer = browser.post("/search/", {"query": "某甲的话"})

    assert answer.status_code == 401
    assert "某甲的话" in answer.content.decode()
    assert "太久没有操作" in answer.content.decode()


def test_signing_in_elsewhere_ends_the_session_here(clerk):
    here = sign_in()
    there = sign_in()

    answer = here.get(HOME, follow=True)

    assert "又在别处登录" in answer.content.decode()
    assert not is_in(here)
    assert is_in(there)


def test_a_setting_allows_two(clerk, settings):
    settings.ONE_SESSION = False
    here, there = sign_in(), sign_in()

    assert is_in(here)
    assert is_in(there)


def test_a_key_planted_before_signing_in_is_worth_nothing(clerk):
    browser = sign_in()
    browser.post("/accounts/logout/")
    browser.get(HOME)
    planted = Client()
    planted.cookies["sessionid"] = "a" * 32
    sign_in(browser=planted)

    assert key(planted) != "a" * 32
    assert not is_in(replayed("a" * 32))


def test_a_stranger_s_own_session_gets_a_new_key_at_the_door(clerk, wait):
    browser = sign_in()
    wait(minutes=31)
    browser.get(HOME)
    before = key(browser)

    sign_in(browser=browser)

    assert key(browser) != before
    assert not is_in(replayed(before))


def test_signing_out_ends_it_on_the_server(clerk):
    browser = sign_in()
    old = key(browser)
    browser.post("/accounts/logout/")

    assert not Session.objects.filter(session_key=old).exists()
    assert not is_in(replayed(old))


def test_a_disabled_account_is_out_at_once_and_its_session_does_not_come_back(clerk):
    browser = sign_in()
    old = key(browser)
    Account.objects.filter(pk=clerk.pk).update(is_active=False)
    assert not is_in(browser)

    Account.objects.filter(pk=clerk.pk).update(is_active=True)

    assert not is_in(replayed(old))


def test_without_the_flush_it_would_come_back(clerk, monkeypatch):
    """The control: Django alone only overlooks a disabled account's session."""
    monkeypatch.setattr("agencies.middleware.SESSION_KEY", "no such key")
    browser = sign_in()
    old = key(browser)
    Account.objects.filter(pk=clerk.pk).update(is_active=False)
    assert not is_in(browser)
    Account.objects.filter(pk=clerk.pk).update(is_active=True)

    assert is_in(replayed(old))


def test_a_changed_password_ends_every_other_session(clerk, settings):
    settings.ONE_SESSION = False
    here, there = sign_in(), sign_in()
    old = key(here)

    answer = here.post(CHANGE, {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER})

    assert answer.status_code == 302
    assert is_in(here)
    assert key(here) != old
    assert not is_in(there)
    assert not is_in(replayed(old))
    assert JournalEntry.objects.filter(kind="account.password_chosen", actor=clerk).count() == 1


def test_changing_it_keeps_the_one_session(clerk):
    here = sign_in()
    here.post(CHANGE, {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER})

    assert is_in(here)
    assert is_in(sign_in(OTHER))


# The first password


def test_an_opened_account_must_change_its_password_and_others_need_not(clerk):
    opened = open_account("opened", "某乙", trial_id_number(date(1990, 1, 2), "F", 7), by=clerk)

    assert opened.must_change_password
    assert not clerk.must_change_password


@pytest.fixture
def newcomer(clerk):
    Account.objects.filter(pk=clerk.pk).update(must_change_password=True)
    return sign_in()


@pytest.mark.parametrize("address", [HOME, "/households/", "/applications/", "/admin/", DOOR])
def test_before_that_every_page_leads_to_the_password(newcomer, address):
    answer = newcomer.get(address, follow=True)

    assert answer.redirect_chain[-1][0] == CHANGE
    assert "现在的密码是别人给的" in answer.content.decode()


def test_without_the_mark_the_page_would_open(newcomer, clerk):
    Account.objects.filter(pk=clerk.pk).update(must_change_password=False)

    assert is_in(newcomer)


def test_nothing_is_posted_before_that_either(newcomer):
    assert newcomer.post("/search/", {"query": "x"}).url == CHANGE
    part = newcomer.post("/search/", {"query": "x"}, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, CHANGE)


def test_the_newcomer_may_leave(newcomer):
    assert newcomer.post("/accounts/logout/").url == reverse("agencies:login")


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", OTHER, OTHER, "现在的密码不对"),
        (PASSWORD, OTHER, OTHER + "x", "两次填的新密码不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码与现在的一样"),
        (PASSWORD, "short-one", "short-one", "12"),
        (PASSWORD, "longyan-2026-2026", "longyan-2026-2026", "常用词"),
    ],
)
def test_a_bad_choice_is_refused_with_the_reason(newcomer, old, new, again, sentence):
    answer = newcomer.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": again})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not is_in(newcomer)


def test_a_choice_of_ones_own_opens_the_pages(newcomer):
    long = "sixty-four characters and more are welcome, " + "vantage " * 5
    newcomer.post(CHANGE, {"old_password": PASSWORD, "new_password1": long, "new_password2": long})

    assert is_in(newcomer)


def test_the_present_password_cannot_be_guessed_there(newcomer):
    guesses = [
        newcomer.post(CHANGE, {"old_password": f"no-{one}", "new_password1": OTHER, "new_password2": OTHER})
        for one in range(6)
    ]

    assert guesses[-1].status_code == 429
    assert "输错密码的次数太多" in guesses[-1].content.decode()
