"""The worked cases come out exactly through the pages too, not only through `assess`."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from applications.models import Application
from households.money import parse_yuan
from kernel import clock
from tests.situations import case, family

CASES = Path(__file__).parents[1] / "eligibility" / "cases"
WHOLLY = ("EX01", "EX03", "EX17", "EX19")
IN_PART = ("EX02", "EX05", "EX09", "EX11")


def members_of(document: dict) -> tuple:
    """The members of a case file as a family of the register."""
    return tuple(
        (one["relation"], date.fromisoformat(one["birth"]), facts_of(one))
        for one in document["household"]["members"]
    )


def facts_of(member: dict) -> dict:
    told = {}
    for prefix, key in (("income", "income_12m"), ("excluded", "excluded_12m")):
        told |= {f"{prefix}.{code}": parse_yuan(amount) for code, amount in member.get(key, {}).items()}
    return told | {code: member[code] for code in ("school", "status") if code in member}


def assets_of(document: dict) -> dict:
    sheet = {"financial": "0", "houses": 1} | document["household"].get("assets", {})
    assets = {"asset.financial": parse_yuan(sheet["financial"]), "asset.houses": sheet["houses"]}
    if vehicles := sheet.get("vehicles"):
        assets["asset.vehicles"] = [one["kind"] for one in vehicles]
    return assets


@pytest.mark.parametrize("name", WHOLLY + IN_PART)
def test_a_worked_case_comes_out_on_the_page(team, browser_of, monkeypatch, name):
    worked = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    document, expected = worked["input"], worked["expect"]
    on = date.fromisoformat(document["on"])
    household = family(team, members_of(document), assets_of(document), on=on)
    found = case(team, "accepted", household, on=on)
    monkeypatch.setattr(clock, "today", lambda: on)

    answer = browser_of(team.reviewer).get(reverse("applications:assessment", args=[found.pk]))
    page = answer.content.decode()
    shown = answer.context["judgement"]

    assert shown["dibao"]["answer"] == expected["benefits"]["dibao"]["answer"]
    for key in expected["benefits"]["dibao"].keys() - {"answer"}:
        assert shown["dibao"][key] == expected["benefits"]["dibao"][key]
    per_head = parse_yuan(expected["household"]["per_capita_monthly"])
    assert f"{per_head // 100:,}.{per_head % 100:02d}" in page
    if total := expected["benefits"]["dibao"].get("total"):
        assert f"每月 {parse_yuan(total) // 100:,}." in page


def test_a_case_of_the_page_keeps_the_day_of_acceptance(team):
    worked = json.loads((CASES / "EX01.json").read_text(encoding="utf-8"))
    on = date.fromisoformat(worked["input"]["on"])

    case(
        team, "reviewed", family(team, members_of(worked["input"]), assets_of(worked["input"]), on=on), on=on
    )

    assert Application.objects.get().assessment.on == on
