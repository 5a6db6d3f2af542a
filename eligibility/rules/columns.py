"""A whole register: the same expressions over Polars columns, null by null what `scalar` answers.

A number is a pair of columns, its least and its greatest possible value; a null end is without limit. Polars
skips nulls in sums and in any/all, so totals are written out here. Facts are columns named as in `facts`, one
frame per level; a lower frame carries its household's number in `household` and, for members, who `counts`.
"""

from functools import singledispatchmethod
from typing import NamedTuple

import polars as pl

from eligibility.rules.expressions import (
    AGGREGATES,
    Amount,
    Both,
    Compare,
    Constant,
    Dated,
    Either,
    Flag,
    Minus,
    Not,
    OneOf,
    Plus,
    Times,
    Total,
    When,
)
from eligibility.rules.needs import walk
from eligibility.rules.scalar import ONE, Scalar


class Ends(NamedTuple):
    """A number as two columns, and how many times it is scaled by ten thousand."""

    low: pl.Expr
    high: pl.Expr
    scale: int = 0

    def at(self, scale):
        """The same number at a greater scale."""
        factor = ONE ** (scale - self.scale)
        return Ends(self.low * factor, self.high * factor, scale)


class Columns:
    """The expressions of one rulebook under one set of values, over the frames of a register."""

    def __init__(self, values):
        self.values = values
        self.scalar = Scalar(values)
        self.aggregates = {}

    def answers(self, condition, households, **frames):
        """One answer per household, in the order of the households: true, false or null."""
        wanted = [part for part in walk(condition) if isinstance(part, AGGREGATES)]
        for place, part in enumerate(wanted):
            summed = self._aggregate(part, frames[part.over.name], f"aggregate_{place}")
            households = households.join(summed, on="household", how="left", maintain_order="left")
        # `with_columns`, not `select`: a condition on values alone is one literal, and holds for every household.
        return households.with_columns(answer=self.truth(condition))["answer"]

    def _aggregate(self, part, frame, name):
        """The least and greatest total of each household; the household's expression reads them by name."""
        inner, counts = self.number(part.of), pl.col("counts")
        # a member who surely does not count adds nothing, whatever is unknown about them
        least = pl.when(counts).then(inner.low).otherwise(0)
        most = pl.when(counts.not_()).then(0).otherwise(inner.high)
        unsettled = counts.is_null().any()
        self.aggregates[part] = Ends(_total(name, "low"), _total(name, "high"), inner.scale)
        return frame.group_by("household").agg(
            pl.when(unsettled | least.is_null().any()).then(None).otherwise(least.sum()).alias(f"{name}_low"),
            pl.when(unsettled | most.is_null().any()).then(None).otherwise(most.sum()).alias(f"{name}_high"),
            pl.lit(True).alias(f"{name}_any"),
        )

    # numbers

    def number(self, node):
        """A number as its two ends."""
        return self._number(node)

    @singledispatchmethod
    def _number(self, node):
        raise NotImplementedError(f"{type(node).__name__} 还没有按列计算")

    @_number.register
    def _(self, node: Constant):
        return Ends(pl.lit(node.amount, dtype=pl.Int64), pl.lit(node.amount, dtype=pl.Int64))

    @_number.register
    def _(self, node: Dated):
        held = self.values[node.name]
        fixed = pl.lit(held.value, dtype=pl.Int64)
        return Ends(fixed, fixed, held.scale)

    @_number.register
    def _(self, node: Amount):
        column = pl.col(node.name).cast(pl.Int64)
        return Ends(column if node.floor is None else column.fill_null(node.floor), column)

    @_number.register
    def _(self, node: Total):
        return self.aggregates[node]

    @_number.register
    def _(self, node: Plus):
        terms = [self.number(term) for term in self.scalar.settled(node)] or [self.number(Constant(0))]
        scale = max(term.scale for term in terms)
        low, high, _ = terms[0].at(scale)
        for term in terms[1:]:
            more = term.at(scale)
            low, high = low + more.low, high + more.high
        return Ends(low, high, scale)

    @_number.register
    def _(self, node: Minus):
        left, right = self._aligned(node)
        return Ends(left.low - right.high, left.high - right.low, left.scale)

    @_number.register
    def _(self, node: Times):
        left, right = self.number(node.left), self.number(node.right)
        is_zero = (left.high == 0).fill_null(False) | (right.high == 0).fill_null(False)
        high = pl.when(is_zero).then(0).otherwise(left.high * right.high)
        return Ends(left.low * right.low, high, left.scale + right.scale)

    @_number.register
    def _(self, node: When):
        condition, amount = self.truth(node.condition), self.number(node.amount)
        low = pl.when(condition).then(amount.low).otherwise(0)
        high = pl.when(condition.not_()).then(0).otherwise(amount.high)
        return Ends(low, high, amount.scale)

    def _aligned(self, node):
        left, right = self.number(node.left), self.number(node.right)
        scale = max(left.scale, right.scale)
        return left.at(scale), right.at(scale)

    # answers

    @singledispatchmethod
    def truth(self, node):
        """A judgement as one column: true, false or null."""
        raise NotImplementedError(f"{type(node).__name__} 还没有按列计算")

    @truth.register
    def _(self, node: Flag):
        return pl.col(node.name)

    @truth.register
    def _(self, node: OneOf):
        codes = self.values[node.codes.name].value if isinstance(node.codes, Dated) else node.codes
        return pl.col(node.fact.name).is_in(list(codes))

    @truth.register
    def _(self, node: Both):
        return self.truth(node.left) & self.truth(node.right)

    @truth.register
    def _(self, node: Either):
        return self.truth(node.left) | self.truth(node.right)

    @truth.register
    def _(self, node: Not):
        return self.truth(node.of).not_()

    @truth.register
    def _(self, node: Compare):
        left, right = self._aligned(node)
        if node.sign in (">", ">="):
            left, right = right, left
        strict = node.sign in ("<", ">")
        surely = left.high < right.low if strict else left.high <= right.low
        never = left.low >= right.high if strict else left.low > right.high
        answer = pl.when(surely.fill_null(False)).then(True)
        return answer.when(never.fill_null(False)).then(False).otherwise(None)


def _total(name, end):
    """A total read back by its household; over nobody it is zero."""
    return pl.when(pl.col(f"{name}_any").is_null()).then(0).otherwise(pl.col(f"{name}_{end}"))
