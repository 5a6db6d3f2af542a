"""Sums as the rules write them, in yuan with two decimals, and as the database keeps them, in integer fen."""


def fen_of(yuan: str) -> int:
    """-225000 from "-2250.00"."""
    whole, point, cents = yuan.partition(".")
    if not point or len(cents) != 2:
        raise ValueError(f"规则写出的金额“{yuan}”不是两位小数。")
    return int(whole + cents)
