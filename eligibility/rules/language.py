"""The words clauses are written in: levels of facts, dated values, and sums over a level."""

from functools import reduce

from eligibility.rules.expressions import Count, Dated, Highest, Some, Total, When, number


class Level:
    """Whose facts these are. `group` is where the level above keeps them; `floor` as in `Amount`."""

    def __init__(self, name, facts, group="", floor=0):
        self.name, self.group, self.floor = name, group, floor
        self.facts = {key: kind(name, key, *rest) for key, (kind, *rest) in facts.items()}

    def __getattr__(self, name):
        try:
            return self.facts[name]
        except KeyError:
            raise AttributeError(f"{self.name} 没有名为 {name} 的事实") from None


class Values:
    """Dated values by name: `value.dibao_standard`. A misspelt name is refused when the rulebook loads."""

    def __getattr__(self, name):
        return Dated(name)


value = Values()


def when(condition, amount, label=""):
    """An amount where something holds, else zero."""
    return When(condition, number(amount), label)


def highest(*terms):
    """The greatest of several amounts."""
    return Highest(terms)


def total(over, of):
    """A sum over everybody of a level."""
    return Total(over, of)


def count(over, of):
    """How many of a level something holds for."""
    return Count(over, of)


def any_(over, of):
    """Whether something holds for anybody of a level."""
    return Some(over, of)


def all_(over, of):
    """Whether something holds for everybody of a level."""
    return Some(over, of, every=True)


def plus(*terms):
    """The sum of several amounts."""
    return reduce(lambda left, right: left + right, terms)
