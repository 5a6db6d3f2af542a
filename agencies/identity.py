"""The check digit of identity numbers (GB 11643): staff have them as families do (households/identity.py)."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character."""
    weighed = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[weighed % 11]
