"""Sealed columns: closed for one place, opened nowhere else, found by a keyed index."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from kernel import keys, sealing
from kernel.sealing import SealBroken, index, put_sealed, seal, sealed, unseal
from tests.kernel.probe.models import Parcel, Secret

PLACE = {"table": "people", "column": "number_sealed", "row": "1"}
NUMBER = "359999199001010016"
KEYS = {
    "SEALING_KEYS": "old:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
    "INDEX_KEY": "i:" + "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=",
    "JOURNAL_KEY": "j:" + "Q0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0M=",
}
NEW = "new:" + "REREREREREREREREREREREREREREREREREREREREREQ="


@pytest.fixture
def ring(monkeypatch):
    """Hand out a key ring; afterwards the process reads its own again."""

    def hand(**changes):
        for variable, text in (KEYS | changes).items():
            monkeypatch.setenv(variable, text)
        keys.ring.cache_clear()

    hand()
    yield hand
    monkeypatch.undo()
    keys.ring.cache_clear()


@pytest.mark.parametrize("suite", ["sm4", "aes"])
def test_what_is_sealed_opens_in_its_place(suite, settings):
    settings.SEALING_SUITE = suite

    token = seal(NUMBER, **PLACE)

    assert token.startswith(f"{suite}.")
    assert NUMBER not in token
    assert token != seal(NUMBER, **PLACE)
    assert unseal(token, **PLACE) == NUMBER


@pytest.mark.parametrize("suite", ["sm4", "aes"])
@pytest.mark.parametrize("other", [{"row": "2"}, {"column": "phone_sealed"}, {"table": "staff"}])
def test_what_is_sealed_opens_nowhere_else(suite, other, settings):
    settings.SEALING_SUITE = suite
    token = seal(NUMBER, **PLACE)

    with pytest.raises(SealBroken) as broken:
        unseal(token, **PLACE | other)
    assert token not in str(broken.value)
    assert broken.value.__cause__ is None


def test_parts_of_a_place_do_not_run_into_each_other():
    token = seal(NUMBER, table="a", column="bc", row="1")
    with pytest.raises(SealBroken):
        unseal(token, table="ab", column="c", row="1")


def test_a_thousand_rows_exchanged_are_a_thousand_errors():
    tokens = [seal(NUMBER, **PLACE | {"row": str(row)}) for row in range(1000)]
    broken = 0
    for row, token in enumerate(reversed(tokens)):
        try:
            unseal(token, **PLACE | {"row": str(row)})
        except SealBroken:
            broken += 1
    assert broken == 1000


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_an_altered_text_does_not_open(place):
    suite, name, body = seal(NUMBER, **PLACE).split(".")
    altered = body[:place] + ("A" if body[place] != "A" else "B") + body[place + 1 :]
    with pytest.raises(SealBroken):
        unseal(f"{suite}.{name}.{altered}", **PLACE)


@pytest.mark.parametrize(
    "text", ["x", "a.b", "sm4.trial.", "sm4.none.AAAA", "rot.trial.AAAA", "sm4.trial.!", "甲.乙.丙"]
)
def test_what_is_no_token_does_not_open(text):
    with pytest.raises(SealBroken):
        unseal(text, **PLACE)


def test_another_key_does_not_open_and_shows_nothing(ring):
    token = seal(NUMBER, **PLACE)
    ring(SEALING_KEYS=NEW.replace("new:", "old:"))
    with pytest.raises(SealBroken) as broken:
        unseal(token, **PLACE)
    assert token.split(".")[2] not in str(broken.value)


def test_an_older_key_on_the_ring_still_opens(ring):
    token = seal(NUMBER, **PLACE)
    ring(SEALING_KEYS=f"{NEW},{KEYS['SEALING_KEYS']}")

    assert unseal(token, **PLACE) == NUMBER
    assert seal(NUMBER, **PLACE).startswith("sm4.new.")


def test_the_index_is_made_by_its_own_key(ring, settings):
    first = index(NUMBER)
    assert len(first) == 64
    assert int(first, 16)
    assert index(NUMBER) == first

    ring(SEALING_KEYS=NEW)
    settings.SECRET_KEY = "another"
    assert index(NUMBER) == first
    ring(INDEX_KEY=NEW)
    assert index(NUMBER) != first


def test_nothing_is_sealed_as_nothing():
    assert seal("", **PLACE) == unseal("", **PLACE) == ""


def test_a_field_of_a_row_is_sealed_with_its_index(db):
    secret = Secret()
    put_sealed(secret, "number", NUMBER)
    put_sealed(secret, "note", "慢性病")
    secret.save()
    secret = Secret.objects.get(number_index=index(NUMBER))

    assert (sealed(secret, "number"), sealed(secret, "note")) == (NUMBER, "慢性病")
    put_sealed(secret, "number", "")
    assert (secret.number_sealed, secret.number_index, sealed(secret, "number")) == ("", None, "")


def test_two_fields_of_one_row_are_not_exchanged(db):
    secret = Secret()
    put_sealed(secret, "number", NUMBER)
    secret.note_sealed = secret.number_sealed
    with pytest.raises(SealBroken):
        sealed(secret, "note")


def test_a_row_without_a_number_cannot_be_sealed():
    with pytest.raises(ValueError, match="还没有编号"):
        sealing.put_sealed(Parcel(), "state", "x")


def test_the_trial_makes_its_keys_once_for_its_owner_alone(tmp_path, settings, ring, monkeypatch, caplog):
    for variable in KEYS:
        monkeypatch.delenv(variable)
    settings.KEY_DIR = tmp_path / "keys"
    keys.ring.cache_clear()

    first = keys.ring()
    keys.ring.cache_clear()

    assert keys.ring() == first
    assert {path.stat().st_mode & 0o777 for path in settings.KEY_DIR.iterdir()} == {0o600}
    assert len(list(settings.KEY_DIR.iterdir())) == 3
    assert "试用" in caplog.text
    assert "secret" not in repr(first)
    settings.PRODUCTION = True
    keys.ring.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="试用"):
        keys.ring()


def random_key(name="k"):
    import base64  # noqa: PLC0415
    import secrets  # noqa: PLC0415

    return f"{name}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


GOOD = {variable: random_key() for variable in KEYS}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"SEALING_KEYS": ""}, "缺少密钥 SEALING_KEYS"),
        ({"INDEX_KEY": ""}, "缺少密钥 INDEX_KEY"),
        ({"JOURNAL_KEY": ""}, "缺少密钥 JOURNAL_KEY"),
        ({"SEALING_KEYS": "QUFB"}, "格式不对"),
        ({"INDEX_KEY": "i:QUFB"}, "格式不对"),
        ({"INDEX_KEY": "i:*"}, "格式不对"),
        ({"JOURNAL_KEY": ","}, "是空的"),
        ({"INDEX_KEY": GOOD["SEALING_KEYS"]}, "各不相同"),
        ({"JOURNAL_KEY": GOOD["INDEX_KEY"]}, "各不相同"),
        ({"SEALING_KEYS": f"{random_key('a')},{random_key('a')}"}, "同名"),
        ({"SEALING_KEYS": KEYS["SEALING_KEYS"]}, "过于简单"),
        ({"INDEX_KEY": random_key("trial")}, "试用"),
    ],
)
def test_production_refuses_twelve_bad_rings(changes, says, ring, settings, tmp_path):
    settings.PRODUCTION, settings.KEY_DIR = True, tmp_path
    ring(**GOOD)
    assert keys.ring()

    ring(**GOOD | changes)
    with pytest.raises(ImproperlyConfigured, match=says):
        keys.ring()
