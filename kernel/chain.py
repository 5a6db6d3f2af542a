"""How journal lines are chained: HMAC-SM3 over every field with its length, and over the line before."""

import json
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes, hmac
from django.core.serializers.json import DjangoJSONEncoder

from kernel import keys

GENESIS = "0" * 64


def plain(content: dict) -> dict:
    """Content as the database will give it back: text, whole numbers, true or false, lists of them."""
    found = json.loads(json.dumps(content, cls=DjangoJSONEncoder, allow_nan=False))
    _refuse_fractions(found)
    return found


def mac(
    prev: str, at: datetime, actor_id: int, *rest
) -> str:  # rest: kind, subject type, subject id, content
    """The seal of one line."""
    *texts, content = rest
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return seal(
        "line", prev, at.astimezone(UTC).isoformat(timespec="microseconds"), str(actor_id), *texts, written
    )


def seal(*parts: str) -> str:
    """HMAC-SM3 by the journal key; each part with its length, so that no two lines read alike."""
    maker = hmac.HMAC(keys.current(keys.JOURNAL).secret, hashes.SM3())
    for part in parts:
        encoded = part.encode()
        maker.update(b"%d:" % len(encoded) + encoded)
    return maker.finalize().hex()


def _refuse_fractions(value) -> None:
    """PostgreSQL and SQLite give fractions back differently; money is whole fen anyway."""
    if isinstance(value, float):
        raise TypeError(f"日志里不写小数（{value}）：金额以分记整数，比例写成文字。")
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return
    for item in value:
        _refuse_fractions(item)
