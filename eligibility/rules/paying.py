"""What a programme pays: an ordered list of rows, each with its value and the paragraph behind it."""

from eligibility.rules import showing, spans
from eligibility.rules.clauses import Item
from eligibility.rules.expressions import Choice, Highest, Plus, When
from eligibility.rules.missing import missing
from eligibility.rules.needs import values_in
from eligibility.rules.scalar import ONE

_UNIT = "元/月"
FEN_STEP = {"household_ceil_yuan": (showing.ceiling, 100), "half_up_fen": (showing.half_up, 1)}


def nothing_paid():
    """What stands in the answer while nobody is entitled."""
    return {"base": None, "supplement": None, "total": None, "rows": [], "amount_missing": []}


class Pay:
    """The amount of a programme: a yearly gap, shown row by row, rounded once, and additions per person."""

    def __init__(self, gap, rounding):
        self.gap, self.rounding = gap, rounding
        self.rows = []
        self.rounded = self.added = None

    def row(self, id, says, cite, comes_to, per=1):
        """A row of the gap; `per` divides it, and takes it off where negative."""
        self.rows.append(Item(id, says, cite, comes_to, _UNIT, per))

    def round(self, id, cite, says):
        """The row that says how the gap was rounded, by the option in force."""
        self.rounded = id, cite, says

    def supplement(self, id, says, cite, comes_to):
        """What is added for each person it is due for."""
        self.added = Item(id, says, cite, comes_to, _UNIT)

    def roots(self):
        """Every expression behind the amount."""
        return [self.gap, self.rounding, *self.rows, self.added]


class Paid:
    """What one programme pays under one set of values."""

    def __init__(self, pay, months, scalar):
        self.pay, self.scalar = pay, scalar
        self.gap, scale = scalar.number(pay.gap)
        self.divisor = months * ONE**scale
        self.rows = [(row, self._used(row), *scalar.number(row.comes_to)) for row in pay.rows]
        self.rounding = scalar.values[pay.rounding.name]
        self.added = scalar.number(pay.added.comes_to).run
        self.added_used = self._used(pay.added)

    def _used(self, item):
        return [self.scalar.values[name].shown() for name in values_in(item)]

    def __call__(self, household):
        """Base, supplement and total in yuan, the rows behind them, and what an unknown one waits for."""
        base, rows = self._base(household)
        additions = [(member, self.added(member)) for member in household.counted]
        rows += [self._added_row(member, amount) for member, amount in additions if amount != 0]
        known = all(amount.__class__ is int for _, amount in additions)
        supplement = sum(amount for _, amount in additions) if known else None
        return {
            "base": showing.yuan(base),
            "supplement": showing.yuan(supplement) if known else None,
            "total": showing.yuan(base + supplement) if known else None,
            "rows": rows,
            "amount_missing": self.waits_for(household.counted),
        }

    def _base(self, household):
        """The gap, rounded once; the rounding row is what the shown rows lack, so the column adds up."""
        round_to, step = FEN_STEP[self.rounding.value]
        base = round_to(self.gap(household), self.divisor * step) * step
        rows, sum_shown = [], 0
        for row, used, run, scale in self.rows:
            fen = showing.half_up(run(household), abs(row.per) * ONE**scale)
            fen = -fen if row.per < 0 else fen
            sum_shown += fen
            if fen:
                rows.append(self._row(row.id, row.says, row.cite, fen, used))
        if base != sum_shown:
            id, cite, says = self.pay.rounded
            rows.append(
                self._row(id, says[self.rounding.value], cite, base - sum_shown, [self.rounding.shown()])
            )
        return base, rows

    def _added_row(self, member, amount):
        added = self.pay.added
        why = "、".join(self._reasons(added.comes_to, member, amount))
        says = f"{added.says}：{why}" if why else added.says
        row = self._row(
            added.id, says, added.cite, amount if amount.__class__ is int else None, self.added_used
        )
        return {"id": row.pop("id"), "who": member.ref, **row}

    def _row(self, id, says, cite, fen, used):
        return {
            "id": id,
            "says": says,
            "cite": str(cite),
            "anchor": cite.place,
            "value": None if fen is None else showing.yuan(fen),
            "unit": _UNIT,
            "values": [dict(value) for value in used],
        }

    def _reasons(self, expression, member, amount):
        """The grounds a person is given an addition for: all of a sum, the first that reaches the highest."""
        if isinstance(expression, Choice):
            return self._reasons(
                expression.ways[self.scalar.values[expression.by.name].value], member, amount
            )
        due = [term for term in expression.terms if isinstance(term, When) and self._is_due(term, member)]
        if isinstance(expression, Highest):
            return [term.label for term in due if self.scalar.number(term).run(member) == amount][:1]
        return [term.label for term in due] if isinstance(expression, Plus) else []

    def _is_due(self, term, member):
        return self.scalar.truth(term.condition)(member) is True and self.scalar.number(term).run(member) != 0

    def waits_for(self, members):
        """The facts without which an addition to somebody cannot be worked out."""
        unknown = [member for member in members if self.added(member).__class__ is spans.Span]
        paths = [path for member in unknown for path in missing(self.pay.added.comes_to, member, self.scalar)]
        return list(dict.fromkeys(paths))
