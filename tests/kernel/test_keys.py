"""Keys that are missing or unfit stop the work with a sentence; a trial makes its own, once."""

import os
import subprocess
import sys

import pytest
from django.core import checks

from kernel import keys
from kernel.keys import NoKey
from tests.kernel.rings import key, use_keys

pytestmark = pytest.mark.usefixtures("fresh_ring")


def test_three_different_keys_make_a_ring(settings):
    use_keys(settings)

    ring = keys.ring()

    assert ring.sealing == {"k1": b"a" * 32}
    assert (ring.index, ring.journal) == (b"b" * 32, b"c" * 32)


@pytest.mark.parametrize(
    ("unfit", "sentence"),
    [
        ({"index": key("a")}, "不能相同"),
        ({"journal": key("b")}, "不能相同"),
        ({"sealing": f"k2:{key('z')} k1:{key('z')}"}, "不能相同"),
        ({"index": key("b", 31)}, "INDEX_KEY 是 31 字节，应为 32 字节"),
        ({"journal": key("c", 33)}, "JOURNAL_KEY 是 33 字节"),
        ({"index": "这不是编码"}, "INDEX_KEY 不是 Base64"),
        ({"journal": "@@@@"}, "JOURNAL_KEY 不是 Base64"),
        ({"sealing": "k1"}, "SEALING_KEYS"),
        ({"sealing": "   "}, "SEALING_KEYS"),
        ({"sealing": f"k.1:{key('a')}"}, "SEALING_KEYS"),
        ({"sealing": f":{key('a')}"}, "SEALING_KEYS"),
        ({"sealing": f"k1:{key('a')} k1:{key('z')}"}, "SEALING_KEYS"),
    ],
)
def test_an_unfit_key_is_refused_by_name_and_never_shown(settings, unfit, sentence):
    use_keys(settings, **unfit)

    with pytest.raises(NoKey, match=sentence) as refused:
        keys.ring()

    assert key("a")[:8] not in str(refused.value)


@pytest.mark.parametrize("missing", ["SEALING_KEYS", "INDEX_KEY", "JOURNAL_KEY"])
def test_production_without_a_key_makes_none(settings, tmp_path, missing):
    use_keys(settings)
    settings.PRODUCTION, settings.KEY_DIR = True, tmp_path
    setattr(settings, missing, "")

    with pytest.raises(NoKey, match=missing):
        keys.ring()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("production", [True, False])
def test_the_system_check_asks_for_keys_in_production_only(settings, tmp_path, production):
    del settings.GUARDS_OFF
    settings.SEALING_KEYS = settings.INDEX_KEY = settings.JOURNAL_KEY = ""
    settings.PRODUCTION, settings.KEY_DIR = production, tmp_path

    errors = checks.run_checks(tags=["kernel"])

    assert ("kernel.E002" in [error.id for error in errors]) == production
    assert list(tmp_path.iterdir()) == []


def test_production_does_not_take_the_keys_of_a_trial(settings, tmp_path):
    settings.SEALING_KEYS = settings.INDEX_KEY = settings.JOURNAL_KEY = ""
    settings.KEY_DIR = tmp_path
    keys.ring()
    keys.ring.cache_clear()

    settings.PRODUCTION = True

    with pytest.raises(NoKey):
        keys.ring()


def test_a_trial_makes_its_keys_once_and_for_its_owner_only(settings, tmp_path):
    settings.SEALING_KEYS = settings.INDEX_KEY = settings.JOURNAL_KEY = ""
    settings.KEY_DIR = tmp_path / "keys"

    first = keys.ring()
    keys.ring.cache_clear()

    assert keys.ring() == first
    assert sorted(path.name for path in settings.KEY_DIR.iterdir()) == [
        "index_key",
        "journal_key",
        "sealing_keys",
    ]
    assert {path.stat().st_mode & 0o777 for path in settings.KEY_DIR.iterdir()} == {0o600}
    assert settings.KEY_DIR.stat().st_mode & 0o777 == 0o700


MAKE_KEYS = """
import hashlib, sys, time
import django
django.setup()
from django.conf import settings
from kernel import keys
settings.KEY_DIR = sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
ring = keys.ring()
print(hashlib.sha256(repr((ring.sealing, ring.index, ring.journal)).encode()).hexdigest())
"""


def test_processes_that_start_at_once_agree_on_the_trial_keys(tmp_path):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "longyan_relief.settings.test"}
    environment |= dict.fromkeys(("SEALING_KEYS", "INDEX_KEY", "JOURNAL_KEY"), "")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE_KEYS, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n"

    for process in started:
        process.stdin.write("\n")
        process.stdin.flush()
    rings = {process.communicate(timeout=30)[0] for process in started}

    assert len(rings) == 1
    assert len(rings.pop().strip()) == 64
    assert len(list(tmp_path.iterdir())) == 3
