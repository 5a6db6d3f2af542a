"""Chromium, a running house, and people in front of it. Whatever a page complains of fails the test that opened it."""

import os
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from agencies.models import Office
from kernel import calendar, guards
from kernel.sealing import sealed
from tests.browser.watching import Watch
from tests.situations import account, family, staff

CHROMIUM = os.environ.get("CHROMIUM", "")
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OFFICE_PC = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
TEAM = ("clerk", "visitor", "reviewer", "confirmer", "village", "county")
PATIENCE = 15_000  # milliseconds: a busy machine is no fault of the page
PASSWORD = "an-invented-password-2026"
COUPLE_AND_CHILD = (
    ("applicant", date(1986, 3, 5), {"income.transfer": 360000}),
    ("spouse", date(1988, 1, 20), {"income.wage": 600000}),
    ("minor_child", date(2015, 6, 9), {"school": "compulsory"}),
)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not item.get_closest_marker("xdist_group"):  # a file of tests shares one running house
                item.add_marker(pytest.mark.xdist_group(item.path.stem))
            if not CHROMIUM:
                item.add_marker(
                    pytest.mark.skip(reason="没有 Chromium（环境变量 CHROMIUM 是空的）。补救：make services")
                )


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    """One browser for the whole run. Its driver keeps an event loop in this thread, which Django must allow."""
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415  (only where a browser can run)

    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker):
    """Really committed rows, which the server's threads see too; a module of tests shares them. Emptied afterwards."""
    with django_db_blocker.unblock():
        yield
        guards.remove()
        call_command("flush", interactive=False, verbosity=0)
        calendar.forget()


@pytest.fixture(scope="module")
def house(db, chromium):
    """A running server, and an office with everybody a case needs."""
    team = staff(prefix="b-")
    auditor = account("b-auditor", Office.objects.get(code="mz-350800"), "auditor")
    people = {part: getattr(team, part) for part in TEAM} | {"auditor": auditor}
    for part, person in people.items():
        person.is_staff, person.password = part == "auditor", make_password(PASSWORD)
        person.save()
    server = LiveServer("localhost")
    yield SimpleNamespace(url=server.url, team=team, people=people)
    server.stop()


@pytest.fixture
def known_family(house):
    """A family of three the register knows wholly, and the number on the applicant's card."""

    def register(**rest):
        household = family(house.team, members=COUPLE_AND_CHILD, on=timezone.localdate(), **rest)
        applicant = household.memberships.get(relation="applicant").person
        return household, sealed(applicant, "id_number")

    return register


@pytest.fixture
def watch(house):
    """What the pages of a test complained of; whatever is left at the end fails it."""
    watch = Watch(house.url)
    yield watch
    assert not watch.faults, "\n".join(watch.faults)


@pytest.fixture
def seat(chromium, house, watch):
    """Sit somebody down: `seat("clerk")`, `seat("visitor", phone=True)`, `seat(None)` for whoever is not signed in."""
    contexts = []

    def sit_down(part: str | None, *, phone=False, javascript=True):
        context = chromium.new_context(
            base_url=house.url,
            viewport=PHONE if phone else OFFICE_PC,
            java_script_enabled=javascript,
            locale="zh-CN",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if part:
            context.add_cookies([_signed_in(house, part)])
        watch.over(context)
        return context.new_page()

    yield sit_down
    for context in contexts:
        context.close()


def _signed_in(house, part: str) -> dict:
    client = Client()
    client.force_login(house.people[part])
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": house.url}
