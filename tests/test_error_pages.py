"""Whatever goes wrong, the answer is a page in the look of the house: what happened, what to do, and no value."""

import sqlite3

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation, TooManyFieldsSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path

from kernel.refusals import Refused
from longyan_relief import faults
from longyan_relief.urls import handler400, handler500  # noqa: F401  (the resolver looks for them here)
from longyan_relief.urls import urlpatterns as known

CANARY = "13812345678"


def _away():
    fault = OperationalError(f"connection refused for {CANARY}")
    fault.__cause__ = Exception(CANARY)
    return fault


FAULTS = {
    400: SuspiciousOperation(CANARY),
    403: PermissionDenied(CANARY),
    404: Http404(CANARY),
    413: TooManyFieldsSent(CANARY),
    429: Refused("今天已查看 20 次，达到上限。", status=429),
    500: ValueError(CANARY),
    503: _away(),
}
TO_DO = {
    400: "刷新以后再办一次",
    403: "请找本单位管理员",
    404: "请核对一遍",
    413: "照片分几次传",
    429: "达到上限",
    500: "请过几分钟",
    503: "请等 1 分钟再试",
}


@login_not_required
def break_off(request, status):
    if status in FAULTS:
        raise FAULTS[status]
    return HttpResponse(request.POST.get("q", ""))


urlpatterns = [*known, path("broken/<int:status>/", break_off)]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client(db, settings):
    settings.DEBUG = False
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("status", FAULTS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fault_is_a_page_that_says_what_to_do_and_repeats_nothing(client, status, method):
    answer = getattr(client, method)(f"/broken/{status}/", {"q": CANARY})

    text = answer.content.decode()
    assert answer.status_code == status
    assert TO_DO[status] in text
    assert "龙岩救助" in text
    assert text.count("<h1>") == 1
    for word in (CANARY, "Traceback", "Exception", "broken/"):
        assert word not in text


def test_the_database_away_says_when_to_come_again(client):
    assert client.get("/broken/503/")["Retry-After"] == faults.RETRY_AFTER


@pytest.mark.parametrize("enforce", [False, True])
def test_more_than_may_be_sent_is_413(client, settings, enforce):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    browser = Client(raise_request_exception=False, enforce_csrf_checks=enforce)
    browser.cookies["csrftoken"] = "a" * 32  # with it the check reads the body, before any view does

    answer = browser.post("/broken/200/", f"q={CANARY * 30}", "application/x-www-form-urlencoded")

    assert answer.status_code == 413
    assert CANARY not in answer.content.decode()


def test_without_the_handlers_it_would_be_400_and_500(client, settings, monkeypatch):
    """The control of the two tests above."""
    monkeypatch.setattr(faults, "TOO_MUCH", ())
    monkeypatch.setattr(faults, "is_away", lambda fault: False)

    assert client.get("/broken/413/").status_code == 400
    assert client.get("/broken/503/").status_code == 500


def test_no_such_address_is_404(client):
    answer = client.get("/no/such/page/")

    assert answer.status_code in (302, 404)  # who is not signed in may be asked to sign in first


def test_only_a_database_that_cannot_be_asked_is_away():
    def said(kind, **marks):
        cause = sqlite3.OperationalError()
        for name, value in marks.items():
            setattr(cause, name, value)
        fault = kind()
        fault.__cause__ = cause
        return faults.is_away(fault)

    assert said(OperationalError, sqlite_errorname="SQLITE_BUSY")
    assert said(OperationalError, sqlstate="57P01")
    assert said(InterfaceError)
    assert not said(OperationalError, sqlite_errorname="SQLITE_READONLY")
    assert not said(OperationalError, sqlstate="25006")
    assert not said(DataError)
