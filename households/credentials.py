"""证件: what proves who somebody is, by kind: how its number is read, found again and masked.

Nobody invents a number: a kind without its number needs a reason (`newcomers`).
"""

import re
from dataclasses import dataclass
from datetime import date

from households import identity
from households.codes import IdKind
from households.typed import BadInput, compact
from kernel import sealing

# 国办发〔2018〕81号: the numbers of these residents follow the national standard, with these address codes.
HMT_AREAS = ("810000", "820000", "830000")
# ICAO 9303 has room for nine characters in the line machines read; some states print more.
PASSPORT_LENGTHS = (6, 15)
NUMBERED = (IdKind.ID_CARD, IdKind.HMT_PERMIT, IdKind.PASSPORT)


@dataclass(frozen=True, repr=False)
class Credential:
    """A kind with its number, and what the number itself says of its holder."""

    kind: str
    number: str
    birth: date | None = None
    sex: str = ""

    @property
    def index(self) -> str:
        return index_of(self.kind, self.number)

    @property
    def masked(self) -> str:
        return mask(self.kind, self.number)


def normal(kind: str, text) -> str:
    """The number of a kind in its one spelling, or the sentence that says what is wrong with it."""
    if kind == IdKind.PASSPORT:
        return _passport(text)
    if kind not in NUMBERED:
        raise BadInput("选了“无身份证号”就不填号码，请删去号码，或改选证件种类。")
    number = identity.normalise(text)
    is_permit = number[:6] in HMT_AREAS
    if kind == IdKind.HMT_PERMIT and not is_permit:
        raise BadInput(
            f"“{identity.mask(number)}”不是港澳台居民居住证的号码（以 810000、820000、830000 开头）。"
            "请对照证件，或改选“居民身份证”。"
        )
    if kind == IdKind.ID_CARD and is_permit:
        raise BadInput(
            f"“{identity.mask(number)}”是港澳台居民居住证的号码，请把证件改选为“港澳台居民居住证”。"
        )
    return number


def _passport(text) -> str:
    """Letters and digits, without blanks; never something that is an identity number."""
    number = compact(text).upper()
    least, most = PASSPORT_LENGTHS
    if not re.fullmatch(r"[0-9A-Z]+", number):
        raise BadInput("护照号只有字母和数字，请对照护照资料页重新输入。")
    if len(number) == 18 or re.fullmatch(r"[0-9]{15}", number):
        raise BadInput(f"“{identity.mask(number)}”是身份证号的长度，不是护照号。请把证件改选为“居民身份证”。")
    if not least <= len(number) <= most:
        raise BadInput(f"护照号应为 {least} 到 {most} 位，现在是 {len(number)} 位，请对照护照资料页。")
    if not any(character.isdigit() for character in number):
        raise BadInput("护照号里应有数字，请对照护照资料页重新输入。")
    return number


def read(kind: str, text, *, on: date) -> Credential:
    """The credential as typed on a day; an impossible number is `BadInput`."""
    number = normal(kind, text)
    if kind == IdKind.PASSPORT:
        return Credential(kind, number)
    found = identity.IdNumber.parse(number, on=on)
    return Credential(kind, found.number, found.birth, found.sex)


def optional(kind: str, text, *, on: date) -> Credential | None:
    """The credential of somebody who need not show one: an obligor, a guardian, an agent."""
    return read(kind or IdKind.ID_CARD, text, on=on) if compact(text) else None


def kind_of(text) -> str | None:
    """The kind a full number is of, when only a number was typed; None if it is none."""
    for kind in NUMBERED:
        try:
            normal(kind, text)
        except BadInput:
            continue
        return kind
    return None


def index_of(kind: str, number: str) -> str:
    """The keyed index. Passports have a space of their own: one never meets an identity number."""
    return sealing.index(f"passport:{number}" if kind == IdKind.PASSPORT else number)


def index_of_typed(text) -> str | None:
    """The index of a full number of whatever kind; None for anything else."""
    kind = kind_of(text)
    return index_of(kind, normal(kind, text)) if kind else None


def mask(kind: str, number: str) -> str:
    """3508************12; a passport shows its first character and its last two."""
    if kind == IdKind.PASSPORT:
        return f"{number[:1]}{'*' * (len(number) - 3)}{number[-2:]}"
    return identity.mask(number)


def put_on(row, credential: Credential | None) -> None:
    """Seal a credential into a row with `id_kind` and `id_number_sealed`, and its index where it has one."""
    sealing.put_sealed(row, "id_number", credential.number if credential else "")
    row.id_number_index = credential.index if credential else None


def masked(row) -> str:
    """The number of a row with `id_kind`, masked; empty where there is none."""
    number = sealing.sealed(row, "id_number")
    return mask(row.id_kind, number) if number else ""
