"""Lists as XLSX: the scope of the screen, cells that stay text, an entry in the journal before anything leaves."""

import hashlib
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from agencies.models import Office
from households.identity import trial_id_number
from kernel.models import JournalEntry
from papers import exports
from tests.situations import XIAOCHI, account, case, family, staff

LISTS = ("applications:export", "applications:export_visits", "desk:export")
# What somebody types into a name or an address so that the spreadsheet of a colleague runs it.
HOSTILE = [
    lead + rest
    for lead in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "\0=", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x")', "SUM(A1:A9)")
]


def cells(body: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()


def listing(rows) -> exports.Listing:
    return exports.Listing("test", "清单", ("甲", "乙"), rows, {})


@pytest.fixture
def office(db):
    """A township with a visited and an accepted case, another township with one of its own."""
    here, there = staff(), staff(XIAOCHI, "x")
    case(here, "visited")
    case(here, "accepted")
    case(there, "accepted")
    return here, there


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("value", HOSTILE)
def test_a_text_never_becomes_a_formula(value):
    body = exports.workbook(listing([(value, value)]), mark="=1")

    sheet = ZipFile(BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert all(cell.startswith("'") for cell in cells(body)[2])


def test_without_the_guard_a_saved_copy_would_carry_the_formula(monkeypatch):
    monkeypatch.setattr(exports, "harmless", lambda value: value)

    body = exports.workbook(listing([("=1+1", "x")]), mark="m")

    assert cells(body)[2][0] == "=1+1"


def test_numbers_of_identity_come_back_as_they_went():
    from datetime import date  # noqa: PLC0415

    numbers = [trial_id_number(date(1950 + n % 60, 1 + n % 12, 1 + n % 28), "F", n % 499) for n in range(300)]

    body = exports.workbook(listing([(number, 1) for number in numbers]), mark="m")

    assert [row[0] for row in cells(body)[2:]] == numbers


@pytest.mark.parametrize("address", LISTS)
def test_a_list_leaves_with_its_scope_its_mark_and_its_entry(office, address):
    here, _ = office

    answer = browser(here.clerk).post(reverse(address))

    assert answer.status_code == 200
    entry = JournalEntry.objects.filter(kind="list.exported").get()
    rows = cells(answer.content)
    assert entry.actor == here.clerk
    assert entry.content["digest"] == hashlib.sha256(answer.content).hexdigest()
    assert entry.content["rows"] == len(rows) - 2
    assert entry.content["serial"] in rows[0][0]
    assert here.clerk.name in rows[0][0]
    assert (
        len(rows) - 2
        == {"applications:export": 2, "applications:export_visits": 1, "desk:export": 2}[address]
    )
    assert "no-store" in answer["Cache-Control"]
    assert not re.search(r"\d{17}[\dX]", str(rows))


def test_with_the_scope_off_the_other_townships_rows_would_leave(office, monkeypatch):
    from agencies.querysets import ScopedQuerySet  # noqa: PLC0415

    monkeypatch.setattr(ScopedQuerySet, "visible_to", lambda self, account: self.all())

    answer = browser(office[0].clerk).post(reverse("desk:export"))

    assert len(cells(answer.content)) - 2 == 3


def test_the_list_of_cases_keeps_the_filter(office):
    answer = browser(office[0].clerk).post(reverse("applications:export"), {"state": "visited"})

    assert len(cells(answer.content)) == 3
    assert JournalEntry.objects.get(kind="list.exported").content["filters"]["state"] == "visited"


@pytest.mark.parametrize("address", LISTS)
def test_exporting_is_a_right_of_its_own_and_no_get(office, address):
    village = browser(office[0].village)

    assert village.post(reverse(address)).status_code == 403
    assert browser(office[0].clerk).get(reverse(address)).status_code == 405
    assert not JournalEntry.objects.filter(kind="list.exported").exists()


def test_too_long_a_list_is_refused_with_the_remedy(office, settings):
    settings.EXPORT_MOST_ROWS = 1

    answer = browser(office[0].clerk).post(reverse("desk:export"))

    assert answer.status_code == 409
    assert "先按状态筛选" in answer.content.decode()


def test_a_list_that_cannot_be_journalled_does_not_leave(office, monkeypatch):
    def broken(entries):
        raise OSError("full")

    client = browser(office[0].clerk)
    monkeypatch.setattr("kernel.ledger._append", broken)
    client.raise_request_exception = False

    assert client.post(reverse("desk:export")).status_code == 500


def test_the_auditor_takes_rows_out_of_the_records(office, db):
    auditor = browser(account("auditor", Office.objects.get(code="mz-350800"), "auditor"))
    family(office[0])
    address = reverse("admin:households_household_changelist")
    from households.models import Household  # noqa: PLC0415

    keys = [str(pk) for pk in Household.objects.values_list("pk", flat=True)]

    answer = auditor.post(address, {"action": "as_xlsx", "_selected_action": keys})

    assert len(cells(answer.content)) == len(keys) + 2
    assert JournalEntry.objects.get(kind="list.exported").content["rows"] == len(keys)
