"""资料与稽核: the auditor reads every record; nobody changes one there, and no case moves there."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from agencies.models import Office
from applications.models import Application
from tests.situations import account, case, guardian, obligor, sent, staff

OURS = ("agencies", "applications", "eligibility", "grants", "households", "kernel", "papers")
MODELS = [model for model in admin.site._registry if model._meta.app_label in OURS]
FULL_NUMBER = re.compile(r"359999\d{11}[\dX]")


@pytest.fixture
def house(db):
    """A decided case, and the auditor's browser."""
    team = staff()
    found = case(team, "confirmed")
    obligor(team, found.household)
    guardian(team, found.household)
    sent(team)
    auditor = Client()
    auditor.force_login(account("auditor", Office.objects.get(code="mz-350800"), "auditor"))
    return team, found, auditor


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_auditor_reads_every_record_and_no_whole_number(house, model):
    _, _, auditor = house
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()

    pages = [auditor.get(reverse(f"{name}_changelist"))]
    if row is not None:
        pages.append(auditor.get(reverse(f"{name}_change", args=[row.pk])))

    for page in pages:
        assert page.status_code == 200
        assert not FULL_NUMBER.search(page.content.decode())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nobody_adds_changes_or_deletes_there(house, model):
    _, _, auditor = house
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()

    assert auditor.get(reverse(f"{name}_add")).status_code == 403
    if row is not None:
        assert auditor.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
        assert auditor.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_a_case_does_not_move_in_the_admin_site(house):
    team, _, auditor = house
    waiting = case(team, "notice_posted")
    address = reverse("admin:applications_application_change", args=[waiting.pk])

    answer = auditor.post(address, {"state": "confirmed", "version": waiting.version})

    assert answer.status_code == 403
    assert Application.objects.get(pk=waiting.pk).state == "notice_posted"


def test_the_counter_has_no_way_into_the_records(house):
    team, _, _ = house
    browser = Client()
    browser.force_login(team.clerk)

    assert browser.get(reverse("admin:index")).status_code == 302
