"""A notice is read, checked against itself, previewed, and written once by whoever may."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Office
from kernel import calendar, notices
from kernel.calendar import is_workday
from kernel.models import CalendarDay, CalendarYear, Job, JournalEntry
from kernel.refusals import Refused
from tests.notices import GIVEN, INVENTED, as_table
from tests.situations import account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_calendar")]


def read(text: str, coding: str = "utf-8") -> notices.Notice:
    return notices.read(text.encode(coding))


@pytest.fixture
def administrator(db):
    return account("administrator", Office.objects.filter(parent=None).first(), "city_administrator")


@pytest.fixture
def imports(tmp_path):
    """Hands a notice to the command and gives what it said."""

    def hand_over(text: str, by: str = "administrator", confirm: bool = True) -> str:
        file = tmp_path / "notice.txt"
        file.write_text(text, encoding="utf-8")
        call_command("import_calendar", str(file), by=by, confirm=confirm, stdout=(said := StringIO()))
        return said.getvalue()

    return hand_over


def table() -> list:
    years = CalendarYear.objects.order_by("year").values_list("year", "status")
    return [*years, *CalendarDay.objects.order_by("day").values_list("day", "is_workday", "name")]


# Reading


@pytest.mark.parametrize("year", GIVEN)
def test_a_notice_that_was_given_is_read_as_an_independent_list_has_it(year):
    known = {(one.day, one.is_workday) for one in calendar._official(year)}

    read_here = {
        (one.day, one.is_workday) for one in read(GIVEN[year]).days.values() if calendar._differs(one)
    }

    assert read_here == known


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_and_table_say_the_same(coding):
    text = read(INVENTED)

    again = read(as_table(text), coding)

    assert again.year == text.year == 2027
    assert {day: (one.is_workday, one.name) for day, one in again.days.items()} == {
        day: (one.is_workday, one.name) for day, one in text.days.items()
    }


def test_a_new_years_holiday_may_begin_in_december():
    told = read(
        "关于2019年部分节假日安排的通知\n"
        "一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。\n"
    )

    assert [str(day) for day in sorted(told.days)] == ["2018-12-29", "2018-12-30", "2018-12-31", "2019-01-01"]


BAD = {
    "wrong weekday": ("1月1日（周五）", "1月1日（周四）", "第 2 行：2027-01-01 是周五，文件写的是周四。请核对"),
    "wrong number": ("共3天。1月9日", "共4天。1月9日", "第 2 行：元旦写的是 4 天，日期数出来是 3 天。请核对"),
    "wrong number of one": ("6月9日（周三）放假1天", "6月9日（周三）放假2天", "第 6 行：端午节写的是 2 天"),
    "wrong year": ("关于2027年", "关于2028年", "第 2 行：2028-01-01 是周六，文件写的是周五。请核对年份"),
    "other year": ("9月15日（周三）", "2028年9月15日", "第 7 行：2028-09-15 不在 2027 年。请核对年份"),
    "day twice": ("9月15日（周三）", "6月9日（周三）", "第 7 行：2027-06-09 在第 6 行已经写过。请删去"),
    "no such day": ("1月9日（周六）", "2月30日", "第 2 行：没有 2027 年 2 月 30 日这一天"),
    "no month": ("9月15日（周三）", "15日（周三）", "第 7 行：“15日”前没有月份"),
    "backwards": ("1月1日（周五）至3日", "1月5日至3日", "第 2 行：从 2027-01-05 到 2027-01-03 不是一个假期"),
    "work on a Monday": ("1月9日（周六）", "1月11日（周一）", "第 2 行：2027-01-11 是周一，本来就上班"),
    "other wording": ("（周三）放假1天", "（周三）起休息并放假1天", "第 6 行：读不懂“6月9日"),
    "no item": ("五、端午节：", "端午节", "第 6 行：有日期却不是“一、元旦：…”的写法"),
    "cut short": ("10月1日（周五）至7日（周四）放假调休，共7天。", "", "2027-10-01 是法定假日（国庆节）"),
    "no title": ("关于2027年部分节假日安排的通知", "通知", "第 1 行：看不出是哪一年的安排。请保留标题"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_notice_is_told_by_line_with_the_remedy_and_nothing_is_written(case, imports, administrator):
    good, bad, told = BAD[case]
    assert INVENTED.count(good) > 0
    before = table()

    with pytest.raises(CommandError) as refused:
        imports(INVENTED.replace(good, bad, 1))

    assert told in str(refused.value)
    assert (table(), JournalEntry.objects.count(), Job.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2027-13-01,放假,元旦", "没有 2027 年 13 月 1 日"),
        ("2027-06-09,休息,端午节", "读不懂“2027-06-09,休息,端午节”"),
        ("2027-06-09,放假,端午节", "已经写过"),
        ("2029-06-09,放假,端午节", "不在 2027 年"),
        ("6月9日,放假,端午节", "读不懂"),
    ],
)
def test_a_bad_row_of_a_table_is_told_by_its_line(row, told):
    rows = as_table(read(INVENTED))
    read(rows)  # without the row it is good

    with pytest.raises(Refused, match=f"第 {rows.count(chr(10)) + 1} 行：.*{told}"):
        read(rows + row + "\n")


def test_all_faults_are_told_at_once():
    bad = INVENTED.replace("1月1日（周五）", "1月1日（周四）").replace("共7天", "共8天")

    with pytest.raises(Refused) as refused:
        read(bad)

    assert [line[:6] for line in refused.value.sentence.splitlines()] == [
        "第 2 行：",
        "第 3 行：",
        "第 8 行：",
    ]


@pytest.mark.parametrize("raw", [b"", b"\xff\xff\xff", "关于2027年部分节假日安排的通知".encode()])
def test_what_is_no_notice_is_refused(raw):
    with pytest.raises(Refused, match="请"):
        notices.read(raw)


# Writing


def test_the_preview_tells_every_change_and_writes_nothing(imports, administrator):
    before = table()

    said = imports(INVENTED, confirm=False)

    assert "2027 年（现在：暂定）" in said
    assert "加 2027-01-09 周六 上班 元旦" in said
    assert "去 2027-10-01 周五 放假 国庆节（暂定）" in said
    assert "什么也没有写" in said
    assert (table(), JournalEntry.objects.count()) == (before, 0)


def test_a_confirmed_notice_makes_its_year_official_and_names_who_imported_it(imports, administrator):
    assert is_workday(date(2027, 10, 7)) and not is_workday(date(2027, 1, 9))

    imports(INVENTED)

    assert not is_workday(date(2027, 10, 7)) and is_workday(date(2027, 1, 9))
    assert CalendarYear.objects.get(pk=2027).status == "official"
    assert not CalendarDay.objects.filter(day__year=2027, name__contains="暂定").exists()
    entry = JournalEntry.objects.get()
    assert (entry.kind, entry.actor, entry.subject_id) == (calendar.IMPORTED, administrator, "2027")


def test_the_same_file_twice_changes_nothing(imports, administrator):
    imports(INVENTED)
    before = table(), JournalEntry.objects.count(), Job.objects.count()

    assert "没有变化" in imports(INVENTED)
    assert "没有变化" in imports(as_table(read(INVENTED)))

    assert (table(), JournalEntry.objects.count(), Job.objects.count()) == before


def test_a_corrected_notice_is_news_again(imports, administrator):
    imports(INVENTED)
    imports(INVENTED.replace("1月9日（周六）上班。", ""))
    imports(INVENTED)

    assert is_workday(date(2027, 1, 9))
    assert Job.objects.filter(key__startswith=f"news:{calendar.ANNOUNCED}").count() == 3


def test_a_year_the_table_does_not_have_is_added(imports, administrator):
    rows = [day for day in calendar.statutory(2030) if day.weekday() < 5]

    assert "2030 年（现在：没有）" in imports("".join(f"{day},放假\n" for day in rows))

    assert not is_workday(date(2030, 10, 1))


@pytest.mark.parametrize("role", ["auditor", "township_clerk", "township_confirmer", "county_reviewer", None])
@pytest.mark.parametrize("confirm", [True, False])
def test_who_holds_no_right_imports_nothing(role, confirm, imports, administrator, clerk):
    by = account("other", Office.objects.filter(parent=None).first(), role) if role else clerk
    before = table()

    with pytest.raises(CommandError, match=r"没有导入工作日历的权利.*请由市级管理员"):
        imports(INVENTED, by=by.username, confirm=confirm)

    assert (table(), JournalEntry.objects.count()) == (before, 0)


@pytest.mark.parametrize("by", ["nobody", "", "administrator"])
def test_who_is_no_account_in_use_imports_nothing(by, imports, administrator):
    administrator.is_active = False
    administrator.save()

    with pytest.raises(CommandError, match=f"没有在用的账号“{by}”"):
        imports(INVENTED, by=by)


def test_a_file_that_is_not_there_is_told(administrator, tmp_path):
    with pytest.raises(CommandError, match=r"none\.txt”读不到。请核对路径"):
        call_command("import_calendar", str(tmp_path / "none.txt"), by="administrator")
