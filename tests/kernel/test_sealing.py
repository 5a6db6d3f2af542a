"""Sealed texts open only here, only in their place and only unchanged."""

import base64
from types import SimpleNamespace

import pytest

from agencies.models import Account
from households.models import Person
from kernel import keys, sealing
from kernel.sealing import SealBroken
from tests.kernel.rings import key, use_keys

PLACE = {"table": "households_person", "column": "id_number", "row": "17"}
TEXT = "身份证 359999195903050021"

pytestmark = pytest.mark.usefixtures("fresh_ring")


@pytest.mark.parametrize("suite", ["sm4", "aes"])
@pytest.mark.parametrize("text", [TEXT, "0", "汉" * 3000, "a\x00b 𠮷"])
def test_a_sealed_text_comes_back_in_either_suite(settings, suite, text):
    use_keys(settings)
    settings.SEALING_SUITE = suite

    token = sealing.seal(text, **PLACE)

    assert token.startswith(f"{suite}.k1.")
    assert base64.b64encode(text.encode()).decode() not in token
    assert sealing.unseal(token, **PLACE) == text


def test_the_same_text_is_never_sealed_to_the_same_token(settings):
    use_keys(settings)

    tokens = {sealing.seal(TEXT, **PLACE) for _ in range(100)}

    assert len(tokens) == 100


@pytest.mark.parametrize("suite", ["sm4", "aes"])
@pytest.mark.parametrize("moved", [{"table": "b"}, {"column": "phone"}, {"row": "18"}])
def test_a_token_moved_to_another_place_does_not_open(settings, suite, moved):
    use_keys(settings)
    settings.SEALING_SUITE = suite
    token = sealing.seal(TEXT, **PLACE)

    with pytest.raises(SealBroken) as broken:
        sealing.unseal(token, **PLACE | moved)

    assert sealing.unseal(token, **PLACE) == TEXT
    _tells_nothing(broken, token)


def test_places_that_read_alike_side_by_side_are_different_places(settings):
    use_keys(settings)
    token = sealing.seal(TEXT, table="ab", column="c", row="1")

    with pytest.raises(SealBroken):
        sealing.unseal(token, table="a", column="bc", row="1")


def test_every_single_changed_byte_breaks_the_seal(settings):
    use_keys(settings)
    token = sealing.seal("0123456789", **PLACE)
    head, _, packed = token.rpartition(".")
    raw = base64.urlsafe_b64decode(packed)

    for position in range(len(raw)):
        changed = raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :]
        with pytest.raises(SealBroken) as broken:
            sealing.unseal(f"{head}.{base64.urlsafe_b64encode(changed).decode()}", **PLACE)
        _tells_nothing(broken, token)


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-8],
        lambda token: token.replace("sm4", "aes"),
        lambda token: token.replace("sm4", "des"),
        lambda token: token.replace("k1", "k9"),
        lambda token: token.split(".", 2)[2],
        lambda token: token + ".x",
        lambda token: token[:12] + "!" + token[12:],
        lambda token: "sm4.k1.",
        lambda token: "密.封.文",
    ],
)
def test_a_damaged_token_breaks_the_seal(settings, change):
    use_keys(settings)
    settings.SEALING_SUITE = "sm4"
    token = sealing.seal(TEXT, **PLACE)

    with pytest.raises(SealBroken) as broken:
        sealing.unseal(change(token), **PLACE)

    _tells_nothing(broken, token)


def test_another_key_does_not_open(settings):
    use_keys(settings)
    token = sealing.seal(TEXT, **PLACE)
    use_keys(settings, sealing=f"k1:{key('z')}")

    with pytest.raises(SealBroken) as broken:
        sealing.unseal(token, **PLACE)

    _tells_nothing(broken, token)


def test_after_a_rotation_the_new_key_seals_and_both_open(settings):
    use_keys(settings)
    old = sealing.seal(TEXT, **PLACE)

    use_keys(settings, sealing=f"k2:{key('z')} k1:{key('a')}")
    new = sealing.seal(TEXT, **PLACE)

    assert new.split(".")[1] == "k2"
    assert sealing.unseal(old, **PLACE) == sealing.unseal(new, **PLACE) == TEXT


def test_a_key_that_was_retired_too_early_is_told_as_a_broken_seal(settings):
    use_keys(settings)
    old = sealing.seal(TEXT, **PLACE)
    use_keys(settings, sealing=f"k2:{key('z')}")

    with pytest.raises(SealBroken, match="密钥不对"):
        sealing.unseal(old, **PLACE)


def test_equal_texts_have_equal_indexes_and_another_key_another_index(settings):
    use_keys(settings)
    first, again, other = sealing.index(TEXT), sealing.index(TEXT), sealing.index(TEXT + "0")

    use_keys(settings, index=key("y"))
    under_another_key = sealing.index(TEXT)

    assert first == again
    assert len({first, other, under_another_key}) == 3
    assert len(first) == 64
    assert set(first) <= set("0123456789abcdef")


def test_the_index_hangs_on_no_other_key(settings):
    use_keys(settings)
    first = sealing.index(TEXT)

    use_keys(settings, sealing=f"k2:{key('z')}", journal=key("x"))

    assert sealing.index(TEXT) == first


def test_a_row_keeps_its_sealed_text_and_its_index():
    person = Person()

    sealing.put_sealed(person, "id_number", TEXT)

    assert TEXT not in person.id_number_sealed
    assert person.id_number_index == sealing.index(TEXT)
    assert sealing.sealed(person, "id_number") == TEXT


def test_an_empty_text_leaves_nothing_to_open_and_nothing_to_find():
    person = Person()
    sealing.put_sealed(person, "id_number", TEXT)

    sealing.put_sealed(person, "id_number", "")

    assert (person.id_number_sealed, person.id_number_index) == ("", None)
    assert sealing.sealed(person, "id_number") == ""


def test_the_token_of_one_row_does_not_open_in_another_row():
    one, other = Person(), Person()
    sealing.put_sealed(one, "id_number", TEXT)

    other.id_number_sealed = one.id_number_sealed

    with pytest.raises(SealBroken):
        sealing.sealed(other, "id_number")


def test_a_row_without_a_key_of_its_own_cannot_be_sealed_into():
    unsaved = Account(username="nobody")

    with pytest.raises(ValueError, match="primary key"):
        sealing.put_sealed(unsaved, "phone", TEXT)


def test_the_ring_does_not_show_its_keys(settings):
    use_keys(settings)

    shown = repr(keys.ring()) + str(SimpleNamespace(ring=keys.ring()))

    assert "aaaa" not in shown
    assert key("a") not in shown


def _tells_nothing(broken, token: str) -> None:
    told = str(broken.value)
    assert token not in told
    assert token.rpartition(".")[2][:8] not in told
    assert TEXT not in told
    assert broken.value.__cause__ is None
    assert broken.value.__suppress_context__
