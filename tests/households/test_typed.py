"""Names, phones and money, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from households import typed
from households.money import parse_yuan, yuan
from households.typed import BadInput

NAMES = {
    "林春花": "林春花",
    " 林 ": "林",
    "𠮷田": "𠮷田",
    "䶮䶮": "䶮䶮",
    "\U000323af王": "\U000323af王",  # younger than Python's tables
    "葛\U000e0100": "葛\U000e0100",  # a variant form
    "阿依古丽・买买提": "阿依古丽·买买提",
    "阿依古丽•买买提": "阿依古丽·买买提",
    "Anna  O'Neil": "Anna O'Neil",
    "蓝" * 60: "蓝" * 60,
}
BAD_NAMES = {
    "": "请填写姓名",
    "\u3000": "请填写姓名",
    "蓝" * 61: "现在有 61 个字",
    "林\u0000花": "控制字符",
    "林\u202e花": "控制字符",
    "林花1": "“1”不是姓名用字",
    "<b>": "不是姓名用字",
}


@pytest.mark.parametrize(("text", "kept"), NAMES.items())
def test_names_are_kept_as_in_the_papers(text, kept):
    assert typed.name(text) == kept


@pytest.mark.parametrize(("text", "says"), BAD_NAMES.items(), ids=range(len(BAD_NAMES)))
def test_what_is_no_name_is_refused_with_a_sentence(text, says):
    with pytest.raises(BadInput, match=says):
        typed.name(text)


MOBILE = ["13812345678", "138 1234 5678", "+86-138-1234-5678", "１３８１２３４５６７８"]  # noqa: RUF001


@pytest.mark.parametrize("text", MOBILE)
def test_a_mobile_number_is_found_in_what_was_typed(text):
    assert typed.phone(text) == "13812345678"


def test_a_phone_may_be_left_out():
    assert typed.phone(" ") == ""


@pytest.mark.parametrize("text", ["12812345678", "1381234567", "0597-2212345", "无"])
def test_a_wrong_phone_is_refused(text):
    with pytest.raises(BadInput, match="11 位数字"):
        typed.phone(text)


AMOUNTS = {
    "0": 0,
    "1,234.50": 123450,
    "１，２３４．５": 123450,  # noqa: RUF001
    "￥1234": 123400,
    "1234元": 123400,
    " 12 ": 1200,
    "007": 700,
    "0.01": 1,
    "12.3400": 1234,
    "1000000000": 100_000_000_000,
}
BAD_AMOUNTS = {
    "": "没有填 0",
    "-1": "负数",
    "−1": "负数",
    "(1)": "负数",
    "1.234": "两位小数",
    "1e5": "科学计数法",
    "1.2E+05": "科学计数法",
    "1,23": "不是数字",
    "12,34,567": "不是数字",
    "1.2.3": "不是数字",
    ".5": "不是数字",
    "约500": "不是数字",
    "NaN": "不是数字",
    "1000000000.01": "十亿元",
    "9" * 5000: "十亿元",
    0.1: "浮点数",
}


@pytest.mark.parametrize(("text", "fen"), AMOUNTS.items())
def test_amounts_are_read_to_the_fen(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(("text", "says"), BAD_AMOUNTS.items(), ids=range(len(BAD_AMOUNTS)))
def test_what_is_no_amount_is_refused_with_a_short_sentence(text, says):
    with pytest.raises(BadInput, match=says) as fault:
        parse_yuan(text)

    assert len(str(fault.value)) < 60


@given(some.integers(0, 100_000_000_000))
def test_every_amount_survives_paper(fen):
    assert parse_yuan(yuan(fen)) == fen
    assert parse_yuan(f"{fen // 100:,}.{fen % 100:02d}") == fen
