"""The same clauses over columns: random households, compared null by null with the answer for one case."""

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.rules import rulebook, vocabulary
from eligibility.rules.assessment import settle_members
from eligibility.rules.columns import Columns
from eligibility.rules.dibao import DB_INC_01, DB_PROP_01
from eligibility.rules.facts import Household, Member, household, member
from eligibility.rules.language import plus, total, value, when
from eligibility.rules.scalar import Scalar

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
SCHEMA = {"household": pl.Int64, "counts": pl.Boolean, "cohabiting": pl.Boolean} | dict.fromkeys(
    SUMMED, pl.Int64
)


def book_on(day):
    held = rulebook.in_force("350802", day, "rural", "{}")
    return rulebook.applied(held), {value.name: value for value in held}


def household_of(people, financial, book):
    members = tuple(
        Member(f"household.members[{place}]", {"ref": str(place), "relation": "parent"} | person)
        for place, person in enumerate(people)
    )
    described = Household("household", {"members": members, "financial": financial})
    settle_members(described, book)
    return described


def frames_of(register):
    households = pl.DataFrame(
        [
            {"household": place, "size": each.size, "financial": each.financial}
            for place, each in enumerate(register)
        ],
        schema={"household": pl.Int64, "size": pl.Int64, "financial": pl.Int64},
    )
    rows = [
        {"household": place, "counts": _counts(person, each), "cohabiting": person.cohabiting}
        | {name: getattr(person, name) for name in SUMMED}
        for place, each in enumerate(register)
        for person in each.members
    ]
    return households, pl.DataFrame(rows, schema=SCHEMA)


def _counts(person, home):
    return True if person in home.sure else None if person in home.maybe_counted else False


@settings(max_examples=60, deadline=None, derandomize=True)
@given(REGISTER, st.sampled_from(["2025-06-10", "2026-06-10"]))
def test_columns_answer_what_one_case_answers(described, day):
    book, held = book_on(date.fromisoformat(day))
    register = [household_of(people, financial, book) for people, financial in described]
    households, members = frames_of(register)

    for clause in (DB_INC_01, DB_PROP_01):
        judge = next(judged for each, judged in book.dibao.clauses if each is clause)
        one_by_one = [judge(each)[0] for each in register]
        in_columns = Columns(held).answers(clause.holds, households, member=members)
        assert in_columns.to_list() == one_by_one


def test_a_condition_on_values_alone_is_answered_for_every_household():
    _, held = book_on(date(2025, 6, 10))
    households, members = frames_of([])
    three = pl.DataFrame({"household": [1, 2, 3]})

    answers = Columns(held).answers(value.dibao_standard <= value.dibao_standard, three, member=members)

    assert answers.to_list() == [True, True, True]
    assert households.height == 0


def amounts():
    """Any amount a clause could name: facts, values and rates, sums, products, totals over members."""
    facts = st.sampled_from([household.financial, household.size, value.dibao_standard])
    each = st.sampled_from([member.wage, when(member.cohabiting, member.business)])
    totals = each.map(lambda of: total(member, of * (1 - value.employment_cost_rate)))
    plain = facts | totals
    # One factor at most: no clause multiplies money twice, and a column's 64 bits would not hold it.
    factors = st.sampled_from([household.size, value.employment_cost_rate])
    products = st.tuples(plain, factors).map(lambda pair: pair[0] * pair[1])
    return st.recursive(
        plain | products,
        lambda inner: st.tuples(inner, inner).map(lambda pair: plus(*pair)),
        max_leaves=3,
    )


def conditions():
    """Any comparison of two amounts, and any joining of comparisons."""
    compared = st.tuples(amounts(), st.sampled_from(["__lt__", "__le__", "__gt__", "__ge__"]), amounts()).map(
        lambda drawn: getattr(drawn[0], drawn[1])(drawn[2])
    )
    return st.recursive(
        compared,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1]),
            st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1]),
            inner.map(lambda one: ~one),
        ),
        max_leaves=3,
    )


@settings(max_examples=120, deadline=None, derandomize=True)
@given(REGISTER, conditions())
def test_any_condition_is_answered_alike_in_columns_and_one_by_one(described, condition):
    book, held = book_on(date(2025, 6, 10))
    register = [household_of(people, financial, book) for people, financial in described]
    households, members = frames_of(register)

    one_by_one = [Scalar(held).truth(condition)(each) for each in register]

    assert Columns(held).answers(condition, households, member=members).to_list() == one_by_one
