"""One case: every expression becomes a function of the household, the member or the vehicle it speaks of.

Rates are basis points, so an amount multiplied by one is ten thousand times its fen. Each compiled number
says how often it was scaled; sums and comparisons bring both sides to the same scale and never divide.
"""

import operator
from functools import partial, singledispatchmethod
from typing import NamedTuple

from eligibility.rules import spans
from eligibility.rules.expressions import (
    Amount,
    Both,
    Choice,
    Compare,
    Constant,
    Count,
    Dated,
    Either,
    Flag,
    Highest,
    Listed,
    Minus,
    Not,
    OneOf,
    Plus,
    Some,
    Times,
    Total,
    When,
)
from eligibility.rules.kleene import all_of, any_of, contrary, greatest, least
from eligibility.rules.needs import facts_in
from eligibility.rules.spans import Span

ONE = 10_000  # basis points
_SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class Counted(NamedTuple):
    """A compiled number: its function and how many times it is scaled by ten thousand."""

    run: object
    scale: int = 0


def rescaled(counted, scale):
    """A compiled number as a function at another, greater scale."""
    factor, run = ONE ** (scale - counted.scale), counted.run
    return run if factor == 1 else _exact(run, lambda x: factor, operator.mul, spans.multiply)


class Scalar:
    """The functions of one rulebook under one set of values."""

    def __init__(self, values):
        self.values = values
        self.compiled = {}

    def number(self, node):
        """The function that computes an amount, with its scale."""
        if node not in self.compiled:
            run, scale = self._number(node)
            if not facts_in(node):  # the same for every case: computed once
                run = partial(_given, run(None))
            self.compiled[node] = Counted(run, scale)
        return self.compiled[node]

    def truth(self, node):
        """The function that answers True, False or None."""
        if node not in self.compiled:
            self.compiled[node] = self._truth(node)
        return self.compiled[node]

    def aligned(self, nodes):
        """Several amounts as functions at one common scale, and that scale."""
        numbers = [self.number(node) for node in nodes]
        scale = max(counted.scale for counted in numbers)
        return [rescaled(counted, scale) for counted in numbers], scale

    # amounts

    @singledispatchmethod
    def _number(self, node):
        raise TypeError(f"算不出 {node!r}：不是数")

    @_number.register
    def _(self, node: Constant):
        return Counted(lambda x: node.amount)

    @_number.register
    def _(self, node: Dated):
        held = self.values[node.name]
        return Counted(lambda x: held.value, held.scale)

    @_number.register
    def _(self, node: Amount):
        read, unknown = operator.attrgetter(node.name), Span(node.floor, None)

        def fact(x):
            held = read(x)
            return unknown if held is None else held

        return Counted(fact)

    @_number.register
    def _(self, node: Plus):
        terms, scale = self.aligned(list(self.settled(node)) or [Constant(0)])

        def plus(x):
            known, unknown = 0, None
            for term in terms:
                part = term(x)
                if part.__class__ is int:
                    known += part
                else:
                    unknown = part if unknown is None else spans.add(unknown, part)
            return known if unknown is None else spans.add(unknown, known)

        return Counted(plus, scale)

    @_number.register
    def _(self, node: Minus):
        (left, right), scale = self.aligned(node.parts())
        return Counted(_exact(left, right, operator.sub, spans.subtract), scale)

    @_number.register
    def _(self, node: Times):
        left, right = self.number(node.left), self.number(node.right)
        run = _exact(left.run, right.run, operator.mul, spans.multiply)
        return Counted(run, left.scale + right.scale)

    @_number.register
    def _(self, node: When):
        condition, (amount, scale) = self.truth(node.condition), self.number(node.amount)

        def when(x):
            holds = condition(x)
            if holds is None:
                return spans.span(0, spans.ends(amount(x))[1])
            return amount(x) if holds else 0

        return Counted(when, scale)

    @_number.register
    def _(self, node: Highest):
        terms, scale = self.aligned(node.terms)

        def highest(x):
            best = terms[0](x)
            for term in terms[1:]:
                best = spans.highest(best, term(x))
            return best

        return Counted(highest, scale)

    @_number.register
    def _(self, node: Choice):
        return self.number(node.ways[self.values[node.by.name].value])

    @_number.register
    def _(self, node: Total):
        (of, scale), group = self.number(node.of), operator.attrgetter(node.over.group)
        unknown = Span(node.over.floor, None)

        def total(x):
            everybody = group(x)
            if everybody is None:
                return unknown
            known = 0
            for each in everybody:
                part = of(each)
                both_known = part.__class__ is int and known.__class__ is int
                known = known + part if both_known else spans.add(known, part)
            return known

        return Counted(total, scale)

    @_number.register
    def _(self, node: Count):
        of, group = self.truth(node.of), operator.attrgetter(node.over.group)
        unknown = Span(node.over.floor, None)

        def count(x):
            everybody = group(x)
            if everybody is None:
                return unknown
            answers = [of(each) for each in everybody]
            sure = answers.count(True)
            return spans.span(sure, sure + answers.count(None))

        return Counted(count)

    # answers

    @singledispatchmethod
    def _truth(self, node):
        raise TypeError(f"答不了 {node!r}：不是判断")

    @_truth.register
    def _(self, node: Flag):
        return operator.attrgetter(node.name)

    @_truth.register
    def _(self, node: OneOf):
        read = operator.attrgetter(node.fact.name)
        codes = frozenset(self.values[node.codes.name].value if isinstance(node.codes, Dated) else node.codes)

        def one_of(x):
            held = read(x)
            return None if held is None else held in codes

        return one_of

    @_truth.register
    def _(self, node: Listed):
        held = self.is_listed(node)
        return lambda x: held

    @_truth.register
    def _(self, node: Compare):
        (left, right), _ = self.aligned(node.parts())
        holds, sign = _SIGNS[node.sign], node.sign

        def compare(x):
            a, b = left(x), right(x)
            if a.__class__ is int and b.__class__ is int:
                return holds(a, b)
            return spans.compare(sign, a, b)

        return compare

    @_truth.register
    def _(self, node: Both):
        left, right = self.truth(node.left), self.truth(node.right)

        def both(x):
            first = left(x)
            return False if first is False else least(first, right(x))

        return both

    @_truth.register
    def _(self, node: Either):
        left, right = self.truth(node.left), self.truth(node.right)

        def either(x):
            first = left(x)
            return True if first is True else greatest(first, right(x))

        return either

    @_truth.register
    def _(self, node: Not):
        of = self.truth(node.of)
        return lambda x: contrary(of(x))

    @_truth.register
    def _(self, node: Some):
        of, group, join = (
            self.truth(node.of),
            operator.attrgetter(node.over.group),
            all_of if node.every else any_of,
        )

        def some(x):
            everybody = group(x)
            return None if everybody is None else join([of(each) for each in everybody])

        return some

    def is_listed(self, node):
        """Whether a dated table names an item; it does not depend on the case."""
        entries = self.values[node.by.name].value
        return any(entry.item == node.item and node.programme in entry.programmes for entry in entries)

    def settled(self, node):
        """The terms of a sum, less those a dated table leaves out for every case."""
        if isinstance(node, Plus):
            for term in node.terms:
                yield from self.settled(term)
        elif isinstance(node, When) and not facts_in(node.condition):
            if self.truth(node.condition)(None):
                yield from self.settled(node.amount)
        else:
            yield node


def _given(amount, x):
    return amount


def _exact(left, right, quick, careful):
    def combine(x):
        a, b = left(x), right(x)
        return quick(a, b) if a.__class__ is int and b.__class__ is int else careful(a, b)

    return combine
