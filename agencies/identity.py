"""Identity numbers (GB 11643): staff have them as families do (households/identity.py says more about a family's)."""

import re
import unicodedata
from datetime import date

from django.conf import settings

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character."""
    weighed = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[weighed % 11]


TRIAL_AREA = "359999"
_EXCEL = "请把 Excel 里这一列设为“文本”格式，再按证件原件重新输入。"


class BadNumber(ValueError):
    """A number that cannot be right; the text is the sentence, and never repeats the whole number."""


def mask(number: str) -> str:
    """The first four and the last two characters."""
    if len(number) < 10:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"


def from_fifteen(old: str) -> str:
    """The eighteen of a number of before 1999: the century and the check digit are added."""
    seventeen = f"{old[:6]}19{old[6:]}"
    return seventeen + check_digit(seventeen)


def normalise(text: str) -> str:
    """The eighteen characters that identify a member of staff, whatever way they were typed."""
    plain = unicodedata.normalize("NFKC", str(text)).upper().replace("×", "X")
    found = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf").lstrip("'\u2019")
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]+|[0-9]{15,18}\.0*", found):
        raise BadNumber(f"身份证号是按数字保存的，后几位已经丢失。{_EXCEL}")
    if re.fullmatch(r"[0-9]{15}", found):
        found = from_fifteen(found)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", found):
        raise BadNumber(f"身份证号应为 18 位，末位可以是 X；现在是 {len(found)} 个字符。请对照证件重新输入。")
    _check(found)
    return found


def _check(found: str) -> None:
    if check_digit(found[:17]) != found[17]:
        cut = (
            f"末三位是 000，多半被 Excel 截断。{_EXCEL}" if found.endswith("000") else "请对照证件逐位核对。"
        )
        raise BadNumber(f"身份证号的校验码不对。{cut}")
    try:
        date(int(found[6:10]), int(found[10:12]), int(found[12:14]))
    except ValueError:
        raise BadNumber("身份证号里的出生日期不存在。请对照证件逐位核对。") from None
    if found.startswith(TRIAL_AREA) and not settings.ALLOW_TRIAL_NUMBERS:
        raise BadNumber(f"{TRIAL_AREA} 开头的是试用号码，正式环境不收。请填本人证件上的号码。")
