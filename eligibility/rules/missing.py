"""What would settle an UNKNOWN: the paths of the document that hold the facts still missing."""

from functools import singledispatch

from eligibility.rules.expressions import (
    Amount,
    Both,
    Code,
    Count,
    Either,
    Expression,
    Flag,
    OneOf,
    Some,
    Total,
    When,
)
from eligibility.rules.spans import Span


def missing(expression, x, scalar):
    """The paths behind an unknown answer or amount, each once, in reading order."""
    return list(dict.fromkeys(_paths(expression, x, scalar)))


@singledispatch
def _paths(node: Expression, x, scalar):
    for part in node.parts():
        yield from _paths(part, x, scalar)


@_paths.register(Amount)
@_paths.register(Flag)
@_paths.register(Code)
def _(node, x, scalar):
    held = getattr(x, node.name)
    if held is None or held.__class__ is Span:
        yield from x.paths(node)


@_paths.register(Both)
@_paths.register(Either)
def _(node, x, scalar):
    for part in node.parts():
        if scalar.truth(part)(x) is None:
            yield from _paths(part, x, scalar)


@_paths.register(OneOf)
def _(node, x, scalar):
    yield from _paths(node.fact, x, scalar)


@_paths.register(When)
def _(node, x, scalar):
    holds = scalar.truth(node.condition)(x)
    if holds is None:
        yield from _paths(node.condition, x, scalar)
    if holds is not False:
        yield from _paths(node.amount, x, scalar)


@_paths.register(Total)
@_paths.register(Count)
@_paths.register(Some)
def _(node, x, scalar):
    everybody = getattr(x, node.over.group)
    if everybody is None:
        yield from x.group_paths(node.over)
        everybody = x.possible(node.over)
    for each in everybody:
        yield from _paths(node.of, each, scalar)
