"""义务人、监护人、代理人 on the screen: registered once, masked, ended with a reason."""

import pytest
from django.test import Client
from django.urls import reverse

from households.identity import trial_id_number
from households.models import Obligor, Representative
from kernel import once
from tests.situations import MONDAY, family, staff

SON = {"relation": "child", "name": "林远行", "lives_at": "厦门", "income_monthly": "3000", "dibao": "no"}
AGENT = {"kind": "agent", "name": "王二", "basis": "三月一日委托书", "paper_seen": "on"}


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def team(db):
    return staff()


@pytest.fixture
def home(team):
    return family(team)


def address(home, name: str) -> str:
    return reverse(f"desk:{name}", args=[home.pk, home.memberships.get(relation="applicant").person_id])


def test_an_obligor_is_registered_once_and_shown_masked(team, home):
    client, here = browser(team.clerk), address(home, "obligors")
    number = trial_id_number(MONDAY.replace(year=1985), "M", 490)
    typed = SON | {"id_number": number, "once": once.token()}

    for _ in range(2):
        assert client.post(here, typed)["Location"] == here

    assert Obligor.objects.get().known["income_monthly"] == 300000
    for page in (here, reverse("desk:household", args=[home.pk])):
        text = client.get(page).content.decode()
        assert number not in text
        for word in (
            "林远行",
            f"{number[:4]}************{number[-2:]}",
            "赡养义务",
            "月收入 3,000.00 元",
            "厦门",
        ):
            assert word in text


def test_an_agent_without_paper_is_refused_with_what_was_typed(team, home):
    client, here = browser(team.clerk), address(home, "representatives")
    typed = AGENT | {"once": once.token()}
    bare = {key: value for key, value in typed.items() if key != "paper_seen"}

    answer = client.post(here, bare)

    assert answer.status_code == 409
    assert "委托手续" in answer.content.decode()
    assert 'value="王二"' in answer.content.decode()
    assert client.post(here, typed).status_code == 302
    assert Representative.objects.get().name == "王二"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"relation": ""}, "请选是成员的"),
        ({"name": ""}, "请写姓名"),
        ({"name": "长" * 61}, "现在有 61 个字"),
        ({"name": "林\x00"}, "不能保存的字符"),
        ({"id_number": "12"}, "18 位"),
        ({"income_monthly": "-5"}, "负数"),
        ({"birth": "2026-02-30"}, "不是存在的日期"),
        ({"status": "🙂"}, "请从列表里选"),
    ],
)
def test_bad_input_is_a_sentence(team, home, wrong, sentence):
    answer = browser(team.clerk).post(address(home, "obligors"), SON | {"once": once.token()} | wrong)

    assert answer.status_code in (200, 409)
    assert sentence in answer.content.decode()
    assert not Obligor.objects.exists()


def test_nobody_is_said_with_one_press_and_an_obligor_is_ended_with_a_reason(team, home):
    client, here = browser(team.clerk), address(home, "obligors")
    client.post(here, {"act": "none"})
    assert "问过，没有：不共同生活的法定义务人" not in client.get(here).content.decode()
    client.post(here, SON | {"once": once.token()})
    row = Obligor.objects.get()
    end = reverse("desk:end_obligor", args=[home.pk, row.pk])

    assert "终止林远行作为" in client.get(end).content.decode()
    assert "请写终止的原因" in client.post(end, {"version": 0, "reason": ""}).content.decode()
    assert client.post(end, {"version": 5, "reason": "去世"}).status_code == 409
    assert client.post(end, {"version": 0, "reason": "去世"})["Location"] == here

    assert not Obligor.objects.open().exists()
    assert "林远行" not in client.get(here).content.decode()


def test_a_reader_sees_the_table_and_no_form(team, home):
    browser(team.clerk).post(address(home, "obligors"), SON | {"once": once.token()})

    text = browser(team.reviewer).get(address(home, "obligors")).content.decode()

    assert "林远行" in text
    assert "登记一人" not in text
    assert "终止" not in text
