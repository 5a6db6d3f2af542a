"""What clerks read: amounts, figures, dates, masks, and the form controls."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.conf import settings
from django.template import Context
from django.test import RequestFactory

from papers.templatetags import lr

if not settings.configured:
    settings.configure(USE_I18N=False, USE_TZ=True, TIME_ZONE="Asia/Shanghai", SECRET_KEY="for tests")
    import django

    django.setup()


class Sample(forms.Form):
    """One field of each kind of control."""

    savings = forms.DecimalField(help_text="全家合计")
    village = forms.ChoiceField(choices=[("1", "朱溪村")])
    agreed = forms.BooleanField(required=False)
    housing = forms.ChoiceField(choices=[("1", "自住")], widget=forms.RadioSelect)
    paper = forms.FileField(required=False)


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        (118600, "1,186.00"),
        (5, "0.05"),
        (0, "0.00"),
        (-160000, "−1,600.00"),
        (123456789012, "1,234,567,890.12"),
        ("1186.00", "1,186.00"),
        ("533.335", "533.34"),
        (Decimal("1040"), "1,040.00"),
        (None, "未知"),
        ("", "未知"),
        ("三万", "三万"),
    ],
)
def test_money_counts_whole_numbers_in_fen_and_texts_in_yuan(amount, printed):
    assert lr.money(amount) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("28800.00", "28,800.00"),
        ("-5", "−5"),
        (3, "3"),
        ("64.44%", "64.44%"),
        (None, "未知"),
        ("二级", "二级"),
    ],
)
def test_a_figure_is_grouped_and_never_rounded(value, printed):
    assert lr.figure(value) == printed


@pytest.mark.parametrize(
    ("code", "printed"), [("<=", "≤"), (">=", "≥"), ("<", "<"), ("==", "="), ("!=", "≠")]
)
def test_a_comparison_is_printed_as_people_write_it(code, printed):
    assert lr.sign(code) == printed


@pytest.mark.parametrize(
    ("answer", "tone", "word", "icon"),
    [("YES", "yes", "符合", "check"), ("NO", "no", "不符合", "x"), ("UNKNOWN", "ask", "尚缺", "ask")],
)
def test_an_answer_has_its_tone_word_and_icon(answer, tone, word, icon):
    assert (lr.tone(answer), lr.word(answer), lr.answer_icon(answer)) == (tone, word, icon)


def test_dates_are_written_out():
    assert lr.day(date(2025, 12, 4)) == "12 月 4 日"
    assert lr.fullday(date(2025, 12, 4)) == "2025 年 12 月 4 日"
    assert lr.month(date(2026, 1, 1)) == lr.month("2026-01") == "2026 年 1 月"
    assert lr.moment(datetime(2025, 12, 4, 6, 6, tzinfo=UTC)) == "12 月 4 日 14:06"
    assert lr.day(None) == lr.fullday(None) == lr.month(None) == lr.moment(None) == "未知"


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("0123456789ABCDEF12", "0123************12"),
        ("13900000000", "1390*****00"),
        ("12345", "*****"),
        (None, "未知"),
    ],
)
def test_a_number_is_masked_but_for_its_ends(number, printed):
    assert lr.mask(number) == printed


def test_a_deadline_falls_into_its_box_and_its_date():
    assert lr.before_bracket("剩 3 个工作日（12 月 4 日前）") == "剩 3 个工作日"
    assert lr.from_bracket("剩 3 个工作日（12 月 4 日前）") == "（12 月 4 日前）"
    assert lr.from_bracket("已办结") == ""


def test_a_number_that_is_none_comes_back_as_typed():
    form = Sample({"savings": "三万"})

    printed = lr.control(form["savings"])

    assert 'type="text"' in printed
    assert 'value="三万"' in printed
    assert 'inputmode="decimal"' in printed
    assert 'aria-invalid="true"' in printed
    assert 'aria-describedby="id_savings_helptext id_savings_error"' in printed


def test_a_control_has_the_class_of_its_kind():
    form = Sample()

    assert 'class="form-control"' in lr.control(form["savings"])
    assert 'class="form-select"' in lr.control(form["village"])
    assert "class=" not in lr.control(form["agreed"])
    assert "data-lr-file" in lr.control(form["paper"])
    assert 'aria-label="村"' in lr.control(form["village"], aria_label="村")


def test_a_field_says_whether_it_is_one_control_or_a_group():
    form = Sample()

    assert lr.has_label(form["village"])
    assert not lr.has_label(form["housing"])
    assert lr.is_checkbox(form["agreed"])


def test_a_form_inside_a_component_gets_its_token():
    context = Context({})
    assert lr.token(context) == ""

    context.request = RequestFactory().get("/")
    assert 'name="csrfmiddlewaretoken"' in lr.token(context)
