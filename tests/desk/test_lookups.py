"""The one question beyond one's scope: who holds this number, answered with almost nothing, and kept."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from kernel.models import JournalEntry
from kernel.sealing import index, sealed
from tests.situations import XIAOCHI, case, staff

WHY = {"reason": "handling", "words": "窗口来人申请低保"}


@pytest.fixture
def house(db):
    """A family in payment elsewhere, a clerk here who has its number on the card before him."""
    here, there = staff(), staff(XIAOCHI, "x")
    decided = case(there, "confirmed")
    person = decided.household.memberships.get(relation="applicant").person
    client = Client()
    client.force_login(here.clerk)
    return here, there, decided, person, client


def asked(client, number: str) -> str:
    page = client.post(reverse("desk:search"), {"q": number}).content.decode()
    return re.search(r'name="asked" value="([^"]+)"', page)[1]


def test_a_number_held_elsewhere_is_answered_with_place_and_programme_only(house):
    here, there, decided, person, client = house
    number = sealed(person, "id_number")

    answer = client.post(reverse("desk:lookup"), WHY | {"asked": asked(client, number)}).content.decode()

    assert there.office.name in answer
    assert "低保" in answer
    assert person.masked_name in answer
    for hidden in (person.name, number, decided.household.number, str(person.birth.year), "元"):
        assert hidden not in answer
    entry = JournalEntry.objects.get(kind="lookup")
    assert (entry.actor, entry.content["asked"]) == (here.clerk, index(number))


def test_the_number_stands_in_no_address_and_not_in_the_form(house):
    *_, person, client = house

    page = client.post(reverse("desk:search"), {"q": sealed(person, "id_number")})

    token = re.search(r'name="asked" value="([^"]+)"', page.content.decode())[1]
    assert sealed(person, "id_number") not in token


def test_a_token_of_somebody_else_or_a_forged_one_finds_nothing(house):
    *_, person, client = house
    token = asked(client, sealed(person, "id_number"))
    other = Client()
    colleague = staff("mz-350821106", "y").clerk
    other.force_login(colleague)

    for who, word in ((other, token), (client, token[:-4] + "AAAA"), (client, "x")):
        assert who.post(reverse("desk:lookup"), WHY | {"asked": word}).status_code == 409
    assert not JournalEntry.objects.filter(kind="lookup").exists()


def test_only_the_counter_asks_and_only_with_a_reason(house):
    here, *_, person, client = house
    token = asked(client, sealed(person, "id_number"))
    reviewer = Client()
    reviewer.force_login(here.reviewer)

    assert reviewer.post(reverse("desk:lookup"), WHY | {"asked": token}).status_code == 403
    assert "请选择查看事由" in client.post(reverse("desk:lookup"), {"asked": token}).content.decode()
    assert not JournalEntry.objects.filter(kind="lookup").exists()


def test_so_many_a_day(house, settings):
    settings.LOOKUPS_PER_DAY = 1
    *_, person, client = house
    token = asked(client, sealed(person, "id_number"))

    statuses = [client.post(reverse("desk:lookup"), WHY | {"asked": token}).status_code for _ in range(2)]

    assert statuses == [200, 429]


def test_part_of_a_number_is_no_question_for_the_city(house):
    *_, person, client = house

    page = client.post(reverse("desk:search"), {"q": sealed(person, "id_number")[:14]}).content.decode()

    assert 'name="asked"' not in page
