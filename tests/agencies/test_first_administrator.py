"""An empty installation begins with two different people, once."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Account, Appointment
from households.identity import trial_id_number
from kernel.models import JournalEntry

pytestmark = pytest.mark.django_db
ONE, OTHER = (trial_id_number(date(1980, 1, day), "F", day) for day in (1, 2))


def begin(folder, system=ONE, security=OTHER, **other) -> str:
    out, words = StringIO(), {}
    for part, number in (("system", system), ("security", security)):
        (folder / part).write_text(f"{number}\n")
        words |= {f"{part}_username": f"first-{part}", f"{part}_name": "某人"}
        words[f"{part}_id_number_file"] = str(folder / part)
    call_command("first_administrator", stdout=out, **(words | other))
    return out.getvalue()


def test_two_people_are_seated_and_sign_in_with_what_was_printed(tmp_path, client):
    said = begin(tmp_path)

    seats = Appointment.objects.values_list("account__username", "seat__role")
    assert set(seats) == {
        ("first-system", "system_administrator"),
        ("first-security", "security_administrator"),
    }
    for line, username in zip(said.splitlines(), ("first-system", "first-security"), strict=False):
        assert client.login(username=username, password=line.rpartition("：")[2])
    assert ONE not in said


def test_the_beginning_is_journalled_without_names_numbers_or_passwords(tmp_path):
    passwords = [line.rpartition("：")[2] for line in begin(tmp_path).splitlines()[:2]]

    entries = JournalEntry.objects.values_list("kind", "content")
    assert [kind for kind, _ in entries].count("account.first_appointed") == 2
    assert not any(
        word in str(content) for _, content in entries for word in (ONE, OTHER, "某人", *passwords)
    )


def test_it_is_done_once_even_when_the_first_are_disabled(tmp_path):
    begin(tmp_path)
    Account.objects.update(is_active=False)

    with pytest.raises(CommandError, match="已经有系统管理员"):
        begin(tmp_path, system_username="second", security_username="third")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"security": ONE}, "必须是两个人"),
        ({"security": "123"}, "不是 18 位"),
        ({"security_username": "first-system"}, "已经有人使用"),
        ({"security_name": ""}, "字段"),
        ({"security_id_number_file": "nowhere"}, "读不了文件"),
    ],
)
def test_it_is_both_or_nobody(tmp_path, wrong, sentence):
    with pytest.raises(CommandError, match=sentence):
        begin(tmp_path, **wrong)

    assert not Account.objects.filter(username__startswith="first").exists()
