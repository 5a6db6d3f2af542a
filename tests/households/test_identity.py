"""Identity numbers and disability cards, as people type them and as Excel leaves them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from households.identity import (
    DisabilityCard,
    IdNumber,
    area_codes,
    check_digit,
    contradictions,
    mask,
    normalise,
    trial_id_number,
)
from households.typed import BadInput

SAMPLE = "11010519491231002X"  # the example printed in GB 11643
TODAY = date(2026, 3, 2)
HISTORIC = ["352601", "352602", "352622", "352623", "352624", "352625", "352626", "352627", "350822"]

births = some.dates(date(1900, 1, 1), date(2026, 3, 1))
sexes = some.sampled_from("MF")
numbers = some.builds(trial_id_number, births, sexes, some.integers(0, 498))


def number_of(area: str, birth: str = "19600101", order: str = "001") -> str:
    """Made while the test runs, so that no real area's number stands in a file."""
    first = area + birth + order
    return first + check_digit(first)


def sentence_for(text, **how) -> str:
    with pytest.raises(BadInput) as fault:
        IdNumber.parse(text, **{"on": TODAY} | how)
    return str(fault.value)


def test_the_printed_example_reads_as_a_woman_of_beijing():
    read = IdNumber.parse(SAMPLE, on=TODAY)

    assert (read.birth, read.sex, read.area) == (date(1949, 12, 31), "F", "110105")
    assert read.warnings == ()


@given(births, sexes, some.integers(0, 498))
def test_a_number_says_birthday_and_sex(birth, sex, sequence):
    read = IdNumber.parse(trial_id_number(birth, sex, sequence), on=TODAY)

    assert (read.birth, read.sex) == (birth, sex)


@given(numbers, some.data())
def test_however_it_is_spelled_it_is_one_number(number, data):
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")  # noqa: RUF001
    spelled = data.draw(some.sampled_from([number, number.lower(), number.translate(wide)]))
    for _ in range(data.draw(some.integers(0, 4))):
        at = data.draw(some.integers(0, len(spelled)))
        spelled = spelled[:at] + data.draw(some.sampled_from(" \u3000\t\u200b\u00a0")) + spelled[at:]

    assert normalise(data.draw(some.sampled_from(["", "'"])) + spelled) == number


@given(some.dates(date(1900, 1, 1), date(1999, 12, 31)), some.integers(1, 999))
def test_fifteen_digits_and_eighteen_are_one_number(birth, order):
    old = f"352622{birth:%y%m%d}{order:03d}"

    assert normalise(old) == number_of("352622", f"{birth:%Y%m%d}", f"{order:03d}")


@given(numbers, some.integers(0, 16), some.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, at, more):
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]

    with pytest.raises(BadInput):
        normalise(wrong)


@given(numbers, some.integers(0, 15))
def test_two_neighbours_exchanged_are_always_found(number, at):
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]

    if swapped != number:
        with pytest.raises(BadInput):
            normalise(swapped)


@given(numbers)
def test_of_ghosts_with_the_same_first_sixteen_digits_one_at_most_passes(number):
    """M10: the same first sixteen, endings 16, 26, 36."""
    passed = 0
    for ending in ("16", "26", "36"):
        try:
            normalise(number[:16] + ending)
        except BadInput:
            continue
        passed += 1

    assert passed <= 1


@pytest.mark.parametrize("area", HISTORIC)
def test_areas_of_the_past_are_no_fault_and_no_oddity(area):
    assert IdNumber.parse(number_of(area), on=TODAY).warnings == ()


def test_an_area_nobody_knows_is_a_warning_only():
    [warning] = IdNumber.parse(number_of("999999"), on=TODAY).warnings

    assert "地区码" in warning


def test_every_county_of_longyan_is_in_the_table():
    assert {"350802", "350803", "350821", "350823", "350824", "350825", "350881"} <= area_codes()
    assert not {code for code in area_codes() if len(code) != 6 or not code.isdigit()}


def test_trial_numbers_are_refused_in_production(settings):
    number = trial_id_number(date(1960, 1, 1), "M", 0)
    settings.ALLOW_TRIAL_NUMBERS = False

    assert "演示用号码" in sentence_for(number)


BAD = {
    "": "请填写身份证号",
    "   ": "请填写身份证号",
    "3508": "现在是 4 位",
    "35080219600101001": "现在是 17 位",
    "3.50802E+17": "科学计数法",
    "3.50802196001011E+17": "科学计数法",
    "350802196001010000.0": "“.0”",
    "350802196001011000": "末三位是 000",
    "35080219600101001Y": "以外的字符",
    "身份证遗失": "以外的字符",
    "٣٥٠٨٠٢١٩٦٠٠١٠١٠٠١": "以外的字符",
    "110105194912310021": "校验码不对",
    number_of("350802", "19600230"): "出生日期不存在",
    number_of("350802", "19601301"): "出生日期不存在",
    number_of("350802", "20260303"): "晚于 2026-03-02",
    number_of("350802", "18890101"): "超过 130 岁",
    number_of("350802", order="000"): "顺序码是 000",
}


@pytest.mark.parametrize(("text", "says"), BAD.items(), ids=range(len(BAD)))
def test_a_bad_number_is_refused_with_a_sentence(text, says):
    sentence = sentence_for(text)

    assert says in sentence
    assert sentence.endswith("。")
    assert len(text) < 15 or text not in sentence


@given(some.text(max_size=40))
def test_whatever_is_typed_the_answer_is_a_number_or_a_sentence(text):
    try:
        assert len(IdNumber.parse(text, on=TODAY).number) == 18
    except BadInput as fault:
        assert str(fault)


def test_what_is_typed_beside_the_number_must_agree_with_it():
    read = IdNumber.parse(SAMPLE, on=TODAY)

    assert contradictions(read, birth=date(1949, 12, 31), sex="F") == []
    assert len(contradictions(read, birth=date(1949, 12, 30), sex="M")) == 2


@given(numbers)
def test_a_number_is_never_printed_whole(number):
    read = IdNumber.parse(number, on=TODAY)

    assert mask(number) == f"{number[:4]}************{number[16:]}"
    assert number not in f"{read} {read!r} {read.masked}"


def test_a_disability_card_says_holder_kind_and_grade():
    card = DisabilityCard.parse(f"{SAMPLE.lower()} 52b1")

    assert (card.holder, card.kind, card.grade) == (SAMPLE, "intellectual", 2)
    assert SAMPLE not in repr(card)


@pytest.mark.parametrize("text", [SAMPLE, f"{SAMPLE}81", f"{SAMPLE}15", f"{SAMPLE}12C1", ""])
def test_a_wrong_disability_card_is_refused(text):
    with pytest.raises(BadInput, match="残疾人证号应为 20 位"):
        DisabilityCard.parse(text)


def test_trial_numbers_run_out_loudly():
    with pytest.raises(ValueError, match="499"):
        trial_id_number(date(1960, 1, 1), "M", 499)
