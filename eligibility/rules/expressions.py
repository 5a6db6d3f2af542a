"""What a clause may say: sums, comparisons and joins over named facts and dated values, kept as data.

Writing `household.financial <= value.dibao_standard * household.size` computes nothing. It makes a tree that
`scalar` turns into a function for one case, `columns` into Polars, `wording` into Chinese.
"""

from dataclasses import dataclass


class Expression:
    """Anything a clause is made of."""

    def parts(self):
        """The expressions this one is made of."""
        return ()

    def __bool__(self):
        raise TypeError("条款表达式要用 & | ~ 连接，不能用 and or not，也不能连写比较")


class Number(Expression):
    """An amount or a count."""

    def __add__(self, other):
        return Plus((self, number(other)))

    __radd__ = __add__

    def __sub__(self, other):
        return Minus(self, number(other))

    def __rsub__(self, other):
        return Minus(number(other), self)

    def __mul__(self, other):
        return Times(self, number(other))

    __rmul__ = __mul__

    def __lt__(self, other):
        return Compare(self, "<", number(other))

    def __le__(self, other):
        return Compare(self, "<=", number(other))

    def __gt__(self, other):
        return Compare(self, ">", number(other))

    def __ge__(self, other):
        return Compare(self, ">=", number(other))


class Truth(Expression):
    """Something that holds, does not hold, or is unknown."""

    def __and__(self, other):
        return Both(self, other)

    def __or__(self, other):
        return Either(self, other)

    def __invert__(self):
        return Not(self)


def number(thing):
    """An expression for what stands in a sum: itself, or a whole number fixed by the paragraph."""
    if isinstance(thing, Number):
        return thing
    if thing.__class__ is int:
        return Constant(thing)
    raise TypeError(f"条款里只能用整数和表达式，不能用 {thing!r}")


def node(cls):
    """A frozen node, equal only to itself: two like sums in two clauses stay two sums."""
    return dataclass(frozen=True, eq=False)(cls)


@node
class Constant(Number):
    """A whole number the paragraph itself fixes."""

    amount: int


@node
class Dated(Number):
    """A value in force on the day of application, at the place of application."""

    name: str

    def choose(self, **ways):
        """One amount for each option this value may name."""
        return Choice(self, ways)

    def lists(self, item, programme):
        """Whether this table names an item for a programme on that day."""
        return Listed(self, item, programme)


@node
class Amount(Number):
    """A numeric fact. While unknown it is at least `floor`, or with None anything."""

    level: str
    name: str
    path: str
    label: str
    floor: int | None = 0


@node
class Flag(Truth):
    """A fact that is so or is not."""

    level: str
    name: str
    path: str
    label: str


@node
class Code(Expression):
    """A fact out of a fixed vocabulary."""

    level: str
    name: str
    path: str
    label: str
    words: dict

    def is_in(self, *codes):
        """Whether the fact is one of the codes, or of those a dated list names."""
        if isinstance(codes[0], Dated):
            return OneOf(self, codes[0])
        unknown = set(codes) - set(self.words)
        if unknown:
            raise ValueError(f"{self.label} 没有这些代码：{sorted(unknown)}")
        return OneOf(self, codes)


@node
class Plus(Number):
    """A sum."""

    terms: tuple

    def parts(self):
        return self.terms

    def __add__(self, other):
        return Plus((*self.terms, number(other)))


@node
class Minus(Number):
    """A difference."""

    left: Number
    right: Number

    def parts(self):
        return self.left, self.right


@node
class Times(Number):
    """A product of two amounts, neither negative."""

    left: Number
    right: Number

    def parts(self):
        return self.left, self.right


@node
class When(Number):
    """An amount that is due where something holds, else zero."""

    condition: Truth
    amount: Number
    label: str = ""

    def parts(self):
        return self.condition, self.amount


@node
class Highest(Number):
    """The greatest of several amounts."""

    terms: tuple

    def parts(self):
        return self.terms


@node
class Choice(Number):
    """The amount named by the option in force."""

    by: Dated
    ways: dict

    def parts(self):
        return self.by, *self.ways.values()


@node
class Total(Number):
    """The sum of an amount over everybody, or everything, of one level."""

    over: object  # the Level
    of: Number

    def parts(self):
        return (self.of,)


@node
class Count(Number):
    """How many of one level something holds for."""

    over: object  # the Level
    of: Truth

    def parts(self):
        return (self.of,)


@node
class Some(Truth):
    """Whether something holds for anybody of one level; with `every`, for all of them."""

    over: object  # the Level
    of: Truth
    every: bool = False

    def parts(self):
        return (self.of,)


@node
class Compare(Truth):
    """A comparison of two amounts, exactly as the text says it."""

    left: Number
    sign: str
    right: Number

    def parts(self):
        return self.left, self.right


@node
class OneOf(Truth):
    """Whether a coded fact is one of some codes."""

    fact: Code
    codes: object

    def parts(self):
        return (self.fact, self.codes) if isinstance(self.codes, Dated) else (self.fact,)


@node
class Listed(Truth):
    """Whether a dated table names an item for a programme."""

    by: Dated
    item: str
    programme: str

    def parts(self):
        return (self.by,)


@node
class Both(Truth):
    """Both hold: the least of the two answers."""

    left: Truth
    right: Truth

    def parts(self):
        return self.left, self.right


@node
class Either(Truth):
    """At least one holds: the greater of the two answers."""

    left: Truth
    right: Truth

    def parts(self):
        return self.left, self.right


@node
class Not(Truth):
    """The contrary."""

    of: Truth

    def parts(self):
        return (self.of,)


AGGREGATES = (Total, Count, Some)
