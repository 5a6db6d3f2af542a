"""Dated values: what a number was, from when, at which place, and who says so.

One file of `eligibility/values/` is one value. A value is looked up for the place, then for the places above
(township, county, city); what is not set for the day and the place is an error, never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from eligibility.rules.kinds import kind_of

FOLDER = Path(__file__).parent.parent / "values"
PLACES = {
    "350800": "龙岩市",
    "350802": "新罗区",
    "350803": "永定区",
    "350821": "长汀县",
    "350823": "上杭县",
    "350824": "武平县",
    "350825": "连城县",
    "350881": "漳平市",
}
_FILE_KEYS = {"name", "unit", "checked_on", "values"}
_LINE_KEYS = {"from", "division", "area", "amount", "verified", "source", "url"}
_LINE_NEEDS = {"from", "division", "amount", "verified", "source"}


class MissingValue(Exception):
    """A value that is needed and not set for that day and place."""


@dataclass(frozen=True)
class Value:
    """One value as it stands on a day at a place. Money is fen, a rate basis points."""

    name: str
    label: str
    value: object
    unit: str
    since: date | None
    source: str
    verified: bool

    @property
    def scale(self):
        """How often the stored number is scaled by ten thousand."""
        return kind_of(self.unit).scale

    def shown(self):
        """The value as an answer carries it."""
        return {
            "name": self.name,
            "value": kind_of(self.unit).shown(self.value),
            "from": self.since.isoformat() if self.since else None,
            "source": self.source,
            "verified": self.verified,
        }


@dataclass(frozen=True)
class Line:
    """A value from a day on, at one place."""

    since: date
    division: str
    area: str | None
    amount: object
    verified: bool
    source: str


@dataclass(frozen=True)
class Parameter:
    """One value over time: all lines anybody has laid down for it."""

    name: str
    label: str
    unit: str
    lines: tuple

    def on(self, day, division, area):
        """The value in force on a day at a place, or the nearest place above it that has one."""
        for place in ladder(division):
            lines = [line for line in self.lines if line.division == place and line.area in (None, area)]
            in_force = [line for line in lines if line.since <= day]
            if in_force:
                line = max(in_force, key=lambda line: (line.since, line.area is not None))
                amount = line.amount
                if self.unit.startswith("table"):
                    amount = tuple(entry for entry in amount if entry.holds_on(day))
                return Value(self.name, self.label, amount, self.unit, line.since, line.source, line.verified)
        raise MissingValue(
            f"“{self.label}”（{self.name}）在{place_name(division)}（{division}）{day.isoformat()} 没有设定，"
            f"请先录入该地该日有效的值及其文件"
        )

    def overridden(self, written, day):
        """The value a case file sets for itself alone."""
        amount = kind_of(self.unit).parse(written)
        if self.unit.startswith("table"):
            amount = tuple(entry for entry in amount if entry.holds_on(day))
        return Value(self.name, self.label, amount, self.unit, None, "本案卷文件指定", False)


def ladder(division):
    """A place and the places above it: township, county, city."""
    return list(dict.fromkeys((division, division[:6], division[:4] + "00")))


def place_name(division):
    """A place by its own name, a township by its county's."""
    return next((PLACES[place] for place in ladder(division) if place in PLACES), "此地")


class Catalogue(Mapping):
    """All values the project knows, by name."""

    def __init__(self, parameters):
        self._parameters = {parameter.name: parameter for parameter in parameters}

    def __getitem__(self, name):
        return self._parameters[name]

    def __iter__(self):
        return iter(self._parameters)

    def __len__(self):
        return len(self._parameters)

    def with_lines(self, entered):
        """The same values with lines entered elsewhere, `{name: [line, …]}`, which go before the files."""
        parameters = dict(self._parameters)
        for name, lines in entered.items():
            held = parameters[name]
            read = tuple(_line(line, kind_of(held.unit), name) for line in lines)
            _refuse_disorder(read, name)
            places = {(line.since, line.division, line.area) for line in read}
            kept = tuple(line for line in held.lines if (line.since, line.division, line.area) not in places)
            parameters[name] = replace(held, lines=kept + read)
        return Catalogue(parameters.values())


def load(folder=FOLDER):
    """The catalogue from its files; a fault in any of them stops the load."""
    return Catalogue(
        [
            parameter(path.stem, yaml.safe_load(path.read_text("utf-8")))
            for path in sorted(folder.glob("*.yaml"))
        ]
    )


def parameter(name, written):
    """One value from its file."""
    if written.__class__ is not dict or written.keys() != _FILE_KEYS:
        raise ValueError(f"{name}: 文件应有且只有 {'、'.join(sorted(_FILE_KEYS))}")
    if written["checked_on"].__class__ is not date:
        raise ValueError(f"{name}: checked_on 应为最近一次核对的日期")
    kind = kind_of(written["unit"])
    lines = tuple(_line(line, kind, name) for line in written["values"])
    if not lines:
        raise ValueError(f"{name}: 至少要有一行值")
    _refuse_disorder(lines, name)
    return Parameter(name, written["name"], written["unit"], lines)


def _line(written, kind, name):
    if not _LINE_NEEDS <= written.keys() <= _LINE_KEYS:
        raise ValueError(
            f"{name}: 每行应有 {'、'.join(sorted(_LINE_NEEDS))}，现有 {'、'.join(sorted(written))}"
        )
    since, source = written["from"], written["source"]
    if since.__class__ is not date:
        raise ValueError(f"{name}: from 应为日期，现为 {since!r}")
    if not source or source.__class__ is not str:
        raise ValueError(f"{name}: {since} 起的值没有来源，没有来源的值不予载入")
    if written.get("area") not in (None, "urban", "rural"):
        raise ValueError(f"{name}: area 只能是 urban 或 rural，现为 {written['area']!r}")
    try:
        amount = kind.stored(written["amount"])
    except ValueError as error:
        raise ValueError(f"{name}: {since} 起的值有误：{error}") from error
    return Line(
        since, str(written["division"]), written.get("area"), amount, written["verified"] is True, source
    )


def _refuse_disorder(lines, name):
    latest = {}
    for line in lines:
        place = (line.division, line.area)
        if place in latest and line.since <= latest[place]:
            raise ValueError(
                f"{name}: {line.division} 的值须按日期由早到晚，{line.since} 排在 {latest[place]} 之后"
            )
        latest[place] = line.since
