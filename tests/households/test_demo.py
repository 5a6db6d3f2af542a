"""Invented families: the same every time, nobody real, quickly loaded, journalled."""

import re
from datetime import date
from pathlib import Path

import pytest

from agencies.models import Division
from households import demo, identity
from households.dossier import document, known_of
from households.models import Fact, Household, Membership, Person
from kernel.models import JournalEntry
from tests.households import factories

ON = date(2026, 3, 2)
ROOT = Path(__file__).parents[2]
SAMPLE = "11010519491231002X"


def families(count=60, seed=1):
    return list(demo.Township(seed, 2026).families(count))


def test_the_same_seed_draws_the_same_families():
    assert families() == families()
    assert families() != families(seed=2)


def test_every_number_is_of_the_trial_area_and_right():
    people = [one for seed in (1, 2) for family in families(300, seed) for one in family.members]

    for one in people:
        read = identity.IdNumber.parse(one.id_number, on=ON)
        assert (read.area, read.birth, read.sex) == (identity.TRIAL_AREA, one.birth, one.sex)
    assert len({one.id_number for one in people}) == len(people)


def test_a_township_looks_like_one():
    drawn = families(600)

    assert all([one.relation for one in family.members].count("applicant") == 1 for family in drawn)
    alone = sum(len(family.members) == 1 for family in drawn)
    assert 0.4 < alone / len(drawn) < 0.75
    assert any(None in family.facts.values() for family in drawn)


@pytest.mark.django_db
def test_families_are_loaded_in_chunks_each_with_its_journal_entry(django_assert_max_num_queries):
    office = factories.office()
    clerk = factories.somebody_of(office)
    villages = list(Division.objects.filter(parent=office.division).order_by("code"))
    drawn = families(120)

    with django_assert_max_num_queries(120):
        loaded = demo.load(drawn, office, villages, by=clerk, on=ON)

    people = sum(len(family.members) for family in drawn)
    assert loaded == Household.objects.count() == 120
    assert Person.objects.count() == Membership.objects.count() == people
    assert JournalEntry.objects.filter(kind="households.demo").count() == 2
    assert Fact.objects.filter(kind="disability", value__isnull=False).count() == 0
    households = list(Household.objects.select_related("office"))
    for dossier in known_of(households, ON).values():
        assert document(dossier, ON, case="C")["household"]["members"][0]["income_12m"]["wage"] is not None


def test_no_number_of_a_real_area_stands_in_the_repository():
    """The example printed in GB 11643 is the only one."""
    found = set()
    for kind in ("*.py", "*.csv", "*.json", "*.yaml", "*.md", "*.html", "*.txt"):
        for path in ROOT.rglob(kind):
            if not {"var", ".venv", "node_modules", ".git"} & set(path.relative_to(ROOT).parts):
                found |= set(_numbers_in(path.read_text(encoding="utf-8")))

    assert found <= {SAMPLE}


def _numbers_in(text: str):
    for candidate in re.findall(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])", text):
        try:
            read = identity.IdNumber.parse(candidate, on=ON)
        except identity.BadInput:
            continue
        if not read.warnings and read.area != identity.TRIAL_AREA:
            yield candidate
