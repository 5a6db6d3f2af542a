"""A list of staff as a county keeps it: a person and a seat a line; every fault is told with its cell."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime

from agencies.identity import BadNumber, mask, normalise
from agencies.models import Account, Office
from agencies.roles import ROLES
from agencies.sheets import rows
from kernel.refusals import Refused
from kernel.sealing import index

HEADS = ("姓名", "身份证号", "登录名", "机构代码", "角色", "起日", "止日")
RIGHT = "manage_accounts"
NAME = re.compile(r"[^\W\d_]+(?:[· .][^\W\d_]+)*")
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,29}")
NAME_LENGTH = 60
DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_ROLES = {role.label: code for code, role in ROLES.items()} | {code: code for code in ROLES}


class BadCell(ValueError):
    """A cell that cannot be right; the text says what to do."""


@dataclass(frozen=True)
class Line:
    """One person in one seat; the number does not show in a fault report."""

    row: int
    name: str
    number: str = field(repr=False)
    username: str
    office: Office
    role: str
    starts_on: date
    ends_on: date | None


def read(raw: bytes, *, by: Account) -> list[Line]:
    """The lines of a file, or a refusal that tells every fault by row, column and value."""
    table = rows(raw)
    top = next((number for number, cells in enumerate(table) if any(map(_plain, cells))), None)
    if top is None:
        raise Refused(f"文件是空的。请在第一行写列名：{'、'.join(HEADS)}。")
    places = _places(table[top])
    reader, lines = _Reader(by), []
    for number, cells in enumerate(table[top + 1 :], start=top + 2):
        told = {head: cells[at] if at < len(cells) else "" for head, at in places.items()}
        if any(map(_plain, told.values())):
            lines.append(reader.line(number, told))
    faults = reader.faults or [*_at_odds(lines), *_with_accounts(lines)]
    if faults:
        raise Refused("\n".join(faults))
    if not lines:
        raise Refused("文件里没有人员。请从列名的下一行起，一行写一个人。")
    return lines


def _places(heads: list) -> dict[str, int]:
    """Where each column is; the order is free."""
    found = {_plain(head): at for at, head in enumerate(heads)}
    missing = [head for head in HEADS if head not in found]
    if missing:
        raise Refused(f"第一行缺少列名：{'、'.join(missing)}。请补上，名称要一样。")
    return {head: found[head] for head in HEADS}


class _Reader:
    """Reads line after line and collects what is wrong."""

    def __init__(self, by: Account):
        self.offices = {office.code: office for office in Office.objects.under_right(by, RIGHT)}
        self.faults: list[str] = []

    def line(self, number: int, told: dict) -> Line | None:
        readers = (person_name, _number, username, self._office, _role, _day, _day_or_open)
        cells = [
            self._cell(number, head, told[head], read) for head, read in zip(HEADS, readers, strict=True)
        ]
        found = Line(number, *cells)
        if found.starts_on and found.ends_on and found.ends_on < found.starts_on:
            self.faults.append(fault(number, "止日", str(found.ends_on), "早于起日。请核对。"))
        return found

    def _cell(self, number: int, head: str, value, read):
        try:
            return read(value)
        except (BadCell, BadNumber) as bad:
            # A number in the wrong column is still a number.
            shown = re.sub(r"[0-9]{11,}[0-9Xx]?", lambda found: mask(found[0]), _plain(value))[:40]
            shown = mask(shown) if head == "身份证号" else shown
            self.faults.append(fault(number, head, shown, str(bad)))
            return None

    def _office(self, value) -> Office:
        code = _plain(value).lower()
        if code not in self.offices:
            raise BadCell("没有这个机构代码，或者不归您管理。请对照导入页下方的机构代码，如 mz-350821106。")
        return self.offices[code]


def fault(row: int, column: str, value: str, sentence: str) -> str:
    """A fault as it is told: where, what, and what to do."""
    return f"第 {row} 行“{column}”列（{value or '空'}）：{sentence}"


def _plain(value) -> str:
    """A cell's text, half-width, without blanks around it; a whole number without its decimal point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def person_name(value) -> str:
    """A name as it stands on the person's card."""
    found = " ".join(_plain(value).replace("•", "·").replace("・", "·").split())
    if not found or len(found) > NAME_LENGTH or not NAME.fullmatch(found):
        raise BadCell(f"请写姓名，只用文字和间隔点“·”，最多 {NAME_LENGTH} 个字。")
    return found


def _number(value) -> str:
    if not isinstance(value, str):
        raise BadCell("这一格存成了数字，后几位可能已经丢失。请把这一列设为“文本”格式，照证件重新输入。")
    if not value.strip():
        raise BadCell("请写身份证号，照证件填 18 位。")
    return normalise(value)


def username(value) -> str:
    """A login name for a new account: small letters, so that nobody guesses which ones are capitals."""
    found = _plain(value).lower()
    if not USERNAME.fullmatch(found):
        raise BadCell("登录名用 2 到 30 个字母、数字、点、横线或下划线，以字母或数字开头。请改一个。")
    return found


def _role(value) -> str:
    if _plain(value) not in _ROLES:
        labels = "、".join(role.label for role in ROLES.values())
        raise BadCell(f"没有这种角色。请从这些里选一个：{labels}。")
    return _ROLES[_plain(value)]


def _day(value) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = DAY.fullmatch(_plain(value)) if isinstance(value, str) else None
    try:
        return date(*map(int, found.groups()))
    except (AttributeError, ValueError):
        raise BadCell("不是日期。请写成 2026-01-31 的样子。") from None


def _day_or_open(value) -> date | None:
    return _day(value) if _plain(value) else None


def _at_odds(lines: list[Line]):
    """One number is one person with one login name, and the other way round, all over the file."""
    people: dict[str, Line] = {}
    logins: dict[str, Line] = {}
    for line in lines:
        first = people.setdefault(line.number, line)
        if (first.name, first.username) != (line.name, line.username):
            sentence = f"与第 {first.row} 行身份证号相同，姓名或登录名不同。一人一号，请改成一样。"
            yield fault(line.row, "身份证号", mask(line.number), sentence)
        named = logins.setdefault(line.username, line)
        if named.number != line.number:
            yield fault(line.row, "登录名", line.username, f"第 {named.row} 行的另一个人也用它。请改一个。")


def _with_accounts(lines: list[Line]):
    """What contradicts the accounts that are there."""
    indexes = {line.number: index(line.number) for line in lines}
    held = {one.staff_id_index: one for one in Account.objects.filter(staff_id_index__in=indexes.values())}
    names = {
        one.username: one for one in Account.objects.filter(username__in=[line.username for line in lines])
    }
    for line in lines:
        account, holder = held.get(indexes[line.number]), names.get(line.username)
        if account is None:
            if holder is not None:
                yield fault(line.row, "登录名", line.username, "已经有人使用。请改一个。")
        elif account.username != line.username:
            sentence = f"这个人已经有账号，登录名是 {account.username}。一人一号，请改成它。"
            yield fault(line.row, "登录名", line.username, sentence)
        elif account.name != line.name:
            yield fault(line.row, "姓名", line.name, "与账号上的姓名不同。请照账号改，或核对身份证号。")
        elif not account.is_active:
            yield fault(line.row, "登录名", line.username, "这个账号已停用。请先启用，或从名单里删去这一行。")
