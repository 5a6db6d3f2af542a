"""The State Council's notice on the holidays of a year, read from its text or from a small CSV.

Everything that can be checked against the calendar is: the weekday and the number of days the notice itself
states, and that no statutory holiday is missing. A line with a date is either understood or told; none is passed.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from kernel.calendar import statutory
from kernel.refusals import Refused

WEEKDAYS = "一二三四五六日"
LONGEST_HOLIDAY = 15
# Before 2025 the law had other days; those years are long announced.
LAW_SINCE = 2025

TITLE = re.compile(r"(\d{4})年(?:部分)?节假日安排")
ITEM = re.compile(r"[一二三四五六七八九十]+、([^:]{2,20}):(.+)")
DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?"
SPAN = re.compile(rf"{DAY}(?:至{DAY})?")
DATED = re.compile(r"\d+月\d+日")
WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
COUNT = re.compile(r"(?:共|放假)(\d+)天")
CSV_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
CSV_WORDS = {"放假": False, "休": False, "上班": True, "班": True}


@dataclass(frozen=True)
class Named:
    """A day the notice names, and the line that names it."""

    day: date
    is_workday: bool
    name: str
    line: int


@dataclass
class Notice:
    """What a notice says, and what is wrong with it."""

    year: int
    days: dict[date, Named] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def fault(self, line: int, sentence: str) -> None:
        self.faults.append(f"第 {line} 行：{sentence}")

    def name(self, day: date, is_workday: bool, name: str, line: int) -> None:
        """One more day, unless it cannot be."""
        is_december_before = day.year == self.year - 1 and day.month == 12
        if day.year != self.year and not is_december_before:
            self.fault(line, f"{day} 不在 {self.year} 年。请核对年份，一份文件只写一年。")
        elif day in self.days:
            self.fault(line, f"{day} 在第 {self.days[day].line} 行已经写过。请删去重复的一处。")
        elif is_workday and day.weekday() < 5:
            self.fault(line, f"{day} 是周{WEEKDAYS[day.weekday()]}，本来就上班。请核对日期。")
        else:
            self.days[day] = Named(day, is_workday, name, line)


class Unreadable(Exception):
    """A date that cannot be; the message is the sentence."""


def read(raw: bytes) -> Notice:
    """The notice in a file, or a refusal that tells every fault by its line."""
    lines = _lines(raw)
    first = next((line for line in lines if line), "")
    notice = _read_table(lines) if _is_table(first) else _read_text(lines)
    if not notice.days and not notice.faults:
        notice.faults.append("没有读到任何放假或上班的日子。请核对文件是不是节假日安排的通知全文。")
    if not notice.faults:
        _check_statutory(notice)
    if notice.faults:
        raise Refused("\n".join(notice.faults))
    return notice


def _lines(raw: bytes) -> list[str]:
    """Without blanks, full-width signs as plain ones; a table saved by a Chinese Excel is GB 18030."""
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(coding)
        except UnicodeDecodeError:
            continue
        return [re.sub(r"\s+", "", unicodedata.normalize("NFKC", line)) for line in text.splitlines()]
    raise Refused("文件不是文本，读不出来。请把通知另存为 UTF-8 的文本文件或 CSV。")


def _check_statutory(notice: Notice) -> None:
    """A notice cut short would make holidays of the law into working days."""
    if notice.year < LAW_SINCE:
        return
    for day, name in sorted(statutory(notice.year).items()):
        named = notice.days.get(day)
        if named is None and day.weekday() < 5:
            notice.faults.append(f"{day} 是法定假日（{name}），文件里没有。请核对是否漏了一行。")
        elif named is not None and named.is_workday:
            notice.fault(named.line, f"{day} 是法定假日（{name}），不能上班。请核对日期。")


# The text of the notice


def _read_text(lines: list[str]) -> Notice:
    title = TITLE.search("".join(lines))
    if title is None:
        raise Refused(
            "第 1 行：看不出是哪一年的安排。请保留标题“2027年部分节假日安排”，或用 CSV：日期,放假或上班,名称。"
        )
    notice = Notice(int(title[1]))
    for number, name, words in _items(lines):
        if not name:
            notice.fault(number, "有日期却不是“一、元旦：…”的写法，没有读。请照通知原文改写。")
            continue
        for sentence in re.split("[。;]", words):
            _read_sentence(notice, name, sentence, number)
    return notice


def _items(lines: list[str]) -> list[tuple[int, str, str]]:
    """Line, holiday and words of the numbered paragraphs; one broken over lines is put together again.

    A line with dates that belongs to none has no holiday.
    """
    found: list[tuple[int, str, str]] = []
    for number, line in enumerate(lines, start=1):
        item = ITEM.fullmatch(line)
        if item:
            found.append((number, item[1], item[2]))
        elif found and line and not found[-1][2].endswith("。"):
            found[-1] = (*found[-1][:2], found[-1][2] + line)
        elif DATED.search(line) and re.search("放假|上班", line):
            name = found[-1][1] if found and DATED.match(line) else ""
            found.append((number, name, line))
    return found


def _read_sentence(notice: Notice, name: str, sentence: str, line: int) -> None:
    """“1月1日（周五）至3日（周日）放假，共3天” or “9月26日（周日）上班”; advice without either word binds nobody."""
    is_free, is_work = "放假" in sentence, "上班" in sentence
    if not is_free and not is_work:
        return
    rest = SPAN.sub("", sentence)
    if (is_free and is_work) or not re.match(r"[、,和及]*(放假|上班)", rest):
        notice.fault(
            line, f"读不懂“{sentence[:40]}”。请写成“1月1日（周五）至3日（周日）放假，共3天。”一句一事。"
        )
        return
    try:
        days = _days(notice.year, sentence)
    except Unreadable as why:
        notice.fault(line, str(why))
        return
    told = COUNT.search(rest)
    if told and is_free and int(told[1]) != len(days):
        notice.fault(line, f"{name}写的是 {told[1]} 天，日期数出来是 {len(days)} 天。请核对起止日期和天数。")
    for day in days:
        notice.name(day, is_work, name, line)


def _days(year: int, sentence: str) -> list[date]:
    """The days of a sentence; a month not repeated is the one before it."""
    found: list[date] = []
    near = (year, None)
    for span in SPAN.finditer(sentence):
        first = last = _day(span.groups()[:4], near)
        if span[7]:
            last = _day(span.groups()[4:], (first.year, first.month))
        near = (last.year, last.month)
        length = (last - first).days + 1
        if not 0 < length <= LONGEST_HOLIDAY:
            raise Unreadable(f"从 {first} 到 {last} 不是一个假期。请核对起止日期。")
        found += [first + timedelta(days=number) for number in range(length)]
    return found


def _day(parts, near: tuple[int, int | None]) -> date:
    """One date of the text, its weekday checked if told."""
    year, month, number, told = parts
    month = month or near[1]
    if month is None:
        raise Unreadable(f"“{number}日”前没有月份。请补上月份。")
    day = _real(int(year or near[0]), int(month), int(number))
    weekday = WEEKDAY.search(told or "")
    if weekday and WEEKDAYS.index(weekday[1].replace("天", "日")) != day.weekday():
        raise Unreadable(f"{day} 是周{WEEKDAYS[day.weekday()]}，文件写的是周{weekday[1]}。请核对年份和日期。")
    return day


def _real(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise Unreadable(f"没有 {year} 年 {month} 月 {number} 日这一天。请核对日期。") from None


# The table


def _is_table(first: str) -> bool:
    return first.startswith("日期,") or bool(re.match(CSV_DAY.pattern + ",", first))


def _read_table(lines: list[str]) -> Notice:
    rows = [(number, line.split(",")) for number, line in enumerate(lines, start=1) if line.strip(",")]
    rows = [row for row in rows if row[1][0] != "日期"]
    years = Counter(match[1] for _, cells in rows if (match := CSV_DAY.fullmatch(cells[0])))
    if not years:
        raise Refused("第 1 行：表里没有日期。请写成：2027-01-01,放假,元旦。")
    notice = Notice(int(years.most_common(1)[0][0]))
    for number, cells in rows:
        _read_row(notice, number, cells)
    return notice


def _read_row(notice: Notice, line: int, cells: list[str]) -> None:
    """日期,放假/上班,名称."""
    day = CSV_DAY.fullmatch(cells[0])
    if day is None or len(cells) not in (2, 3) or cells[1] not in CSV_WORDS:
        notice.fault(line, f"读不懂“{','.join(cells)[:40]}”。请写成：2027-01-01,放假,元旦。")
        return
    try:
        found = _real(*(int(part) for part in day.groups()))
    except Unreadable as why:
        notice.fault(line, str(why))
        return
    notice.name(found, CSV_WORDS[cells[1]], "".join(cells[2:]), line)
