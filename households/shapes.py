"""What the value of a fact may look like: how it is read, checked, shown and written into a case file.

A stored value is JSON: money in integer fen, codes, dates as text. `None` never reaches a shape: asked and
unknown is the same for all. Where there may be nothing, nothing is the word `none`.
"""

from dataclasses import dataclass
from datetime import date

from households import codes
from households.money import LARGEST_YUAN, parse_yuan, yuan
from households.typed import BadInput, compact

NONE = "none"
_YES, _NO = {"是", "有", "true", "yes", "1", "on"}, {"否", "无", "false", "no", "0", "off"}


class Money:
    """Fen, never negative."""

    def read(self, text) -> int:
        return parse_yuan(text)

    def check(self, value) -> None:
        if type(value) is not int or not 0 <= value <= LARGEST_YUAN * 100:
            raise BadInput(f"金额 {value!r} 应为不小于 0 的整数分。")

    def show(self, value) -> str:
        whole, _, rest = yuan(value).partition(".")
        return f"{int(whole):,}.{rest} 元"

    def write(self, value) -> str:
        return yuan(value)


@dataclass(frozen=True)
class Count:
    """A whole number from 0 to `most`."""

    most: int

    def read(self, text) -> int:
        found = compact(text)
        if not (found.isascii() and found.isdigit()) or len(found) > 4 or int(found) > self.most:
            raise BadInput(f"“{text}”应为 0 到 {self.most} 的整数，没有填 0。")
        return int(found)

    def check(self, value) -> None:
        if type(value) is not int or not 0 <= value <= self.most:
            raise BadInput(f"{value!r} 应为 0 到 {self.most} 的整数。")

    def show(self, value) -> str:
        return str(value)

    def write(self, value) -> int:
        return value


@dataclass(frozen=True)
class Choice:
    """One code of a list; typed as the code or as its label."""

    choices: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, listed, *, or_none: str = "") -> "Choice":
        return cls((*([(NONE, or_none)] if or_none else []), *listed.choices))

    def read(self, text) -> str:
        typed = compact(text)
        for code, label in self.choices:
            if typed in (code, compact(label)):
                return code
        raise BadInput(f"“{text}”不在选项里，请选：{'、'.join(label for _, label in self.choices)}。")

    def check(self, value) -> None:
        if not isinstance(value, str) or value not in dict(self.choices):
            raise BadInput(f"{value!r} 不在选项里：{'、'.join(code for code, _ in self.choices)}。")

    def show(self, value) -> str:
        return str(dict(self.choices).get(value, value))

    def write(self, value) -> str:
        return value


class Flag:
    """Yes or no."""

    def read(self, text) -> bool:
        typed = compact(text).lower()
        if typed not in _YES | _NO:
            raise BadInput(f"“{text}”请选“是”或“否”。")
        return typed in _YES

    def check(self, value) -> None:
        if type(value) is not bool:
            raise BadInput(f"{value!r} 应为是或否。")

    def show(self, value) -> str:
        return "是" if value else "否"

    def write(self, value) -> bool:
        return value


@dataclass(frozen=True)
class Day:
    """A date, or that there is none."""

    none: str

    def read(self, text) -> str:
        typed = compact(text).replace("/", "-").replace(".", "-")
        if typed in (NONE, "无", self.none):
            return NONE
        self.check(typed)
        return date.fromisoformat(typed).isoformat()

    def check(self, value) -> None:
        if value == NONE:
            return
        try:
            date.fromisoformat(value)
        except (TypeError, ValueError):
            raise BadInput(f"日期“{value}”不对，请写成 2025-06-30 的样子；没有请写“无”。") from None

    def show(self, value) -> str:
        return self.none if value == NONE else value

    def write(self, value) -> str:
        return value


class Disability:
    """Kind and grade of the card, or none."""

    def read(self, text) -> dict | str:
        """From `kind:grade` (the form's two fields joined), or `none`."""
        kind, _, grade = compact(text).partition(":")
        if kind in (NONE, "无"):
            return NONE
        value = {
            "kind": _DISABILITY_KIND.read(kind),
            "grade": int(grade) if grade in {"1", "2", "3", "4"} else grade,
        }
        self.check(value)
        return value

    def check(self, value) -> None:
        if value == NONE:
            return
        if not isinstance(value, dict) or value.keys() != {"kind", "grade"}:
            raise BadInput("残疾情况应写明类别和等级；没有残疾请选“无”。")
        _DISABILITY_KIND.check(value["kind"])
        if type(value["grade"]) is not int or not 1 <= value["grade"] <= 4:
            raise BadInput(f"残疾等级“{value['grade']}”应为 1 到 4，请对照残疾人证。")

    def show(self, value) -> str:
        return "无" if value == NONE else f"{_DISABILITY_KIND.show(value['kind'])} {value['grade']} 级"

    def write(self, value) -> dict | str:
        return value


_DISABILITY_KIND = Choice.of(codes.DisabilityKind)


class Vehicles:
    """The vehicles of the household; an empty list says there is none."""

    def read(self, text) -> list[str]:
        typed = compact(text).replace("、", ",")
        return [_VEHICLE.read(one) for one in typed.split(",") if one and one not in (NONE, "无")]

    def check(self, value) -> None:
        if not isinstance(value, list):
            raise BadInput("车辆应为列表，没有车辆请选“无”。")
        for one in value:
            _VEHICLE.check(one)

    def show(self, value) -> str:
        return "、".join(_VEHICLE.show(one) for one in value) or "无"

    def write(self, value) -> list[dict]:
        return [{"kind": one} for one in value]


_VEHICLE = Choice.of(codes.Vehicle)


class _Entries:
    """A list of people living elsewhere, each a few named answers; an empty list says there is nobody."""

    required: frozenset[str]
    fields: dict
    noun: str

    def read(self, text):
        raise BadInput(f"{self.noun}请在表格里逐人填写。")

    def check(self, value) -> None:
        if not isinstance(value, list):
            raise BadInput(f"{self.noun}应为列表，没有请选“无”。")
        for entry in value:
            self._check_entry(entry)

    def _check_entry(self, entry) -> None:
        if not isinstance(entry, dict) or not self.required <= entry.keys() <= self.fields.keys():
            raise BadInput(f"{self.noun}每人应写明：{'、'.join(sorted(self.fields))}。")
        for name, answer in entry.items():
            if answer is not None:
                self.fields[name].check(answer)
            elif name in self.required:
                raise BadInput(f"{self.noun}缺少“{name}”。")

    def write(self, value) -> list[dict]:
        return [
            {
                name: None if answer is None else self.fields[name].write(answer)
                for name, answer in one.items()
            }
            for one in value
        ]


class Support(_Entries):
    """What people with a duty who live elsewhere give in 12 months."""

    noun = "赡养、扶养、抚养费"
    required = frozenset({"from"})
    fields = {"from": Choice.of(codes.ObligorRelation), "birth": Day("无"), "amount": Money()}

    def show(self, value) -> str:
        return "；".join(_support_words(one) for one in value) or "无"


def _support_words(one: dict) -> str:
    amount = "金额不清楚" if one.get("amount") is None else Money().show(one["amount"])
    return f"{Support.fields['from'].show(one['from'])} {amount}"


class Obligors(_Entries):
    """Who, outside the household, has a statutory duty towards the member."""

    noun = "法定义务人"
    required = frozenset({"relation"})
    fields = {
        "relation": Choice.of(codes.ObligorRelation),
        "birth": Day("无"),
        "income_monthly": Money(),
        "property_ok": Flag(),
        "disability": Disability(),
        "status": Choice.of(codes.ObligorStatus),
        "dibao": Flag(),
        "tekun": Flag(),
    }

    def show(self, value) -> str:
        return "、".join(self.fields["relation"].show(one["relation"]) for one in value) or "无"

    def write(self, value) -> list[dict]:
        """As in the case file, where no disability is an absent key."""
        entries = super().write(value)
        for one in entries:
            if one.get("disability") == NONE:
                del one["disability"]
        return entries


class Correction:
    """What was put right about a person: why, and what stood there before."""

    def read(self, text):
        raise BadInput("更正由“更正”一步登记，不能直接填写。")

    def check(self, value) -> None:
        if not isinstance(value, dict) or value.keys() != {"reason", "before"} or not value["reason"]:
            raise BadInput("更正应写明原因和更正前的内容。")

    def show(self, value) -> str:
        """Why; what stood before may be a number and is not shown."""
        return value["reason"]

    def write(self, value):
        raise BadInput("更正不进入判定。")
