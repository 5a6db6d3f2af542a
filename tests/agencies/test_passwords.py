"""Passwords: long ones are welcome, those everybody in the office would try first are refused."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from agencies.passwords import local_words

FAIR = "kestrel-umbrella-quartz"


@pytest.mark.parametrize(
    "word",
    [
        "longyan-2026-2026",
        "龙岩救助龙岩救助2026",
        "MinZheng@20262026",
        "longyanminzheng1",
        "长汀民政局长汀民政局2026",
    ],
)
def test_words_of_the_office_are_refused_however_they_are_dressed(word):
    with pytest.raises(ValidationError) as refused:
        validate_password(word)

    assert [error.code for error in refused.value.error_list] == ["password_of_local_words"]


def test_without_the_list_such_a_password_would_pass(settings):
    settings.AUTH_PASSWORD_VALIDATORS = [
        one for one in settings.AUTH_PASSWORD_VALIDATORS if "LocalWords" not in one["NAME"]
    ]

    validate_password("longyan-2026-2026")


def test_every_word_of_the_list_with_a_year_is_refused():
    for word in local_words():
        with pytest.raises(ValidationError):
            validate_password(f"{word}-2026-2026-2026")


@pytest.mark.parametrize("password", [FAIR, f"longyan {FAIR}", FAIR * 3, "x9-" + "vantage" * 9])
def test_a_long_password_of_ones_own_is_taken(password):
    validate_password(password)


@pytest.mark.parametrize("password", ["kestrel-umb", "123456789012345", "password1234"])
def test_short_numeric_and_common_ones_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)
