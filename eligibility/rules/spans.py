"""Amounts that are partly unknown: any number between a floor and a ceiling.

A known amount is a plain `int`. A `Span` is everything from `low` to `high`; `None` means without end.
"""

import operator


class Span:
    """An amount known only to lie between two ends."""

    __slots__ = ("high", "low")

    def __init__(self, low, high):
        self.low, self.high = low, high

    def __repr__(self):
        return f"Span({self.low}, {self.high})"


FROM_ZERO = Span(0, None)  # money and counts are never negative
ANYTHING = Span(None, None)  # used where nothing may be concluded, not even from zero

_HOLDS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def span(low, high):
    """The amount between two ends; a plain number where they meet."""
    return low if low is not None and low == high else Span(low, high)


def ends(amount):
    """Both ends of an amount."""
    return (amount, amount) if amount.__class__ is int else (amount.low, amount.high)


def _both(combine, a, b):
    return None if a is None or b is None else combine(a, b)


def add(left, right):
    """The sum of two amounts."""
    (a, b), (c, d) = ends(left), ends(right)
    return span(_both(operator.add, a, c), _both(operator.add, b, d))


def subtract(left, right):
    """What is left of one amount after another."""
    (a, b), (c, d) = ends(left), ends(right)
    return span(_both(operator.sub, a, d), _both(operator.sub, b, c))


def multiply(left, right):
    """The product of two amounts, neither of which is negative."""
    (a, b), (c, d) = ends(left), ends(right)
    if a is None or c is None:
        return ANYTHING
    return span(a * c, 0 if 0 in (b, d) else _both(operator.mul, b, d))


def highest(left, right):
    """The greater of two amounts."""
    (a, b), (c, d) = ends(left), ends(right)
    return span(_both(max, a, c), _both(max, b, d))


def compare(sign, left, right):
    """Whether a comparison holds: yes or no only if all numbers in both spans agree, else unknown."""
    if left.__class__ is int and right.__class__ is int:
        return _HOLDS[sign](left, right)
    (a, b), (c, d) = ends(left), ends(right)
    if sign in ("<", "<="):  # sure to hold for the greatest left and the least right
        best, worst = (b, c), (a, d)
    else:
        best, worst = (a, d), (b, c)
    if _both(_HOLDS[sign], *best):
        return True
    if _both(_HOLDS[sign], *worst) is False:
        return False
    return None
