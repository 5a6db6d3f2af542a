"""The same clauses over columns: random households, compared null by null with the answer for one case."""

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.rules import rulebook, vocabulary
from eligibility.rules.assessment import settle_members
from eligibility.rules.columns import Columns
from eligibility.rules.dibao import DB_INC_01, DB_PROP_01
from eligibility.rules.facts import Household, Member

SUMMED = [*vocabulary.INCOME_KINDS, "support", *vocabulary.EXCLUDED_ITEMS]
FEN = st.one_of(st.none(), st.integers(0, 2_000_000), st.integers(959_998, 960_002))
PERSON = st.fixed_dictionaries(
    {"cohabiting": st.sampled_from([True, True, False, None])},
    optional=dict.fromkeys(("wage", "business", "support", "scholarship", "central_basic_pension"), FEN),
)
REGISTER = st.lists(
    st.tuples(st.lists(PERSON, min_size=1, max_size=4), st.one_of(st.none(), st.integers(0, 8_000_000))),
    min_size=1,
    max_size=8,
)
SCHEMA = {"household": pl.Int64, "counts": pl.Boolean} | dict.fromkeys(SUMMED, pl.Int64)


def book_on(day):
    held = rulebook.in_force("350802", day, "rural", "{}")
    return rulebook.applied(held), {value.name: value for value in held}


def household_of(people, financial, book):
    members = tuple(
        Member(f"household.members[{place}]", {"ref": str(place), "relation": "parent"} | person)
        for place, person in enumerate(people)
    )
    household = Household("household", {"members": members, "financial": financial})
    settle_members(household, book)
    return household


def frames_of(register):
    households = pl.DataFrame(
        [
            {"household": place, "size": each.size, "financial": each.financial}
            for place, each in enumerate(register)
        ],
        schema={"household": pl.Int64, "size": pl.Int64, "financial": pl.Int64},
    )
    rows = [
        {"household": place, "counts": _counts(member, each)}
        | {name: getattr(member, name) for name in SUMMED}
        for place, each in enumerate(register)
        for member in each.members
    ]
    return households, pl.DataFrame(rows, schema=SCHEMA)


def _counts(member, household):
    return True if member in household.sure else None if member in household.maybe_counted else False


@settings(max_examples=60, deadline=None, derandomize=True)
@given(REGISTER, st.sampled_from(["2025-06-10", "2026-06-10"]))
def test_columns_answer_what_one_case_answers(described, day):
    book, held = book_on(date.fromisoformat(day))
    register = [household_of(people, financial, book) for people, financial in described]
    households, members = frames_of(register)

    for clause in (DB_INC_01, DB_PROP_01):
        judge = next(judged for each, judged in book.dibao.clauses if each is clause)
        one_by_one = [judge(household)[0] for household in register]
        in_columns = Columns(held).answers(clause.holds, households, member=members)
        assert in_columns.to_list() == one_by_one
