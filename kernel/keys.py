"""The key ring: sealing keys (newest first), and one key each for the index, the journal and its anchors.

Production takes them from the environment. A trial makes its own on the first run, and says so.
"""

import base64
import logging
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)
BYTES = 32


class NoKey(Exception):
    """A key is missing or unfit; the sentence says which and what to do."""


@dataclass(frozen=True, repr=False)
class KeyRing:
    """`sealing`: key id → key, the first one seals; the others only open what they once sealed."""

    sealing: dict[str, bytes]
    index: bytes
    journal: bytes


@cache
def ring() -> KeyRing:
    """The keys of this installation, read once per process."""
    return _forged(settings)


def fault(source) -> str:
    """What is wrong with the keys these settings of production give, as a sentence."""
    try:
        _forged(source)
    except NoKey as unfit:
        return str(unfit)
    return ""


def _forged(source) -> KeyRing:
    sealing = _sealing_keys(source)
    found = KeyRing(sealing, _single(source, "INDEX_KEY"), _single(source, "JOURNAL_KEY"))
    singles = [*sealing.values(), found.index, found.journal]
    if len(set(singles)) < len(singles):
        raise NoKey("密封、索引、日志的密钥不能相同，请分别生成。")
    return found


def _sealing_keys(source) -> dict[str, bytes]:
    """`SEALING_KEYS` is `id:key id:key …`, the newest first."""
    text = _text(source, "SEALING_KEYS", make=lambda: f"k1:{_new()}")
    pairs = [part.partition(":") for part in text.split()]
    names = [key_id for key_id, _, _ in pairs]
    if not names or len(set(names)) < len(names) or not all(name.isalnum() for name in names):
        raise NoKey("密钥 SEALING_KEYS 应写作“编号:密钥 编号:密钥”，编号只用字母和数字，不能重复。")
    return {key_id: _decoded("SEALING_KEYS", key) for key_id, _, key in pairs}


def _single(source, name: str) -> bytes:
    return _decoded(name, _text(source, name, make=_new))


def _text(source, name: str, *, make) -> str:
    """From the settings (environment); else, in a trial, from a file made on the first run."""
    given = getattr(source, name, "")
    if given:
        return given
    if source.PRODUCTION:
        raise NoKey(
            f"正式环境没有设置密钥 {name}。请用密钥管理系统生成 32 字节密钥（Base64），写入环境变量。"
        )
    path = Path(source.KEY_DIR) / name.lower()
    if not path.exists():
        _make_file(path, make())
    return path.read_text(encoding="ascii").strip()


def _make_file(path: Path, text: str) -> None:
    """Exclusive creation, so that two processes starting at once agree on one key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="ascii")
    try:
        path.hardlink_to(draft)
        logger.warning("试用密钥已生成：%s。正式使用前请改用正式密钥。", path.name)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _new() -> str:
    return base64.b64encode(secrets.token_bytes(BYTES)).decode()


def _decoded(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError as broken:
        raise NoKey(f"密钥 {name} 不是 Base64，请重新生成。") from broken
    if len(key) != BYTES:
        raise NoKey(f"密钥 {name} 是 {len(key)} 字节，应为 {BYTES} 字节，请重新生成。")
    return key
