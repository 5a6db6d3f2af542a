"""Clauses and amounts of the law, as data: what each says, where it stands, and what must hold or be paid."""

from dataclasses import dataclass, field

from eligibility.rules.expressions import Both, Expression, Number, Truth
from eligibility.rules.needs import level_in, values_in, walk

INSTRUMENTS = {
    "longyan-2021": "《龙岩市改革完善社会救助制度工作七条措施》解读",
    "order-649": "《社会救助暂行办法》（国务院令第649号）",
    "minfa-2021-57": "《最低生活保障审核确认办法》（民发〔2021〕57号）",
    "minfa-2021-43": "《特困人员认定办法》（民发〔2021〕43号）",
    "minfa-2022-83": "《关于进一步做好最低生活保障等社会救助兜底保障工作的通知》（民发〔2022〕83号）",
    "minfa-2019-62": "《关于进一步加强事实无人抚养儿童保障工作的意见》（民发〔2019〕62号）",
    "minfa-2012-220": "《最低生活保障审核审批办法（试行）》（民发〔2012〕220号，已废止，仅作参照）",
    "guobanfa-2023-39": "《关于加强低收入人口动态监测做好分层分类社会救助工作的意见》（国办发〔2023〕39号）",
    "rigid-2025": "《刚性支出困难家庭认定办法》",
}


@dataclass(frozen=True)
class Cite:
    """Where a clause stands: the instrument, the paragraph as people write it, and the anchor of its text."""

    instrument: str
    paragraph: str
    anchor: str

    def __post_init__(self):
        if self.instrument not in INSTRUMENTS or not self.paragraph or not self.anchor:
            raise ValueError(f"条款依据不完整：{self}")

    def __str__(self):
        return f"{INSTRUMENTS[self.instrument]}{self.paragraph}"

    @property
    def place(self):
        """The law file and anchor, as `minfa-2021-57#7-1`."""
        return f"{self.instrument}#{self.anchor}"


@dataclass(frozen=True)
class Shown:
    """How a comparison is shown: divided by `per`, or as totals where rounding would hide the answer."""

    unit: str
    per: Number | None = None
    total_unit: str = ""


PLAIN = Shown("")


@dataclass(frozen=True, eq=False)
class Clause(Truth):
    """A paragraph that holds or does not. `to` says whom it speaks to; others are not shown it."""

    id: str
    says: str
    cite: Cite
    holds: Truth
    to: Truth | None = None
    shown: Shown = PLAIN
    level: str = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "level", level_in(self.holds))

    @property
    def condition(self):
        """What has to hold: that the paragraph speaks to somebody, and what it says."""
        return self.holds if self.to is None else Both(self.to, self.holds)

    def parts(self):
        return (self.condition,)


@dataclass(frozen=True, eq=False)
class Item(Expression):
    """An amount a paragraph names: counted, left out, deducted or paid. It is answered YES above zero."""

    id: str
    says: str
    cite: Cite
    comes_to: Number
    unit: str
    per: int = 1
    level: str = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "level", level_in(self.comes_to))

    def parts(self):
        return (self.comes_to,)


class Programme:
    """One benefit: its clauses in the order they are tested, the amounts behind them, and who is entitled."""

    def __init__(self, code, label):
        self.code, self.label = code, label
        self.clauses, self.items = [], []
        self.entitled = None

    def clause(self, id, says, cite, holds, **more):
        """A clause of this programme."""
        self.clauses.append(Clause(id, says, cite, holds, **more))
        return self.clauses[-1]

    def item(self, id, says, cite, comes_to, unit="元/12个月"):
        """An amount behind the clauses of this programme, shown where it is not zero."""
        self.items.append(Item(id, says, cite, comes_to, unit))
        return self.items[-1]

    def roots(self):
        """Every clause and amount of the programme."""
        return [*self.clauses, *self.items]

    def needs(self):
        """The names of all dated values the programme needs."""
        return list(dict.fromkeys(name for root in self.roots() for name in values_in(root)))


def clauses_in(condition):
    """The clauses a condition joins."""
    return [
        part
        for part in walk(condition, into=lambda part: not isinstance(part, Clause))
        if isinstance(part, Clause)
    ]
