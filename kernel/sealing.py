"""Sealing of identity numbers, accounts, phones and diagnoses, and the keyed index by which they are found.

A token says its suite and key: `sm4.k1.…`. Its associated data binds table, column and row, so that a token
moved to another place does not open.
"""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from kernel.keys import ring

# Suite → cipher and length of its key in bytes; all keys are kept with 32.
SUITES = {"sm4": (algorithms.SM4, 16), "aes": (algorithms.AES256, 32)}
NONCE, TAG = 12, 16


class SealBroken(Exception):
    """A token does not open: another key, another place, or somebody changed it. Nothing of it is shown."""


def seal(text: str, *, table: str, column: str, row: str) -> str:
    """The text as a token that only this installation opens, and only in this place."""
    suite = getattr(settings, "SEALING_SUITE", "sm4")
    key_id, key = next(iter(ring().sealing.items()))
    nonce = os.urandom(NONCE)
    encryptor = _cipher(suite, key, modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_place(table, column, row))
    body = encryptor.update(text.encode()) + encryptor.finalize()
    packed = base64.urlsafe_b64encode(nonce + encryptor.tag + body).decode()
    return f"{suite}.{key_id}.{packed}"


def unseal(token: str, *, table: str, column: str, row: str) -> str:
    """The text of a token sealed for this place."""
    try:
        suite, key_id, packed = token.split(".")
        raw = base64.b64decode(packed, altchars=b"-_", validate=True)
        nonce, tag, body = raw[:NONCE], raw[NONCE : NONCE + TAG], raw[NONCE + TAG :]
        decryptor = _cipher(suite, ring().sealing[key_id], modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(_place(table, column, row))
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except (InvalidTag, ValueError, KeyError):
        raise SealBroken(f"{table}.{column} 的密封内容打不开：密钥不对，或内容被移动、改动过。") from None


def _cipher(suite: str, key: bytes, mode) -> Cipher:
    algorithm, length = SUITES[suite]
    return Cipher(algorithm(key[:length]), mode)


def _place(table: str, column: str, row: str) -> bytes:
    """Length-prefixed, so that no two places have the same bytes."""
    return b"".join(
        len(part.encode()).to_bytes(4, "big") + part.encode() for part in (table, column, str(row))
    )


def index(text: str) -> str:
    """The keyed index of a normalised text: equal texts, equal index; without the key it says nothing."""
    return keyed(ring().index, text.encode()).hex()


def keyed(key: bytes, content: bytes) -> bytes:
    """HMAC-SM3."""
    found = _begun(key).copy()
    found.update(content)
    return found.finalize()


@lru_cache(maxsize=8)
def _begun(key: bytes) -> hmac.HMAC:
    """The key already worked in: half of the work on a short text."""
    return hmac.HMAC(key, hashes.SM3())


def put_sealed(instance, field: str, text: str) -> None:
    """Seal a text into `<field>_sealed` of a row, and its index into `<field>_index` where there is one."""
    if instance.pk is None:
        raise ValueError(
            f"{instance._meta.label} has no primary key yet: what is sealed now would never open"
        )
    place = {"table": instance._meta.db_table, "column": field, "row": str(instance.pk)}
    setattr(instance, f"{field}_sealed", seal(text, **place) if text else "")
    if any(one.name == f"{field}_index" for one in instance._meta.fields):
        setattr(instance, f"{field}_index", index(text) if text else None)


def sealed(instance, field: str) -> str:
    """What is sealed in `<field>_sealed` of a row; empty where there is nothing."""
    token = getattr(instance, f"{field}_sealed")
    if not token:
        return ""
    return unseal(token, table=instance._meta.db_table, column=field, row=str(instance.pk))
