"""A clause applied to one case: its answer and its because (both sides, values used, what is missing)."""

from typing import NamedTuple

from eligibility.rules import showing, spans
from eligibility.rules.clauses import Clause
from eligibility.rules.expressions import Both, Compare, Either, Not, OneOf
from eligibility.rules.kleene import contrary, greatest, least
from eligibility.rules.missing import missing
from eligibility.rules.needs import values_in
from eligibility.rules.scalar import ONE
from eligibility.rules.vocabulary import ANSWERS

_READ = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_AMONG = {(True, True): "=", (True, False): "≠", (False, True): "∈", (False, False): "∉"}
_YES_NO = {True: "是", False: "否", None: None}


class Judged:
    """What every clause and amount shows besides its answer."""

    def __init__(self, clause, scalar):
        self.clause, self.scalar = clause, scalar
        self.head = {"says": clause.says, "cite": str(clause.cite), "anchor": clause.cite.place}
        self.used = [scalar.values[name].shown() for name in values_in(clause)]

    def entry(self, x, answer):
        """The entry of the answer file, still without both sides."""
        head = {"id": self.clause.id} if x.ref is None else {"id": self.clause.id, "who": x.ref}
        head["answer"] = ANSWERS[answer]
        head |= self.head
        head["values"] = [dict(used) for used in self.used]
        head["missing"] = missing(self.clause, x, self.scalar) if answer is None else []
        return head


class JudgedClause(Judged):
    """A clause under one set of values."""

    def __init__(self, clause, scalar):
        super().__init__(clause, scalar)
        self.to = scalar.truth(clause.to) if clause.to is not None else None
        self.holds = scalar.truth(clause.holds)
        self.leaves = [Leaf(part, clause.shown, scalar) for part in _leaves(clause.holds)]
        self.is_single = self.leaves[0].part is clause.holds

    def __call__(self, x):
        """The answer and its entry; no entry where the paragraph does not speak to this person."""
        to = True if self.to is None else self.to(x)
        if to is False:
            return False, None
        weighed = [leaf.weigh(x) for leaf in self.leaves]
        holds = weighed[0].answer if self.is_single else self.holds(x)
        answer = least(to, holds)
        deciding = next((place for place, each in enumerate(weighed) if each.answer is holds), 0)
        return answer, self.entry(x, answer) | self.leaves[deciding].sides(x, weighed[deciding])


class JudgedItem(Judged):
    """An amount under one set of values."""

    def __init__(self, item, scalar):
        super().__init__(item, scalar)
        self.run, self.scale = scalar.number(item.comes_to)

    def __call__(self, x):
        """The amount, and the entry that shows it; no entry where there is nothing."""
        amount = self.run(x)
        if amount == 0:
            return amount, None
        answer = spans.compare(">", amount, 0)
        known = None if answer is None else _known_end(amount)
        if self.clause.unit.startswith("元"):
            left = None if known is None else showing.yuan(showing.half_up(known, ONE**self.scale))
            right = "0.00"
        else:
            left, right = _whole(known), "0"
        sides = {"left": left, "sign": None if answer is None else ">", "right": right}
        return amount, self.entry(x, answer) | sides | {"unit": self.clause.unit}


class Weighed(NamedTuple):
    """What one comparison or statement came to."""

    answer: bool | None
    left: object = None
    right: object = None


class Leaf:
    """One comparison, or one statement, inside a clause."""

    def __init__(self, part, shown, scalar):
        self.part, self.shown = part, shown
        self.run = scalar.truth(part)
        self.values = scalar.values
        if isinstance(part, Compare):
            (self.left, self.right), self.scale = scalar.aligned(part.parts())
            self.per = scalar.number(shown.per).run if shown.per is not None else None

    def weigh(self, x):
        """The answer, with both sides where it is a comparison."""
        if isinstance(self.part, Compare):
            left, right = self.left(x), self.right(x)
            return Weighed(spans.compare(self.part.sign, left, right), left, right)
        return Weighed(self.run(x))

    def sides(self, x, weighed):
        """Both sides and the relation that truly holds between them."""
        if isinstance(self.part, Compare):
            return self._amounts(x, *weighed)
        if isinstance(self.part, OneOf):
            return self._codes(x, weighed.answer)
        return {"left": _YES_NO[weighed.answer], "sign": None, "right": None, "unit": None}

    def _codes(self, x, answer):
        words, codes = self.part.fact.words, self.part.codes
        codes = codes if isinstance(codes, tuple) else self.values[codes.name].value
        held = getattr(x, self.part.fact.name)
        sign = None if answer is None else _AMONG[len(codes) == 1, answer]
        right = "、".join(words.get(code, code) for code in codes)
        return {"left": words.get(held, held), "sign": sign, "right": right, "unit": None}

    def _amounts(self, x, answer, left, right):
        sign = None
        if answer is not None:  # an unknown part can only bear out the answer by its known end
            left, right = _known_end(left), _known_end(right)
            sign = _READ[self.part.sign if answer else spans.OPPOSITE[self.part.sign]]
        left, right, unit = self._read(left, right, x)
        return {"left": left, "sign": sign, "right": right, "unit": unit}

    def _read(self, left, right, x):
        shown = self.shown
        if not shown.unit.startswith("元"):
            return _whole(left), _whole(right), shown.unit
        each = self.per(x) if self.per else 1
        if each.__class__ is int and each > 0:
            divisor = each * ONE**self.scale
            sides = _rounded(left, divisor), _rounded(right, divisor)
            if sides[0] != sides[1] or left == right:
                return *sides, shown.unit
        places = 2 + 4 * self.scale
        return _exact(left, places), _exact(right, places), shown.total_unit or shown.unit


def _known_end(amount):
    return amount if amount.__class__ is int else amount.low if amount.low is not None else amount.high


def _whole(amount):
    return str(amount) if amount.__class__ is int else None


def _rounded(amount, divisor):
    return showing.yuan(showing.half_up(amount, divisor)) if amount.__class__ is int else None


def _exact(amount, places):
    return showing.decimals(amount, places) if amount.__class__ is int else None


def _leaves(condition):
    """The comparisons and statements of a condition, in reading order."""
    if isinstance(condition, Both | Either | Not):
        return [leaf for part in condition.parts() for leaf in _leaves(part)]
    return [condition]


def join(condition, answers):
    """The answer of joined clauses whose own answers are known."""
    if isinstance(condition, Clause):
        return answers[condition]
    if isinstance(condition, Not):
        return contrary(join(condition.of, answers))
    left, right = (join(part, answers) for part in condition.parts())
    return least(left, right) if isinstance(condition, Both) else greatest(left, right)
