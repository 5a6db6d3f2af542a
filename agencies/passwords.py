"""What a password may not be: a word everybody in the office would try first, with a year behind it."""

import re
import secrets
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

WORDS = Path(__file__).with_name("data") / "local_words.txt"
# Without what is easily misread: read out over the telephone, it has to arrive. Four by four, about 78 bits.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
# What is left of a password besides local words has to be this long by itself.
OWN_LETTERS = 8


@cache
def local_words() -> tuple[str, ...]:
    """The words of the office and the place, the longest first, so that none hides in another."""
    words = WORDS.read_text(encoding="utf-8").split()
    return tuple(sorted(words, key=len, reverse=True))


class LocalWordsValidator:
    """Refuses a password made of the names of the place or the office and some digits."""

    def validate(self, password, user=None):
        rest = password.casefold()
        for word in local_words():
            rest = rest.replace(word, "")
        if rest != password.casefold() and len(re.sub(r"[\W\d_]", "", rest)) < OWN_LETTERS:
            raise ValidationError(
                "密码主要由本地或本单位的常用词组成，容易被猜到。请换一句别人想不到的话，至少 12 个字符。",
                code="password_of_local_words",
            )

    def get_help_text(self):
        return "不要用地名、单位名加年份作密码。"


def first_password() -> str:
    """A password drawn by lot for somebody who will have to change it."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
