"""The search at the counter: what it says of a family, and how little it asks for that."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.models import Grant
from tests.situations import case, family, staff

# The last is the mark of a ledger transaction (kernel/watching.py): it goes with BEGIN.
OF_A_TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "SELECT set_config(")
MOST_QUERIES = 10


@pytest.fixture
def team(db):
    return staff()


@pytest.fixture
def search(team):
    """Post the search as the clerk; gives the page."""
    client = Client()
    client.force_login(team.clerk)
    return lambda typed: client.post(reverse("desk:search"), {"q": typed}).content.decode()


def questions(work) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return sum(not one["sql"].startswith(OF_A_TRANSACTION) for one in queries.captured_queries)


@pytest.mark.parametrize(
    ("state", "words", "act"),
    [
        (None, "没有", "受理"),
        ("accepted", "在办：已受理", "接着办"),
        ("notified", "低保在保<", "受理"),
        ("again", "低保在保，在办：草稿", "接着办"),
    ],
)
def test_a_line_says_what_is_under_way_and_in_payment(team, search, state, words, act):
    household = family(team)
    if state:
        case(team, "notified" if state == "again" else state, household)
    if state == "again":
        case(team, "draft", household)
    assert Grant.objects.exists() == (state in ("notified", "again"))

    page = search(household.number)

    assert words in page
    assert f"{act}<" in page


def test_a_search_asks_ten_questions_at_most_whatever_it_finds(team, search):
    families = [family(team) for _ in range(6)]
    case(team, "accepted", families[0])
    case(team, "notified", families[1])
    search("林")

    asked = {
        typed: questions(lambda typed=typed: search(typed)) for typed in ("林", families[0].number, "无")
    }

    assert max(asked.values()) <= MOST_QUERIES, asked
