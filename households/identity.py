"""Identity numbers (公民身份号码, GB 11643) and disability card numbers: what they say, when they are wrong.

A sentence never repeats a whole number: it is masked like everywhere else.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from agencies.identity import TRIAL_AREA, check_digit, from_fifteen, mask
from households.typed import BadInput, compact

OLDEST_YEARS = 130
_DATA = Path(__file__).with_name("data")
_EXCEL = "请把 Excel 里这一列设为“文本”格式，再按证件原件重新输入。"


@cache
def area_codes() -> frozenset[str]:
    """Every county-level code there is or was since 1982, Longyan's of before 1997 included."""
    with (_DATA / "area_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return frozenset(row["prefix"] + ending for row in rows for ending in row["endings"].split())


def normalise(text) -> str:
    """The eighteen characters that identify, whatever way they were typed; the check digit must hold."""
    found = compact(text).upper().replace("×", "X")
    if not found:
        raise BadInput("请填写身份证号；没有身份证号请选“无身份证号”并说明原因。")
    _refuse_excel(found)
    if re.fullmatch(r"[0-9]{15}", found):
        found = from_fifteen(found)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", found):
        raise BadInput(_shape_sentence(found))
    if check_digit(found[:17]) != found[17]:
        raise BadInput(_check_sentence(found))
    return found


def _refuse_excel(found: str) -> None:
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]+", found):
        raise BadInput(f"身份证号变成了科学计数法“{found[:4]}…”，后几位已经丢失。{_EXCEL}")
    if re.fullmatch(r"[0-9]{15,18}\.0*", found):
        raise BadInput(f"身份证号末尾多了“.0”，是按数字保存的，后几位可能已经丢失。{_EXCEL}")


def _shape_sentence(found: str) -> str:
    if re.fullmatch(r"[0-9X]+", found) and len(found) != 18:
        return f"身份证号应为 18 位（旧证 15 位），现在是 {len(found)} 位，请对照证件补全。"
    return f"身份证号“{mask(found)}”里有数字和末位 X 以外的字符，请对照证件重新输入。"


def _check_sentence(found: str) -> str:
    if found.endswith("000"):
        return f"身份证号“{mask(found)}”末三位是 000，多半被 Excel 当作数字截断。{_EXCEL}"
    return f"身份证号“{mask(found)}”的校验码不对，多半有一位输错，请对照证件逐位核对。"


@dataclass(frozen=True)
class IdNumber:
    """A number that can be right, and what it says of its holder."""

    number: str
    birth: date
    sex: str
    area: str
    warnings: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text, *, on: date) -> "IdNumber":
        """Read a number on a day. Impossible ones raise `BadInput`; merely odd ones carry warnings."""
        number = normalise(text)
        area, order = number[:6], number[14:17]
        if area == TRIAL_AREA and not settings.ALLOW_TRIAL_NUMBERS:
            raise BadInput(f"“{mask(number)}”是演示用号码，正式系统不能登记，请填写本人真实号码。")
        if order == "000":
            raise BadInput(f"身份证号“{mask(number)}”的顺序码是 000，没有这样的号码，请对照证件核对。")
        sex = "M" if int(order) % 2 else "F"
        return cls(number, _birth(number, on), sex, area, tuple(_warnings(number)))

    @property
    def masked(self) -> str:
        return mask(self.number)

    def __str__(self):
        return self.masked

    def __repr__(self):
        return f"IdNumber({self.masked})"


def _birth(number: str, on: date) -> date:
    digits = number[6:14]
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise BadInput(f"身份证号“{mask(number)}”里的出生日期不存在，请对照证件核对第 7 至 14 位。") from None
    if birth > on:
        raise BadInput(f"身份证号“{mask(number)}”里的出生日期晚于 {on}，请对照证件核对第 7 至 14 位。")
    if on.year - birth.year > OLDEST_YEARS:
        raise BadInput(f"按身份证号“{mask(number)}”已超过 {OLDEST_YEARS} 岁，请对照证件核对出生年份。")
    return birth


def _warnings(number: str):
    if number[:6] not in area_codes() and number[:6] != TRIAL_AREA:
        yield f"身份证号“{mask(number)}”的地区码不在现行和历史区划表里，请核对证件原件。"
    if number.endswith("000"):
        yield f"身份证号“{mask(number)}”末三位是 000，如从 Excel 粘贴，请核对证件原件。"


def contradictions(number: IdNumber, *, birth: date | None, sex: str) -> list[str]:
    """What was typed beside a number and does not agree with it."""
    found = []
    if birth and birth != number.birth:
        found.append(f"出生日期 {birth} 与身份证号里的 {number.birth} 不一致，请对照证件核对。")
    if sex and sex != number.sex:
        found.append("性别与身份证号第 17 位不一致，请对照证件核对。")
    return found


def trial_id_number(birth: date, sex: str, sequence: int) -> str:
    """An invented number of the trial area, otherwise valid; sequence 0 to 498 per day and sex."""
    if not 0 <= sequence <= 498:
        raise ValueError(f"sequence {sequence} is not within 0..498")
    order = 2 * sequence + (1 if sex == "M" else 2)
    seventeen = f"{TRIAL_AREA}{birth:%Y%m%d}{order:03d}"
    return seventeen + check_digit(seventeen)


_DISABILITY_CARD = re.compile(r"(?P<holder>[0-9]{17}[0-9X])(?P<kind>[1-7])(?P<grade>[1-4])(B[0-9]+)?")
_CARD_KINDS = ("visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple")


@dataclass(frozen=True)
class DisabilityCard:
    """A disability card (残疾人证): the holder's number, the kind, the grade."""

    holder: str
    kind: str
    grade: int

    @classmethod
    def parse(cls, text) -> "DisabilityCard":
        """Twenty characters, perhaps with the mark of a reissue (B1, B2 …)."""
        match = _DISABILITY_CARD.fullmatch(compact(text).upper())
        if not match:
            raise BadInput(
                "残疾人证号应为 20 位：18 位身份证号加 1 位类别（1–7）和 1 位等级（1–4），请对照证件核对。"
            )
        return cls(normalise(match["holder"]), _CARD_KINDS[int(match["kind"]) - 1], int(match["grade"]))

    def __repr__(self):
        return f"DisabilityCard({mask(self.holder)}, {self.kind}, {self.grade})"
