"""Every page of ours, for every role that can open it, at the counter's width and the phone's: axe finds nothing."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from households.identity import trial_id_number
from households.models import Obligor, Transfer
from papers.models import Document
from tests.browser.conftest import OFFICE_PC, PASSWORD, PHONE
from tests.situations import RICH, case, family, guardian, obligor, sent

BORN = date(1985, 6, 1)
NARROWEST = {"width": 360, "height": 780}
LISTS = ("desk:counter", "desk:households", "applications:list", "applications:visits")
PARTS = ("clerk", "visitor", "reviewer", "confirmer", "village", "county", "auditor")
STEPS = {
    "clerk": (("reviewed", "post_notice"), ("confirmed", "deliver")),
    "visitor": (("accepted", "visit"),),
    "reviewer": (("visited", "review"), ("visited", "visit_again")),
    "confirmer": (("notice_posted", "confirm"), ("notice_posted", "send_back"), ("refusable", "refuse")),
    "village": (("accepted", "visit"),),
    "county": (("visited", "review"),),
}
STATES = ("draft", "returned", "accepted", "visited", "reviewed", "notice_posted", "confirmed", "notified")


@pytest.fixture(scope="module")
def cases(house):
    """A case in every state; `refusable` is a reviewed one whose review says no."""
    today, team = timezone.localdate(), house.team
    found = {state: case(team, state, household=family(team, on=today), on=today) for state in STATES}
    for name, state in (("refusable", "reviewed"), ("refused", "refused")):
        found[name] = case(team, state, household=family(team, assets=RICH, on=today), on=today)
    obligor(team, found["notified"].household, id_number=trial_id_number(BORN, "M", 496))
    guardian(team, found["notified"].household)
    sent(team, found["refused"].household)
    return found


def findings(page, where: str) -> list[str]:
    """What axe finds on the page as it stands, and whether anything runs over the edge."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    answer = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    found = [
        f"{where} {fault['id']} ({fault['impact']}): {node['html'][:160]}"
        for fault in answer["violations"]
        for node in fault["nodes"]
    ]
    return found + overflow(page, where)


def overflow(page, where: str) -> list[str]:
    wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{where}: wider than the screen"] if wider else []


def build(page) -> str:
    """How a page is built, without its words and keys: the same build has the same faults."""
    return page.evaluate(
        """() => document.querySelector('main').outerHTML.replace(/>[^<]+</g, '><')
           .replace(/(value|href|action|aria-label|id|name|for|hx-post)="[^"]*"/g, '')"""
    )


def looked_at(page, address: str, status=200, seen: set | None = None, phone=True) -> list[str]:
    """Faults of one page at the counter's width and the phone's; nothing may run over at 390 and 360.

    Without `phone`, axe looks at the counter's width only. With `seen`, a page built like one looked at before
    (in another role's hands) is not looked at again.
    """
    page.set_viewport_size(OFFICE_PC)
    answer = page.goto(address)
    found = [] if answer.status == status else [f"{address}: {answer.status}, not {status}"]
    if seen is not None:
        if (shape := build(page)) in seen:
            return found
        seen.add(shape)
    found += findings(page, f"{address} 1366")
    page.set_viewport_size(PHONE)
    found += findings(page, f"{address} 390") if phone else overflow(page, f"{address} 390")
    page.set_viewport_size(NARROWEST)
    return found + overflow(page, f"{address} 360")


def addresses(part: str, cases: dict) -> list[str]:
    """Everything this role can open."""
    found = [reverse(name) for name in LISTS]
    found += [
        reverse("applications:act", args=[cases[state].pk, verb]) for state, verb in STEPS.get(part, ())
    ]
    if part == "village":
        return found
    found.append(reverse("desk:household", args=[cases["notified"].household_id]))
    shown = cases if part == "clerk" else ("accepted", "notice_posted", "refused", "notified")
    found += [reverse("applications:detail", args=[cases[state].pk]) for state in shown]
    found += [
        reverse("applications:assessment", args=[cases[state].pk]) for state in ("accepted", "confirmed")
    ]
    if part == "clerk":
        found += [reverse("desk:gallery"), reverse("applications:new_family")]
        found += [reverse("applications:intake", args=[cases[state].pk]) for state in ("draft", "returned")]
        found += of_people(cases)
        kinds = Document.objects.order_by("kind", "-made_at").values_list("kind", "pk")
        found += [reverse("papers:sheet", args=[pk]) for pk in dict(kinds).values()]
    return found


def of_people(cases) -> list[str]:
    """The pages of people and of what becomes of families."""
    home, on_its_way = cases["notified"].household, cases["refused"].household
    person = home.memberships.get(relation="applicant").person_id
    found = [reverse("desk:people"), reverse("desk:transfers")]
    found += [reverse(f"desk:{name}", args=[home.pk]) for name in ("split", "send")]
    found += [reverse(f"desk:{name}", args=[person]) for name in ("person", "correct")]
    found += [reverse(f"desk:{name}", args=[home.pk, person]) for name in ("obligors", "representatives")]
    owed = Obligor.objects.get(household=home).pk
    sent = Transfer.objects.get(household=on_its_way).pk
    return [*found, reverse("desk:end_obligor", args=[home.pk, owed]), reverse("desk:transfer", args=[sent])]


@pytest.fixture(scope="module")
def seen():
    """The builds of pages that were looked at, by width."""
    return {False: set(), True: set()}


# Two tours of about the same length, each in a process and a house of its own.
TOURS = {"clerk": "tour 1", "visitor": "tour 1", "county": "tour 1"}
# Axe at the phone's width as well takes as long again.
WIDTHS = (
    pytest.param(False, id="counter"),
    pytest.param(True, id="phone", marks=(pytest.mark.campaign, pytest.mark.xdist_group("phone tour"))),
)


@pytest.mark.parametrize("phone", WIDTHS)
@pytest.mark.parametrize(
    "part", [pytest.param(part, marks=pytest.mark.xdist_group(TOURS.get(part, "tour 2"))) for part in PARTS]
)
def test_axe_finds_nothing_on_any_page_of_a_role(seat, cases, seen, part, phone):
    page = seat(part)

    found = looked_at(page, reverse("desk:home"), phone=phone)
    for address in addresses(part, cases):
        found += looked_at(page, address, seen=seen[phone], phone=phone)

    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_login_and_error_pages(seat, house):
    nobody, clerk = seat(None), seat("clerk")
    found = looked_at(nobody, "/accounts/login/")
    nobody.get_by_role("textbox", name="用户名").or_(nobody.locator("[name=username]")).first.fill("b-clerk")
    nobody.locator("[name=password]").fill("wrong")
    nobody.get_by_role("button", name="登录").click()
    expect(nobody.locator("[data-lr-focus]")).to_be_focused()
    found += findings(nobody, "wrong password")
    found += looked_at(clerk, "/no-such-page/", status=404)
    found += looked_at(seat("reviewer"), "/applications/new-family/", status=403)

    assert not found, "\n".join(found)


def test_axe_finds_nothing_where_a_form_is_refused_or_a_search_answers(seat, cases):
    page = seat("clerk")
    page.goto("/counter/")
    page.locator("#find-q").fill("林")
    page.locator("#find-q").press("Enter")
    found = findings(page, "search")
    page.locator("#q").fill("没有这个人")
    page.locator("#q").press("Enter")
    found += findings(page, "search without result")
    page.goto(reverse("applications:intake", args=[cases["draft"].pk]))
    page.locator("[name='h-asset.financial']").fill("-5")
    page.get_by_role("button", name="受理并打印回执").click()
    expect(page.locator("[data-lr-focus]")).to_be_focused()
    found += findings(page, "intake refused")

    assert not found, "\n".join(found)


def test_the_admin_site_has_nothing_serious_and_speaks_chinese(seat, cases):
    page = seat("auditor")
    found = []
    for path in (
        "",
        "applications/application/",
        f"applications/application/{cases['accepted'].pk}/change/",
        "kernel/journalentry/",
    ):
        page.goto(f"/admin/{path}")
        page.evaluate(Axe().axe_script)
        answer = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
        found += [
            f"{path} {fault['id']}: {fault['nodes'][0]['html'][:160]}"
            for fault in answer["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert "资料与稽核" in page.title()

    assert not found, "\n".join(found)


def test_signing_in_by_the_door_and_out_again(seat, house):
    page = seat(None)
    page.goto("/counter/")
    page.locator("[name=username]").fill("b-clerk")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("窗口受理")

    page.locator(".lr-whoami").get_by_role("button", name="退出").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
