"""A GET cannot write, a look is journalled or nothing is shown, a refusal is a page."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path

from agencies.models import Account
from applications.models import Application
from kernel import ledger, middleware, reads
from kernel.models import JournalEntry
from kernel.refusals import Refused
from longyan_relief.urls import urlpatterns as known
from tests.situations import case, family, staff

SENTENCE = "这一步现在不能办，请刷新后再看。"


def write(request):
    Account.objects.filter(pk=request.user.pk).update(name="某改")
    return HttpResponse("written")


def journalled_write(request):
    with ledger.transaction():
        ledger.write("tried", actor=request.user)
    return HttpResponse("written")


def show(request):
    reads.shown(request, request.user, what="a person")
    reads.shown(request, request.user, what="a person")
    return HttpResponse("personal data", status=int(request.GET.get("status", 200)))


def show_and_break(request):
    reads.shown(request, request.user, what="a person")
    raise {"404": Http404(), "409": Refused(SENTENCE)}[request.GET["by"]]


def look(request):
    return HttpResponse("nothing personal")


def refuse(request):
    raise Refused(SENTENCE, status=int(request.GET["status"]))


@login_not_required
def show_to_anybody(request):
    reads.shown(request, None, what="a list")
    return HttpResponse("personal data")


views = (write, journalled_write, show, show_and_break, look, refuse, show_to_anybody)
urlpatterns = [*known, *(path(f"tried/{view.__name__}", view) for view in views)]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def team(db):
    return staff()


@pytest.fixture
def page(team):
    """A browser in which the clerk is signed in; a fault of the page is a 500, as for a real browser."""
    browser = Client(raise_request_exception=False)
    browser.force_login(team.clerk)
    return browser


def looks() -> list[tuple[str, str]]:
    entries = JournalEntry.objects.filter(kind="shown").order_by("seq")
    return [(entry.content["what"], entry.subject_id) for entry in entries]


@pytest.fixture
def browser(committed_db):
    """A browser with somebody signed in, outside any transaction of the test."""
    made = Client(raise_request_exception=False)
    made.force_login(Account.objects.create(username="clerk", name="某经办"))
    return made


def name() -> str:
    connection.close()
    return Account.objects.get(username="clerk").name


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("view", ["write", "journalled_write"])
def test_the_database_refuses_the_write_of_a_safe_request(browser, method, view):
    browser.raise_request_exception = True

    with pytest.raises(DatabaseError, match=r"read-?only"):
        getattr(browser, method)(f"/tried/{view}")

    assert name() == "某经办"
    assert JournalEntry.objects.count() == 0


def test_a_browser_sees_a_500_and_the_next_request_may_write(browser):
    assert browser.get("/tried/write").status_code == 500

    assert browser.post("/tried/write").status_code == 200
    assert browser.post("/tried/journalled_write").status_code == 200

    assert name() == "某改"
    assert JournalEntry.objects.count() == 1


def test_with_read_only_away_the_same_get_writes(browser, monkeypatch):
    monkeypatch.setattr(middleware, "SAFE", ())

    assert browser.get("/tried/write").status_code == 200

    assert name() == "某改"


def test_the_mode_ends_even_after_a_fault_inside_a_transaction(clerk):
    with pytest.raises(DatabaseError), transaction.atomic(), middleware.read_only():
        Account.objects.filter(pk=clerk.pk).update(name="某改")

    assert Account.objects.filter(pk=clerk.pk).update(name="某改") == 1


def test_a_write_after_a_get_outlives_it(browser):
    assert browser.get("/tried/look").status_code == 200

    assert browser.post("/tried/write").status_code == 200

    assert name() == "某改"


def test_a_response_with_personal_data_is_journalled_exactly_once(page, team):
    assert page.get("/tried/show").status_code == 200

    assert looks() == [("a person", str(team.clerk.pk))]
    assert JournalEntry.objects.get(kind="shown").actor == team.clerk


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("status", [200, 409, 403])
def test_a_page_that_was_shown_is_journalled_whatever_its_status(page, method, status):
    answer = getattr(page, method)(f"/tried/show?status={status}")

    assert answer.status_code == status
    assert len(looks()) == 1


@pytest.mark.parametrize("by", ["404", "409"])
def test_a_view_that_breaks_off_showed_nothing(page, by):
    answer = page.get(f"/tried/show_and_break?by={by}")

    assert answer.status_code == int(by)
    assert "personal data" not in answer.content.decode()
    assert looks() == []


def test_a_response_without_personal_data_is_not_journalled(page):
    page.get("/tried/look")

    assert JournalEntry.objects.count() == JournalEntry.objects.exclude(kind="shown").count()


def test_if_the_journal_fails_nothing_is_shown(page, monkeypatch):
    def fails(*args, **content):
        raise OSError

    monkeypatch.setattr(ledger, "_append", fails)

    answer = page.get("/tried/show")

    assert answer.status_code == 500
    assert b"personal data" not in answer.content


def test_nobody_sees_personal_data_without_a_name_to_journal(db):
    answer = Client(raise_request_exception=False).get("/tried/show_to_anybody")

    assert answer.status_code == 500
    assert b"personal data" not in answer.content
    assert looks() == []


@pytest.mark.parametrize("status", [409, 403])
def test_a_refusal_is_a_page_with_its_sentence(page, status):
    answer = page.get(f"/tried/refuse?status={status}")

    assert answer.status_code == status
    assert SENTENCE in answer.content.decode()


def test_a_case_is_journalled_once_a_look_and_not_at_all_where_it_is_not_seen(page, team):
    mine = case(team, "received")
    elsewhere = staff("mz-350802106", prefix="else-")
    other = case(elsewhere, "received", family(elsewhere))
    before = looks()

    assert page.get(f"/applications/{mine.pk}/").status_code in (200, 302)
    assert page.get(f"/applications/{other.pk}/").status_code == 404

    new = looks()[len(before) :]
    assert [subject for _, subject in new] == [str(mine.pk)]


def test_the_page_of_a_refused_step_shows_the_case_and_is_journalled(page, team):
    found = case(team, "visited")
    before = len(looks())

    answer = page.post(
        f"/applications/{found.pk}/do/review/", {"opinion": "同意。", "version": found.version}
    )

    assert answer.status_code in (403, 409)
    assert found.number in answer.content.decode()
    assert len(looks()) == before + 1
    assert Application.objects.get(pk=found.pk).state == "visited"


def test_a_session_whose_password_was_changed_ends_at_the_sign_in_page(browser):
    """Django deletes such a session when it is first asked who that is; inside the reading that was a 500."""
    changed = Account.objects.get(username="clerk")
    changed.set_password("a new one, long enough")
    changed.save()

    answer = browser.get("/tried/look")

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")
    assert not Session.objects.exists()
