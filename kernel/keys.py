"""The key ring: from the environment or a folder of files; a trial makes its own on first use."""

import base64
import binascii
import logging
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)

SEALING, INDEX, JOURNAL = "SEALING_KEYS", "INDEX_KEY", "JOURNAL_KEY"
TRIAL = "trial"
LENGTH = 32


@dataclass(frozen=True)
class Key:
    """A secret with a name. The name travels with what it sealed; the secret never does."""

    name: str
    secret: bytes

    def __repr__(self):
        return f"Key({self.name})"


@cache
def ring() -> dict[str, tuple[Key, ...]]:
    """Every key of this deployment, the current one first. Read once per process."""
    found = {variable: _parsed(variable, _text(variable)) for variable in (SEALING, INDEX, JOURNAL)}
    _refuse_weak(found)
    return found


def current(variable: str) -> Key:
    """The key that seals and signs from now on."""
    return ring()[variable][0]


def named(variable: str, name: str) -> Key | None:
    """An older key, still on the ring so that what it sealed can be read."""
    return next((key for key in ring()[variable] if key.name == name), None)


def _text(variable: str) -> str:
    """`name:base64,older:base64` from the environment, else from the file, else (trial) made now."""
    given = os.environ.get(variable, "").strip()
    if given:
        return given
    path = Path(settings.KEY_DIR) / variable.lower()
    if not path.exists():
        _make(variable, path)
    return path.read_text(encoding="ascii").strip()


def _make(variable: str, path: Path) -> None:
    """A trial key. Two processes may start at once: the first file stays."""
    if settings.PRODUCTION:
        raise ImproperlyConfigured(
            f"正式环境缺少密钥 {variable}：请在环境变量中给出，或放入 {path}；系统不会在正式环境自行生成。"
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    secret = base64.urlsafe_b64encode(secrets.token_bytes(LENGTH)).decode()
    draft.write_text(f"{TRIAL}:{secret}", encoding="ascii")
    try:
        os.link(draft, path)
        logger.warning(
            "试用环境：已生成密钥 %s（%s）。正式环境须另行配置，试用密钥不可沿用。", variable, path
        )
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _parsed(variable: str, text: str) -> tuple[Key, ...]:
    """The keys in the text, checked for form."""
    found = []
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, _, encoded = item.partition(":")
        try:
            secret = base64.urlsafe_b64decode(encoded)
        except (binascii.Error, ValueError):
            secret = b""
        if not name.isalnum() or len(secret) != LENGTH:
            raise ImproperlyConfigured(
                f"密钥 {variable} 的格式不对：应为“名称:base64”，名称只用字母数字，密钥恰为 {LENGTH} 字节。"
            )
        found.append(Key(name, secret))
    if not found:
        raise ImproperlyConfigured(f"密钥 {variable} 是空的：请给出“名称:base64”。")
    if len({key.name for key in found}) < len(found):
        raise ImproperlyConfigured(f"密钥 {variable} 中有两把同名的钥匙：名称不可重复。")
    return tuple(found)


def _refuse_weak(found: dict[str, tuple[Key, ...]]) -> None:
    """No key serves two purposes; production takes neither trial keys nor ones anybody could guess."""
    everything = [(variable, key) for variable, keys in found.items() for key in keys]
    if len({key.secret for _, key in everything}) < len(everything):
        raise ImproperlyConfigured("密封、索引、日志三种密钥必须各不相同：请重新生成相同的那一把。")
    if not settings.PRODUCTION:
        return
    for variable, key in everything:
        if (
            key.name == TRIAL
            or len(set(key.secret)) < 12
            or key.secret.decode("latin1") in settings.SECRET_KEY
        ):
            raise ImproperlyConfigured(
                f"正式环境拒绝使用密钥 {variable} 中的“{key.name}”："
                "它是试用的或过于简单，请生成新的随机密钥。"
            )
