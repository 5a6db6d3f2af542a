"""A county's list of staff: all of it or nothing, every fault by its cell, twice is once."""

import csv
import io
import stat
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from agencies import proposals, sheets, staff_list
from agencies.models import Account, Appointment, Office, SeatProposal
from households.identity import trial_id_number
from kernel.models import JournalEntry
from kernel.refusals import Refused
from kernel.sealing import sealed
from tests.situations import HETIAN, account

TODAY = date(2026, 3, 2)
ONE, OTHER = (trial_id_number(date(1980, 1, day), "F", day) for day in (1, 2))
FIRST = ["某甲", ONE, "hetian-1", HETIAN, "乡镇经办员", "2026-01-01", ""]
SECOND = ["某·乙", OTHER, "hetian-2", "mz-350821", "county_reviewer", "2026/1/1", "2026年12月31日"]


@pytest.fixture
def system(db):
    return account("system", Office.objects.get(code="mz-350800"), "system_administrator")


def text(*rows, heads=staff_list.HEADS, coding="utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode(coding)


def workbook(*rows, heads=staff_list.HEADS) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate([heads, *rows]):
        for column, value in enumerate(row):
            write = {date: sheet.write_datetime, str: sheet.write_string}.get(type(value), sheet.write)
            write(number, column, value, *([day] if isinstance(value, date) else []))
    book.close()
    return out.getvalue()


def take_in(raw, by):
    return proposals.take_in(staff_list.read(raw, by=by), by=by, on=TODAY)


def state() -> tuple:
    models = (Account, Appointment, SeatProposal, JournalEntry)
    return tuple(model.objects.count() for model in models)


GOOD = {
    "utf-8": text(FIRST, SECOND),
    "with a mark": text(FIRST, SECOND, coding="utf-8-sig"),
    "of a Chinese Excel": text(FIRST, SECOND, coding="gb18030"),
    "workbook": workbook(FIRST, [*SECOND[:5], date(2026, 1, 1), date(2026, 12, 31)]),
    "columns in another order": text(FIRST[::-1], SECOND[::-1], heads=staff_list.HEADS[::-1]),
    "empty lines between": text([], FIRST, [""] * 7, SECOND),
}


@pytest.mark.parametrize("raw", GOOD.values(), ids=GOOD)
def test_a_list_opens_the_accounts_and_proposes_the_seats(system, raw):
    made = take_in(raw, system)

    assert [account.username for account, _ in made] == ["hetian-1", "hetian-2"]
    assert [sealed(account, "staff_id") for account, _ in made] == [ONE, OTHER]
    seats = SeatProposal.objects.order_by("pk").values_list("office", "role", "starts_on", "ends_on")
    assert list(seats) == [
        (HETIAN, "township_clerk", date(2026, 1, 1), None),
        ("mz-350821", "county_reviewer", date(2026, 1, 1), date(2026, 12, 31)),
    ]
    assert not Appointment.objects.exclude(account=system).exists()
    client = Client()
    assert client.login(username="hetian-1", password=made[0][1])


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_the_same_list_twice_changes_nothing(system, is_confirmed):
    raw = text(FIRST, SECOND)
    take_in(raw, system)
    if is_confirmed:
        security = account("security", Office.objects.get(code="mz-350800"), "security_administrator")
        proposals.confirm(list(SeatProposal.objects.all()), by=security, on=TODAY)
    before = state()

    assert take_in(raw, system) == []
    assert state() == before


def test_a_second_seat_for_somebody_there_is_proposed_without_a_second_account(system):
    take_in(text(FIRST), system)

    made = take_in(text(FIRST, [*FIRST[:4], "村级协理员", "2026-05-01", ""]), system)

    assert made == []
    assert SeatProposal.objects.count() == 2


def cell(head: str, value) -> list:
    row = list(FIRST)
    row[staff_list.HEADS.index(head)] = value
    return row


CUT = ONE[:15] + "000"
BAD = [
    ("姓名", "", "（空）：请写姓名"),
    ("姓名", "张3", "（张3）：请写姓名"),
    ("姓名", ONE, f"（{ONE[:4]}************{ONE[-2:]}）：请写姓名"),
    ("身份证号", "", "（空）：请写身份证号"),
    ("身份证号", ONE[:17], "现在是 17 个字符"),
    ("身份证号", ONE[:17] + ("1" if ONE[17] != "1" else "2"), "校验码不对"),
    ("身份证号", CUT, "末三位是 000，多半被 Excel 截断"),
    ("身份证号", "3.59999E+17", "按数字保存"),
    ("登录名", "某甲", "（某甲）：登录名用 2 到 30 个"),
    ("登录名", "=cmd()", "登录名用 2 到 30 个"),
    ("机构代码", "mz-1", "（mz-1）：没有这个机构代码"),
    ("角色", "皇帝", "（皇帝）：没有这种角色"),
    ("起日", "", "（空）：不是日期"),
    ("起日", "2026-02-30", "（2026-02-30）：不是日期"),
    ("起日", "下周", "（下周）：不是日期"),
    ("止日", "2025-12-31", "（2025-12-31）：早于起日"),
    ("止日", "长期", "（长期）：不是日期"),
]


@pytest.mark.parametrize(("head", "value", "sentence"), BAD)
def test_a_bad_cell_is_named_with_row_column_value_and_remedy_and_nothing_is_taken(
    system, head, value, sentence
):
    before = state()

    with pytest.raises(Refused) as refused:
        take_in(text(SECOND, cell(head, value)), system)

    told = refused.value.sentence.split("\n")
    assert len(told) == 1
    assert told[0].startswith(f"第 3 行“{head}”列（")
    assert sentence in told[0]
    assert ONE not in told[0]
    assert state() == before


def test_every_fault_is_told_at_once(system):
    with pytest.raises(Refused) as refused:
        take_in(text(cell("姓名", ""), cell("角色", "x"), cell("起日", "x")), system)

    assert [line[:4] for line in refused.value.sentence.split("\n")] == ["第 2 ", "第 3 ", "第 4 "]


@pytest.mark.parametrize(("head", "value"), [("身份证号", 359999198001010000), ("起日", 46023)])
def test_a_number_where_text_or_a_day_belongs_is_refused(system, head, value):
    with pytest.raises(Refused, match=f"第 2 行“{head}”列") as refused:
        take_in(workbook(cell(head, value)), system)

    assert "359999198001" not in refused.value.sentence


AT_ODDS = [
    ([*FIRST[:2], "other", *FIRST[3:]], "与第 2 行身份证号相同"),
    (["某丙", *FIRST[1:]], "与第 2 行身份证号相同"),
    ([*SECOND[:2], "hetian-1", *SECOND[3:]], "第 2 行的另一个人也用它"),
]


@pytest.mark.parametrize(("row", "sentence"), AT_ODDS)
def test_one_person_has_one_login_name_all_over_the_file(system, row, sentence):
    with pytest.raises(Refused, match=sentence):
        take_in(text(FIRST, row), system)


AGAINST = [
    ([*FIRST[:2], "other", *FIRST[3:]], "登录名是 hetian-1"),
    (["某丙", *FIRST[1:]], "与账号上的姓名不同"),
    ([*SECOND[:2], "hetian-1", *SECOND[3:]], "已经有人使用"),
]


@pytest.mark.parametrize(("row", "sentence"), AGAINST)
def test_what_contradicts_an_account_that_is_there_is_told(system, row, sentence):
    take_in(text(FIRST), system)

    with pytest.raises(Refused, match=sentence):
        take_in(text(row), system)


def test_somebody_disabled_is_not_seated_by_a_list(system):
    take_in(text(FIRST), system)
    Account.objects.filter(username="hetian-1").update(is_active=False)

    with pytest.raises(Refused, match="已停用"):
        take_in(text(FIRST), system)


def test_an_administrator_of_a_county_lists_people_of_that_county_only(db):
    county = account("county-system", Office.objects.get(code="mz-350802"), "system_administrator")

    with pytest.raises(Refused, match="不归您管理"):
        take_in(text(FIRST), county)


NO_LISTS = {
    "empty": (b"", "文件是空的"),
    "heads alone": (text(), "文件里没有人员"),
    "a missing head": (text(heads=["姓名", "角色"]), "缺少列名：身份证号、登录名"),
    "old Excel": (b"\xd0\xcf\x11\xe0rest", "旧的 XLS"),
    "broken": (b"PK\x03\x04nonsense", "打不开"),
    "a picture": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "读不出来"),
    "too big": (b"x" * (sheets.MOST_BYTES + 1), "超过"),
}


@pytest.mark.parametrize(("raw", "sentence"), NO_LISTS.values(), ids=NO_LISTS)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(system, raw, sentence):
    with pytest.raises(Refused, match=sentence):
        take_in(raw, system)


def test_a_small_file_that_unpacks_to_a_large_one_is_not_opened(system, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 100)

    with pytest.raises(Refused, match="解开后太大"):
        take_in(workbook(FIRST), system)


# The command


def run(folder, raw, **options) -> str:
    path, out = folder / "list.csv", io.StringIO()
    path.write_bytes(raw)
    call_command("import_accounts", str(path), by=options.pop("by", "system"), stdout=out, **options)
    return out.getvalue()


def test_the_command_writes_the_passwords_to_a_file_only_its_owner_reads(system, tmp_path, client):
    said = run(tmp_path, text(FIRST, SECOND))

    secret = tmp_path / "list-初始密码.csv"
    rows = list(csv.DictReader(secret.read_text(encoding="utf-8-sig").splitlines()))
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert [row["登录名"] for row in rows] == ["hetian-1", "hetian-2"]
    assert client.login(username="hetian-2", password=rows[1]["初始密码"])
    assert not any(row["初始密码"] in said or ONE in said for row in rows)


def test_where_the_passwords_cannot_be_kept_nothing_is_taken_in(system, tmp_path):
    before = state()
    (tmp_path / "list-初始密码.csv").write_text("of last time")

    with pytest.raises(CommandError, match="已经有了，没有导入"):
        run(tmp_path, text(FIRST))
    with pytest.raises(CommandError, match="写不了"):
        run(tmp_path, text(FIRST), passwords=str(tmp_path / "nowhere" / "x.csv"))

    assert state() == before
    assert (tmp_path / "list-初始密码.csv").read_text() == "of last time"


@pytest.mark.parametrize("by", ["nobody", "security"])
def test_only_a_system_administrator_takes_a_list_in(system, tmp_path, by):
    account("security", Office.objects.get(code="mz-350800"), "security_administrator")

    with pytest.raises(CommandError, match="不是在任的系统管理员"):
        run(tmp_path, text(FIRST), by=by)


def test_the_command_tells_the_faults_and_twice_is_once(system, tmp_path):
    with pytest.raises(CommandError, match="第 2 行“角色”列"):
        run(tmp_path, text(cell("角色", "x")))
    run(tmp_path, text(FIRST))
    (tmp_path / "list-初始密码.csv").unlink()

    assert "新开 0 个账号" in run(tmp_path, text(FIRST))
    assert not (tmp_path / "list-初始密码.csv").exists()


# The page


def post(system, raw, once="form") -> Client:
    client = Client()
    client.force_login(system)
    file = SimpleUploadedFile("list.csv", raw)
    return client.post(reverse("agencies:import_list"), {"file": file, "once": once})


def test_the_page_tells_the_passwords_once(system):
    answer = post(system, text(FIRST, SECOND))

    page = answer.content.decode()
    assert "新开 2 个账号" in page
    assert "hetian-1" in page
    assert ONE not in page
    assert post(system, text(FIRST, SECOND)).status_code == 302  # the same form again
    assert post(system, text(FIRST, SECOND), once="another").status_code == 302  # the same list again
    assert Account.objects.filter(username__startswith="hetian").count() == 2


def test_the_page_lists_the_faults_and_takes_nothing(system):
    answer = post(system, text(FIRST, cell("起日", "x")))

    assert answer.status_code == 409
    assert "第 3 行“起日”列（x）" in answer.content.decode()
    assert not Account.objects.filter(username="hetian-1").exists()


def test_a_list_too_long_for_a_page_is_the_commands(system, monkeypatch):
    monkeypatch.setattr("agencies.list_pages.MOST_ON_PAGE", 1)

    answer = post(system, text(FIRST, SECOND))

    assert "import_accounts" in answer.content.decode()
    assert not Account.objects.filter(username="hetian-1").exists()
