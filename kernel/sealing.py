"""Sealed columns: numbers nobody reads in the database, found again by a keyed index.

A token reads `suite.key.nonce+text+tag`; it opens only in the table, column and row it was made for.
"""

import base64
import binascii
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist

from kernel import keys

SUITES = {"sm4": (algorithms.SM4, 16), "aes": (algorithms.AES, 32)}
NONCE, TAG = 12, 16


class SealBroken(Exception):
    """A sealed text that does not open: another key, another row, or altered. The text is never shown."""

    def __init__(self, table: str, column: str):
        super().__init__(
            f"{table}.{column} 的密封内容打不开：密钥不符、放错了行，或被改动过。"
            "请核对密钥与备份，不要重新录入覆盖。"
        )


def seal(text: str, *, table: str, column: str, row: str) -> str:
    """Close a text for one place. Nothing to close, nothing stored."""
    if not text:
        return ""
    suite, key = getattr(settings, "SEALING_SUITE", "sm4"), keys.current(keys.SEALING)
    nonce = secrets.token_bytes(NONCE)
    closing = _cipher(suite, key, nonce).encryptor()
    closing.authenticate_additional_data(_place(suite, key.name, table, column, row))
    closed = closing.update(text.encode()) + closing.finalize()
    return f"{suite}.{key.name}.{base64.urlsafe_b64encode(nonce + closed + closing.tag).decode()}"


def unseal(token: str, *, table: str, column: str, row: str) -> str:
    """Open a text in the place it was closed for."""
    if not token:
        return ""
    try:
        suite, name, body = token.split(".")
        key, raw = keys.named(keys.SEALING, name), base64.urlsafe_b64decode(body)
        opening = _cipher(suite, key, raw[:NONCE], raw[-TAG:]).decryptor()
        opening.authenticate_additional_data(_place(suite, name, table, column, row))
        return (opening.update(raw[NONCE:-TAG]) + opening.finalize()).decode()
    except (AttributeError, KeyError, ValueError, binascii.Error, InvalidTag):
        raise SealBroken(table, column) from None


def index(text: str) -> str:
    """What a number is found by: 64 hex digits nobody can compute without the index key."""
    maker = hmac.HMAC(keys.current(keys.INDEX).secret, hashes.SM3())
    maker.update(text.encode())
    return maker.finalize().hex()


def sealed(instance, field: str) -> str:
    """Read a sealed field of a row.

    The row names its place: the table, the column `<field>_sealed` and the primary key.
    """
    return unseal(getattr(instance, f"{field}_sealed"), **_place_of(instance, field))


def put_sealed(instance, field: str, text: str) -> None:
    """Write a sealed field of a row (not yet saved), and its index where the row has one."""
    setattr(instance, f"{field}_sealed", seal(text, **_place_of(instance, field)))
    try:
        instance._meta.get_field(f"{field}_index")
    except FieldDoesNotExist:
        return
    setattr(instance, f"{field}_index", index(text) if text else None)


def _place_of(instance, field: str) -> dict:
    if instance.pk is None:
        raise ValueError(f"{instance._meta.label} 还没有编号，不能密封：编号是密封的一部分，请先保存。")
    return {"table": instance._meta.db_table, "column": f"{field}_sealed", "row": str(instance.pk)}


def _place(*parts: str) -> bytes:
    """The place as bytes, each part with its length, so that no two places read alike."""
    encoded = [str(part).encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _cipher(suite: str, key: keys.Key, nonce: bytes, tag: bytes | None = None) -> Cipher:
    algorithm = SUITES[suite][0]
    return Cipher(algorithm(_derived(suite, key)), modes.GCM(nonce, tag))


@cache
def _derived(suite: str, key: keys.Key) -> bytes:
    """A suite's own key, so that one master never serves two ciphers."""
    info = f"longyan-relief sealing {suite}".encode()
    return HKDF(algorithm=hashes.SM3(), length=SUITES[suite][1], salt=None, info=info).derive(key.secret)
