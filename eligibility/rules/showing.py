"""Exact numbers as people read them."""

FEN_PER_YUAN = 100


def half_up(amount, divisor=1):
    """A fraction to the nearest whole, halves upward."""
    return (2 * amount + divisor) // (2 * divisor)


def ceiling(amount, divisor):
    """A fraction to the next whole above."""
    return -(-amount // divisor)


def yuan(fen):
    """Fen as yuan with two decimals."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // FEN_PER_YUAN}.{abs(fen) % FEN_PER_YUAN:02d}"


def decimals(amount, places, at_least=2):
    """A scaled whole number with all its decimals that are not zero, and at least some."""
    sign, digits = ("-" if amount < 0 else ""), str(abs(amount)).zfill(places + 1)
    whole, fraction = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{sign}{whole}.{fraction.rstrip('0').ljust(at_least, '0')}"
