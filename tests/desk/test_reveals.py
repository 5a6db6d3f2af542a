"""Whole numbers: for a reason, the journal first, with the password given lately, and so many a day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies import stepup
from kernel import ledger
from kernel.models import JournalEntry
from kernel.sealing import sealed
from tests.situations import XIAOCHI, family, staff

WHY = {"reason": "checking", "words": "银行开户核对"}
PASSWORD = "an-invented-password-2026"


@pytest.fixture
def house(db):
    """A family, its clerk at the desk, and the address of the applicant's number."""
    team = staff()
    household = family(team)
    person = household.memberships.get(relation="applicant").person
    team.clerk.set_password(PASSWORD)
    team.clerk.save()
    client = Client()
    client.force_login(team.clerk)
    address = reverse("desk:reveal", args=[household.pk, person.pk, "id_number"])
    return team, household, person, client, address


def grow_stale(client) -> None:
    """The password was given six minutes ago."""
    session = client.session
    session[stepup.KEPT] -= timedelta(minutes=6).total_seconds()
    session.save()


def test_a_number_is_shown_for_a_reason_and_the_reason_is_kept_sealed(house):
    team, _, person, client, address = house

    answer = client.post(address, WHY)

    assert sealed(person, "id_number") in answer.content.decode()
    entry = JournalEntry.objects.get(kind="revealed")
    assert (entry.actor, entry.subject_id) == (team.clerk, str(person.pk))
    assert entry.content["reason"] == "checking"
    assert WHY["words"] not in str(entry.content)
    assert ledger.said(entry) == WHY["words"]
    assert answer["Refresh"].startswith("600;")


@pytest.mark.parametrize(
    "told",
    [{}, {"reason": "checking"}, {"reason": "x", "words": "四个字以上"}, {"reason": "other", "words": "看"}],
)
def test_without_a_reason_nothing_is_shown(house, told):
    _, _, person, client, address = house

    answer = client.post(address, told)

    assert sealed(person, "id_number") not in answer.content.decode()
    assert not JournalEntry.objects.filter(kind="revealed").exists()


def test_the_page_that_asks_shows_the_mask_only(house):
    _, _, person, client, address = house

    page = client.get(address).content.decode()

    assert sealed(person, "id_number") not in page
    assert sealed(person, "id_number")[:4] + "*" in page


def test_no_entry_no_number(house, monkeypatch):
    _, _, person, client, address = house
    client.raise_request_exception = False

    def broken(entries):
        raise OSError("full")

    monkeypatch.setattr(ledger, "_append", broken)
    answer = client.post(address, WHY)

    assert answer.status_code == 500
    assert sealed(person, "id_number") not in answer.content.decode()


def test_an_old_password_is_asked_for_again(house):
    _, _, person, client, address = house
    grow_stale(client)

    assert sealed(person, "id_number") not in client.post(address, WHY).content.decode()
    assert "密码不对" in client.post(address, WHY | {"password": "wrong"}).content.decode()
    answer = client.post(address, WHY | {"password": PASSWORD})

    assert sealed(person, "id_number") in answer.content.decode()


def test_with_the_guard_off_a_forgotten_desk_would_show_it(house, monkeypatch):
    _, _, person, client, address = house
    grow_stale(client)
    monkeypatch.setattr(stepup, "is_fresh", lambda request: True)

    assert sealed(person, "id_number") in client.post(address, WHY).content.decode()


def test_one_more_than_the_days_measure_is_refused(house, settings):
    settings.REVEALS_PER_DAY = 2
    *_, client, address = house

    statuses = [client.post(address, WHY).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_elsewhere_a_number_does_not_exist(house):
    _, household, person, client, address = house
    stranger, village = Client(), Client()
    stranger.force_login(staff(XIAOCHI, "x").clerk)
    village.force_login(house[0].village)
    other = family(house[0]).memberships.first().person

    for who in (stranger, village):
        assert who.post(address, WHY).status_code == 404
    for person_pk, field in ((other.pk, "id_number"), (person.pk, "name")):
        wrong = reverse("desk:reveal", args=[household.pk, person_pk, field])
        assert client.post(wrong, WHY).status_code == 404
