"""A decision is made once, kept as it was seen, and never shown otherwise."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from applications.models import Decision
from eligibility import rules
from grants.models import Grant, GrantPerson
from households.actions import NewFact, record_facts
from kernel.models import JournalEntry
from kernel.moves import Refused
from kernel.sealing import sealed
from papers.models import Document
from tests.situations import MONDAY, RICH, case, family, take


def test_a_decision_shown_a_year_later_is_identical_to_the_byte(team, browser_of, settings):
    found = case(team, "confirmed")
    document = found.decision.document
    before = browser_of(team.clerk).get(reverse("papers:sheet", args=[document.pk])).content
    kept = found.assessment.content

    record_facts(
        found.household,
        [NewFact("asset.financial", 99_000_000)],
        source="document",
        true_on=MONDAY + timedelta(days=300),
        by=team.clerk,
        on=MONDAY + timedelta(days=365),
    )
    doubled = [
        {
            "from": MONDAY.replace(year=2020),
            "division": "350800",
            "amount": 160000,
            "verified": False,
            "source": "试",
        }
    ]
    rules.enter_values({"dibao_standard": doubled})
    try:
        after = browser_of(team.clerk).get(reverse("papers:sheet", args=[document.pk])).content
        again = type(found.assessment).objects.get(pk=found.assessment.pk).content
    finally:
        rules.enter_values({})

    body = Document.objects.get(pk=document.pk).body
    assert body.encode() in before
    assert body.encode() in after
    assert hashlib.sha256(body.encode()).hexdigest() == document.digest
    assert json.dumps(again, sort_keys=True) == json.dumps(kept, sort_keys=True)


def test_a_standard_changed_after_the_review_sends_the_case_back(team):
    found = case(team, "notice_posted")
    raised = [
        {
            "from": MONDAY.replace(year=2020),
            "division": "350800",
            "amount": 90000,
            "verified": False,
            "source": "试",
        }
    ]
    rules.enter_values({"dibao_standard": raised})
    try:
        with pytest.raises(Refused, match="重新初审"):
            take(found, "confirm", team.confirmer, MONDAY + timedelta(days=12))
    finally:
        rules.enter_values({})


def test_the_grant_is_written_with_the_confirmation_row_by_row(team):
    found = case(team, "confirmed")

    grant = Grant.objects.get(household=found.household)

    assert grant.monthly_fen == 118_600
    assert sum(grant.rows.values_list("fen", flat=True)) == grant.monthly_fen
    assert (grant.first_month.month, grant.first_month.day) == (4, 1)
    assert GrantPerson.objects.filter(grant=grant, is_active=True).count() == 2


def test_a_grant_that_cannot_be_written_leaves_no_decision(team):
    found = case(team, "confirmed")
    again = case(team, "notice_posted", household=found.household, on=MONDAY + timedelta(days=60))

    with pytest.raises(Refused, match="已经在领低保"):
        take(again, "confirm", team.confirmer, MONDAY + timedelta(days=72))

    again.refresh_from_db()
    assert again.state == "notice_posted"
    assert Decision.objects.count() == 1


def test_a_person_in_payment_elsewhere_is_not_paid_twice_even_in_raw_sql(team):
    found = case(team, "confirmed")
    person = GrantPerson.objects.filter(grant__household=found.household).first()
    other = case(team, "confirmed", on=MONDAY + timedelta(days=7))

    with pytest.raises(IntegrityError), transaction.atomic():
        GrantPerson.objects.create(grant=Grant.objects.get(household=other.household), person=person.person)


def test_one_case_has_one_decision(team):
    found = case(team, "confirmed")
    decision = found.decision

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.bulk_create([decision])


def test_a_refusal_names_every_failed_clause_with_its_numbers_and_the_remedies(team):
    found = case(team, "refused", family(team, assets=RICH | {"asset.vehicles": ["car"]}))

    body = found.decision.document.body

    assert "300,000.00 &gt; 19,200.00" in body or "600,000.00" in body
    assert "机动车辆" in body
    assert "行政复议" in body
    assert "下面 2 条不符合" in body


def test_the_public_notice_tells_no_number_and_no_illness(team):
    household = family(team)
    person = household.memberships.first().person
    ill = [NewFact("disease", "major", person), NewFact("disability", {"kind": "mental", "grade": 2}, person)]
    record_facts(household, ill, source="document", true_on=MONDAY, by=team.clerk, on=MONDAY)
    case(team, "notice_posted", household)

    body = Document.objects.get(kind="notice").body

    assert person.name in body
    for secret in ("3599", "重病", "残疾", "精神", "身份证"):
        assert secret not in body


def test_production_decides_on_no_unverified_amount(team, settings):
    found = case(team, "notice_posted")
    settings.PRODUCTION = True

    with pytest.raises(Refused, match="尚未核实"):
        take(found, "confirm", team.confirmer, MONDAY + timedelta(days=12))


def test_no_number_and_no_illness_stands_readable_in_the_database(team):
    """Canaries: what was typed at the counter is nowhere in the rows as plain text."""
    household = family(team)
    person = household.memberships.first().person
    ill = [NewFact("disease", "mdr_tb", person)]
    record_facts(household, ill, source="document", true_on=MONDAY, by=team.clerk, on=MONDAY)
    case(team, "confirmed", household)
    number = sealed(person, "id_number")
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall())
        assert number not in rows, table
        if table not in ("django_content_type", "auth_permission"):
            assert "mdr_tb" not in rows, table


def test_every_step_and_paper_of_a_case_is_in_the_journal(team):
    found = case(team, "notified")

    verbs = set(JournalEntry.objects.filter(subject_id=str(found.pk)).values_list("kind", flat=True))

    assert {f"applications.application.{verb}" for verb in ("receive", "accept", "visit", "confirm")} <= verbs
