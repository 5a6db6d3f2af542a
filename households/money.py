"""Money between people and the register: yuan on paper, integer fen inside, never a float."""

import re

from households.typed import BadInput, compact

LARGEST_YUAN = 1_000_000_000
_AMOUNT = re.compile(r"(?P<yuan>[0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.(?P<cents>[0-9]+))?")


def parse_yuan(text) -> int:
    """Fen from what was typed in yuan: `1,234.50`, `¥1234`, `1234元`, full-width digits too."""
    if isinstance(text, float):
        raise BadInput(f"金额 {text!r} 是浮点数，会丢失分币，请以文字形式提供。")
    typed = compact(text)
    found = typed.removeprefix("¥").removesuffix("元")
    if not found:
        raise BadInput("请填写金额；没有填 0，不清楚选“不清楚”。")
    _refuse_other_signs(found, typed)
    match = _AMOUNT.fullmatch(found)
    if not match:
        raise BadInput(f"金额“{_short(typed)}”不是数字，请用元填写，如 1234.50。")
    return _fen(match, typed)


def _refuse_other_signs(found: str, typed: str) -> None:
    if found[0] in "-−–—(":
        raise BadInput(f"金额“{_short(typed)}”是负数；亏损或没有收入请填 0。")
    if re.fullmatch(r"[0-9.,]+e[+-]?[0-9]+", found, re.IGNORECASE):
        raise BadInput(f"金额“{_short(typed)}”是科学计数法，多半由 Excel 造成，请改填完整数字。")


def _fen(match: re.Match, typed: str) -> int:
    cents = match["cents"] or ""
    if len(cents.rstrip("0")) > 2:
        raise BadInput(f"金额“{_short(typed)}”超过两位小数，请精确到分。")
    yuan = match["yuan"].replace(",", "").lstrip("0")
    # Length first: a row of ten thousand digits is not worth converting whole.
    fen = int(yuan[:11] or "0") * 100 + int(cents[:2].ljust(2, "0"))
    if fen > LARGEST_YUAN * 100:
        raise BadInput(f"金额“{_short(typed)}”超过十亿元，请核对单位是不是元。")
    return fen


def _short(typed: str) -> str:
    return typed if len(typed) <= 20 else f"{typed[:20]}…"


def yuan(fen: int) -> str:
    """Yuan with two decimals, as the case file and the papers write it."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"
