"""The auditor looks at the records and touches nothing."""

from datetime import date

import pytest
from django.contrib import admin

from agencies.actions import appoint
from agencies.models import Account, Office
from kernel.admin import ReadOnlyAdmin
from kernel.models import Job, JournalEntry, Step
from tests.kernel.probe import actions

RECORDS = {JournalEntry: 200, Step: 200, Job: 200}


@pytest.fixture
def seated_as(db):
    def seat(role):
        account = Account.objects.create(username=role, name=role)
        appoint(account, Office.objects.get(code="mz-350800"), role, starts_on=date(2020, 1, 1))
        return account

    return seat


def page(model, end=""):
    return f"/admin/kernel/{model._meta.model_name}/{end}"


@pytest.mark.parametrize("model", RECORDS)
def test_an_auditor_sees_records_and_changes_none(client, seated_as, office, clerk, other, model):
    actions.check(actions.make(office, by=clerk), by=other, version=0)
    client.force_login(seated_as("auditor"))
    row = model.objects.first()

    assert client.get(page(model)).status_code == 200
    assert client.get(page(model, f"{row.pk}/change/")).status_code == 200
    assert client.post(page(model, f"{row.pk}/change/"), {}).status_code == 403
    assert client.get(page(model, "add/")).status_code == 403
    assert client.post(page(model, f"{row.pk}/delete/"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(("model", "status"), [(JournalEntry, 403), (Step, 403), (Job, 200)])
def test_an_administrator_does_not_read_the_journal(client, seated_as, model, status):
    client.force_login(seated_as("city_administrator"))
    assert client.get(page(model)).status_code == status


@pytest.mark.parametrize("model", RECORDS)
def test_a_clerk_sees_none(client, clerk, model):
    client.force_login(clerk)
    assert client.get(page(model)).status_code == 302


def test_every_page_of_the_kernel_is_read_only():
    ours = [site for model, site in admin.site._registry.items() if model._meta.app_label == "kernel"]
    assert len(ours) == 5
    assert all(isinstance(site, ReadOnlyAdmin) for site in ours)
