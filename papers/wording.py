"""How paper and screens write sums and deadlines."""

from datetime import date

from kernel.calendar import workdays_between

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def _group_in_words(number: int) -> str:
    """Up to 9,999 in capital numerals."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text


def yuan_in_words(yuan: str) -> str:
    """壹仟零肆拾元整, from "1040.00": the sum as money papers write it. Below 100 million yuan."""
    whole, _, cents = yuan.partition(".")
    high, low = divmod(int(whole), 10_000)
    text = _group_in_words(high) + "万" if high else ""
    if high and low and low < 1000:
        text += "零"
    text = (text + _group_in_words(low) or "零") + "元"
    jiao, fen = (int(digit) for digit in cents.ljust(2, "0")[:2])
    if not jiao and not fen:
        return text + "整"
    text += f"{_DIGITS[jiao]}角" if jiao else "零" * bool(int(whole))
    return text + (f"{_DIGITS[fen]}分" if fen else "")


def deadline(due_on: date, today: date, *, is_provisional: bool = False) -> dict[str, str]:
    """`text` and `tone` of a statutory deadline, written one way only: 剩 3 个工作日（12 月 4 日前）.

    暂定 as long as the State Council has not announced the holidays it leans on.
    """
    day, leans = f"{due_on.month} 月 {due_on.day} 日", "，暂定" if is_provisional else ""
    if due_on < today:
        late = workdays_between(due_on, today)
        return {"text": f"逾期 {late} 个工作日（{day}止{leans}）", "tone": "over"}
    left = workdays_between(today, due_on)
    if left == 0:
        return {"text": f"今天到期（{day}{leans}）", "tone": "hot"}
    return {"text": f"剩 {left} 个工作日（{day}前{leans}）", "tone": "soon" if left <= 3 else "plain"}
