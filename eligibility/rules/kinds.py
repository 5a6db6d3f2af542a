"""The kinds of dated values: how each is stored, written in a case file, and shown.

Stored: money in fen, rates in basis points. Written in a case file: yuan and decimals, as strings.
"""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from eligibility.rules import showing, vocabulary
from eligibility.rules.scalar import ONE

_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.([0-9]+))?")
EXCLUSION_PROGRAMMES = ("dibao", "tekun")


class Exclusion(NamedTuple):
    """One line of the list of income that is left out: which, for whom, and how long."""

    item: str
    programmes: tuple
    since: date | None
    until: date | None
    verified: bool

    def holds_on(self, day):
        """Whether the line is in force on a day, both ends included."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Kind:
    """How one kind of value is read and shown. `parse` reads a case file, `stored` a values file."""

    scale = 0

    def __init__(self, options=()):
        self.options = options

    def stored(self, written):
        """A value as a values file writes it, if its form is right; `ValueError` says what is wrong."""
        raise NotImplementedError

    def parse(self, written):
        """A value as an override of the case file writes it."""
        return self.stored(written)

    def shown(self, held):
        """A value as the answer shows it."""
        return held


class Count(Kind):
    """A whole number: months, days, houses, people."""

    def stored(self, written):
        if written.__class__ is not int or written < 0:
            raise ValueError(f"{written!r} 不是非负整数，请写整数")
        return written


class Money(Count):
    """Fen."""

    def parse(self, written):
        return scaled(written, 2, "元")

    def shown(self, held):
        return showing.yuan(held)


class Multiple(Count):
    """A factor, in basis points."""

    scale = 1

    def parse(self, written):
        return scaled(written, 4, "小数")

    def shown(self, held):
        return showing.decimals(held, 4)


class Share(Multiple):
    """A part of a whole, in basis points: never above one."""

    def stored(self, written):
        held = super().stored(written)
        if held > ONE:
            raise ValueError(f"比率 {held} 基点超过 1，请核对")
        return held

    def parse(self, written):
        return self.stored(super().parse(written))


class YesNo(Kind):
    """A switch."""

    def stored(self, written):
        if written.__class__ is not bool:
            raise ValueError(f"{written!r} 不是 true 或 false")
        return written


class Option(Kind):
    """One word out of those the unit names."""

    def stored(self, written):
        if written not in self.options:
            raise ValueError(f"{written!r} 不在可选范围内，可选：{'、'.join(self.options)}")
        return written


class OptionOrMoney(Option):
    """The name of another value, or an amount of money."""

    def stored(self, written):
        return written if written.__class__ is int and written >= 0 else super().stored(written)

    def parse(self, written):
        return written if written in self.options else scaled(written, 2, "元")

    def shown(self, held):
        return held if held in self.options else showing.yuan(held)


class Words(Kind):
    """Several words, of those the unit names if it names any."""

    def stored(self, written):
        if written.__class__ is not list or not all(word.__class__ is str for word in written):
            raise ValueError(f"{written!r} 不是代码列表")
        strange = [word for word in written if self.options and word not in self.options]
        if strange:
            raise ValueError(f"代码 {strange} 不在可选范围内，可选：{'、'.join(self.options)}")
        return tuple(written)

    def shown(self, held):
        return list(held)


class Steps(Count):
    """Several whole numbers in rising order."""

    def stored(self, written):
        steps = [super(Steps, self).stored(step) for step in written]
        if steps != sorted(set(steps)):
            raise ValueError(f"{written!r} 必须由小到大")
        return tuple(steps)

    def shown(self, held):
        return list(held)


class Formula(Kind):
    """A formula nobody has laid down yet: only empty."""

    def stored(self, written):
        if written is not None:
            raise ValueError("推算公式尚未编码，只能为空")


class Exclusions(Kind):
    """The table of income left out, by item and programme."""

    def stored(self, written):
        if written.__class__ is not list:
            raise ValueError("不计入项名单应为列表")
        return tuple(_exclusion(line) for line in written)

    def shown(self, held):
        return {
            programme: sorted({line.item for line in held if programme in line.programmes})
            for programme in EXCLUSION_PROGRAMMES
        }


def _exclusion(line):
    if line.__class__ is not dict or not {"item", "programmes"} <= line.keys() <= _EXCLUSION_KEYS:
        raise ValueError(f"名单行 {line!r} 应写 item、programmes，可写 from、to、verified")
    item, programmes = line["item"], line["programmes"]
    if item not in vocabulary.EXCLUDED_ITEMS:
        raise ValueError(f"不认识的收入项 {item!r}")
    if programmes.__class__ is not list or not set(programmes) <= set(EXCLUSION_PROGRAMMES):
        raise ValueError(f"名单行的 programmes 只能用 {'、'.join(EXCLUSION_PROGRAMMES)}，现为 {programmes!r}")
    since, until = _day(line.get("from")), _day(line.get("to"))
    return Exclusion(item, tuple(programmes), since, until, YesNo().stored(line.get("verified", True)))


_EXCLUSION_KEYS = {"item", "programmes", "from", "to", "verified"}


def _day(written):
    if written is None or written.__class__ is date:
        return written
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError):
        raise ValueError(f"{written!r} 不是实有的日期，请写成如 2025-12-31") from None


def scaled(written, places, unit):
    """A non-negative decimal, written as a string or a whole number, as a count of its smallest part."""
    if written.__class__ is float:
        raise ValueError(f"{written!r} 是浮点数，金额和比率请写成带引号的字符串")
    text = str(written) if written.__class__ is int else written
    if text.__class__ is not str:
        raise ValueError(f'{written!r} 不是数，请写成字符串，如 "800.00"')
    if text.startswith("-"):
        raise ValueError(f"{text} 是负数，不能小于零；亏损请写 0")
    match = _DECIMAL.fullmatch(text)
    if not match:
        raise ValueError(f'{text!r} 不是{unit}数，请写成如 "800.00"，整数部分最多九位')
    fraction = match[1] or ""
    if len(fraction) > places:
        raise ValueError(f"{text} 多于 {places} 位小数，请写到{'分' if places == 2 else '万分之一'}为止")
    return int(text.replace(".", "") + "0" * (places - len(fraction)))


@lru_cache
def kind_of(unit):
    """The kind a unit names by its first words."""
    for words, kind in sorted(_KINDS.items(), reverse=True):  # the longer words first
        if unit == words or unit.startswith(words + " "):
            options = unit.removeprefix(words).strip()
            return kind(tuple(option.strip() for option in options.split(",")) if options else ())
    raise ValueError(f"不认识的单位 {unit!r}，可用：{'、'.join(_KINDS)}")


_KINDS = {
    "fen": Money,
    "basis points": Share,
    "multiple in basis points": Multiple,
    "boolean": YesNo,
    "one of": Option,
    "fen or one of": OptionOrMoney,
    "codes": Words,
    "any of": Words,
    "steps": Steps,
    "formula": Formula,
    "table of exclusions": Exclusions,
    **dict.fromkeys(("months", "years", "workdays", "days", "hours", "houses", "times", "day"), Count),
}
