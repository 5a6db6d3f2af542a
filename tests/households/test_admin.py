"""The auditor's look at families: within the offices, masked, journalled, never a way to change."""

import pytest
from django.urls import reverse

from kernel.models import JournalEntry
from tests.households import factories
from tests.households.factories import newcomer, tell

MODELS = ["household", "person", "membership", "fact"]


@pytest.fixture
def number():
    return factories.trial_number()


@pytest.fixture
def household(office, clerk, number):
    found = factories.household(office, [newcomer(id_number=number, phone="13812345678")], by=clerk)
    tell(found, "disease", "mdr_tb", factories.applicant(found), by=clerk)
    return found


@pytest.fixture
def look(client, office, household):
    """Pages as an auditor of an office sees them."""

    def pages(model, auditor=None):
        client.force_login(auditor or factories.somebody_of(office.parent, "auditor"))
        first = client.get(reverse(f"admin:households_{model}_changelist"))
        pk = first.context["cl"].queryset.values_list("pk", flat=True).first()
        return first, pk and client.get(reverse(f"admin:households_{model}_change", args=[pk]))

    return pages


@pytest.mark.parametrize("model", MODELS)
def test_no_page_shows_a_number_a_phone_or_a_diagnosis(look, model, number):
    for page in look(model):
        text = page.content.decode()
        assert page.status_code == 200
        assert not {word for word in (number, "13812345678", "mdr_tb", "耐多药") if word in text}


def test_a_person_is_shown_with_a_masked_number(look, number):
    for page in look("person"):
        assert f"{number[:4]}************{number[-2:]}" in page.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_an_auditor_of_another_county_sees_nothing(look, model):
    elsewhere = factories.office(factories.XIAOCHI).parent

    listed, opened = look(model, factories.somebody_of(elsewhere, "auditor"))

    assert listed.context["cl"].queryset.count() == 0
    assert opened is None


@pytest.mark.parametrize("model", MODELS)
def test_a_look_is_journalled(look, model):
    before = JournalEntry.objects.count()

    look(model)

    assert JournalEntry.objects.count() == before + 2


@pytest.mark.parametrize("model", MODELS)
def test_there_is_nothing_to_change_or_delete(look, client, model):
    _, opened = look(model)
    address = opened.request["PATH_INFO"]

    assert client.post(address, {}).status_code == 403
    assert client.post(address.replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403
    assert client.get(reverse(f"admin:households_{model}_add")).status_code == 403


def test_a_clerk_has_no_door_here(client, clerk, household):
    client.force_login(clerk)

    assert client.get(reverse("admin:households_person_changelist")).status_code == 302
