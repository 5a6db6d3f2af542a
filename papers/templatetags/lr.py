"""How values are printed: money, figures, dates, masks and answers, and form controls with their class.

Nothing here decides anything; a tag turns one value into the words or the markup a clerk reads.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import template
from django.forms import BoundField, CheckboxInput, FileInput, NumberInput, Select, SelectMultiple
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime

register = template.Library()

UNKNOWN = "未知"
MINUS = "\N{MINUS SIGN}"
TONES = {"YES": "yes", "NO": "no", "UNKNOWN": "ask"}
WORDS = {"YES": "符合", "NO": "不符合", "UNKNOWN": "尚缺"}
ICONS = {"YES": "check", "NO": "x", "UNKNOWN": "ask"}
SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
CENT = Decimal("0.01")


def _grouped(number: Decimal) -> str:
    return f"{number:,}".replace("-", MINUS)


@register.filter
def money(amount: int | str | Decimal | None) -> str:
    """An int is fen and a text or Decimal is yuan; both print as "1,186.00", and None as 未知."""
    if amount is None or amount == "":
        return UNKNOWN
    if isinstance(amount, int):
        return _grouped(Decimal(amount) / 100 + Decimal("0.00"))
    try:
        return _grouped(Decimal(amount).quantize(CENT, ROUND_HALF_UP))
    except InvalidOperation:
        return str(amount)


@register.filter
def figure(value: object) -> str:
    """A number as it stands in a clause, grouped by thousands; words pass through, None is 未知."""
    if value is None or value == "":
        return UNKNOWN
    text = str(value)
    return _grouped(Decimal(text)) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


@register.filter
def sign(value: str) -> str:
    """A comparison as it is printed: "<=" becomes "≤"."""
    return SIGNS.get(value, value)


@register.filter
def tone(answer: str) -> str:
    """The style of an answer: yes, no or ask."""
    return TONES[answer]


@register.filter
def word(answer: str) -> str:
    """The word of an answer: 符合, 不符合 or 尚缺."""
    return WORDS[answer]


@register.filter
def answer_icon(answer: str) -> str:
    """The icon of an answer."""
    return ICONS[answer]


@register.filter
def month(value: date | str | None) -> str:
    """A date or "2026-01" as "2026 年 1 月"."""
    if not value:
        return UNKNOWN
    year, number = (value.year, value.month) if isinstance(value, date) else map(int, value.split("-")[:2])
    return f"{year} 年 {number} 月"


@register.filter
def day(value: date | None) -> str:
    """A date without its year: "12 月 4 日"."""
    return f"{value.month} 月 {value.day} 日" if value else UNKNOWN


@register.filter
def fullday(value: date | None) -> str:
    """A date with its year: "2025 年 12 月 4 日"."""
    return f"{value.year} 年 {day(value)}" if value else UNKNOWN


@register.filter
def moment(value: datetime | None) -> str:
    """Day and minute in local time: "12 月 4 日 14:06"."""
    if not value:
        return UNKNOWN
    value = localtime(value) if is_aware(value) else value
    return f"{day(value)} {value:%H:%M}"


@register.filter
def mask(number: str | None) -> str:
    """An ID number or account with four digits in front and two behind: "3508************12"."""
    if not number:
        return UNKNOWN
    if len(number) < 10:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 6) + number[-2:]


@register.filter
def before_bracket(text: str) -> str:
    """What stands before the first （, for the boxed part of a deadline."""
    return text.partition("（")[0]


@register.filter
def from_bracket(text: str) -> str:
    """The first （ and what follows it."""
    _, bracket, rest = text.partition("（")
    return bracket + rest


@register.filter
def has_label(field: BoundField) -> bool:
    """Whether the field is one control with a label of its own, and not a group of choices."""
    return not field.use_fieldset


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is a single tick box, whose label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)


def _style(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, CheckboxInput) or field.use_fieldset:
        return ""
    return "form-select" if isinstance(widget, Select | SelectMultiple) else "form-control"


def _keep_typed(widget: NumberInput) -> None:
    """A browser empties a number box that holds 三万; a text box gives back what was typed."""
    widget.input_type = "text"
    widget.attrs.setdefault("inputmode", "decimal")
    for limit in ("min", "max", "step"):
        widget.attrs.pop(limit, None)


@register.simple_tag
def control(field: BoundField, **attrs: str) -> SafeString:
    """Print a field's control with its class; Django adds aria-describedby and aria-invalid itself.

    Other attributes are keywords, with _ for -: {% control form.q aria_label="姓名" %}.
    """
    widget = field.field.widget
    extra = {name.replace("_", "-"): value for name, value in attrs.items()}
    if isinstance(widget, NumberInput):
        _keep_typed(widget)
    if isinstance(widget, FileInput):
        extra["data-lr-file"] = ""
    style = f"{_style(field)} {widget.attrs.get('class', '')}".strip()
    if style:
        extra["class"] = style
    return field.as_widget(attrs=extra)


@register.simple_tag(takes_context=True)
def token(context: template.Context) -> SafeString | str:
    """The CSRF field of a form inside a component, where `only` has hidden `csrf_token`."""
    request = getattr(context, "request", None)
    if request is None:
        return ""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
