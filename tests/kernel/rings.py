"""Key rings for tests: invented keys, taken up at once."""

import base64

from kernel import keys


def key(letter: str, length: int = 32) -> str:
    """A key anybody can see is invented."""
    return base64.b64encode(letter.encode() * length).decode()


def use_keys(settings, *, sealing: str | None = None, index: str | None = None, journal: str | None = None):
    """From here on these keys are the installation's."""
    settings.SEALING_KEYS = f"k1:{key('a')}" if sealing is None else sealing
    settings.INDEX_KEY = key("b") if index is None else index
    settings.JOURNAL_KEY = key("c") if journal is None else journal
    keys.ring.cache_clear()
