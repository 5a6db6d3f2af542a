"""席位 and 管理日志: the security administrator seats others, the audit administrator reads what was done."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies import actions, proposals, stepup
from agencies.administration import KINDS
from agencies.models import Account, Appointment, Office, SeatProposal
from agencies.seats import place
from agencies.staff_list import Line
from kernel import ledger
from kernel.models import JournalEntry
from tests.situations import HETIAN, XIAOCHI, account, case, staff

CITY = "mz-350800"
ROOT = Path(__file__).resolve().parents[2]


def browser(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def city(db):
    return Office.objects.get(code=CITY)


@pytest.fixture
def security(city):
    return account("security", city, "security_administrator")


@pytest.fixture
def system(city):
    return account("system", city, "system_administrator")


@pytest.fixture
def somebody(db):
    return Account.objects.create(username="somebody", name="某甲")


SEAT = {"office": HETIAN, "role": "township_clerk", "starts_on": "2026-01-01", "once": "one"}


def appoint(by, who, **other):
    return browser(by).post(reverse("agencies:appoint", args=[who.pk]), SEAT | other)


def test_a_person_is_seated_and_may_act_from_that_day(security, somebody):
    assert appoint(security, somebody, ends_on="2099-12-31", is_acting="on", reason="借调").status_code == 302

    given = Appointment.objects.get(account=somebody)
    assert (given.given_by, given.is_acting, given.ends_on) == (security, True, date(2099, 12, 31))
    assert Account.objects.get(pk=somebody.pk).holds("receive_applications")
    page = browser(security).get(reverse("agencies:seats")).content.decode()
    assert "借调" in page


def test_a_double_click_seats_once(security, somebody):
    answers = [appoint(security, somebody).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Appointment.objects.filter(account=somebody).count() == 1


@pytest.mark.parametrize(
    ("other", "status", "sentence"),
    [
        ({"ends_on": "2025-12-31"}, 409, "早于起日"),
        ({"is_acting": "on"}, 409, "必须写明止日"),
        ({"starts_on": "2026-02-30"}, 200, "不是日期"),
        ({"office": "mz-0"}, 200, "不归您任免"),
        ({"role": "king"}, 200, "没有“king”这种角色"),
        ({"role": ""}, 200, "请选角色"),
    ],
)
def test_what_cannot_be_is_told_and_nobody_is_seated(security, somebody, other, status, sentence):
    answer = appoint(security, somebody, **other)

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert not Appointment.objects.filter(account=somebody).exists()


def test_no_page_seats_or_unseats_oneself(security):
    before = list(Appointment.objects.values())
    own = security.appointments.get()

    given = appoint(security, security)
    ended = browser(security).post(
        reverse("agencies:end", args=[own.pk]), {"ends_on": timezone.localdate(), "seen": "", "once": "x"}
    )

    assert (given.status_code, ended.status_code) == (403, 403)
    assert list(Appointment.objects.values()) == before
    page = browser(security).get(reverse("agencies:person", args=[security.pk])).content.decode()
    assert reverse("agencies:appoint", args=[security.pk]) not in page
    assert reverse("agencies:end", args=[own.pk]) not in page


def test_an_appointment_ended_yesterday_holds_no_more(security, somebody):
    appoint(security, somebody)
    given = Appointment.objects.get(account=somebody)
    yesterday = timezone.localdate() - timedelta(days=1)

    answer = browser(security).post(
        reverse("agencies:end", args=[given.pk]), {"ends_on": yesterday, "seen": "", "once": "two"}
    )

    given.refresh_from_db()
    assert answer.status_code == 302
    assert (given.ends_on, given.ended_by) == (yesterday, security)
    assert not Account.objects.get(pk=somebody.pk).holds("receive_applications")


def test_the_end_before_the_eyes_is_the_one_that_is_changed(security, somebody):
    """The page carries the end it showed; when that was changed meanwhile, nothing is done."""
    appoint(security, somebody, ends_on="2099-12-31")
    address = reverse("agencies:end", args=[Appointment.objects.get(account=somebody).pk])
    page = browser(security).get(address).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]

    first, late = (
        browser(security).post(address, {"ends_on": day, "seen": seen, "once": day})
        for day in ("2098-12-31", "2097-12-31")
    )

    assert (first.status_code, late.status_code) == (302, 409)
    assert "刚被改过" in late.content.decode()
    assert Appointment.objects.get(account=somebody).ends_on == date(2098, 12, 31)


def test_a_county_seats_in_its_own_offices_only(somebody):
    county = account("county-security", Office.objects.get(code="mz-350821"), "security_administrator")

    assert appoint(county, somebody).status_code == 302
    elsewhere = account("elsewhere", Office.objects.get(code=XIAOCHI), "township_clerk")
    given = elsewhere.appointments.get()
    assert appoint(county, elsewhere, once="two").status_code == 404
    assert browser(county).get(reverse("agencies:end", args=[given.pk])).status_code == 404
    assert "elsewhere" not in browser(county).get(reverse("agencies:seats")).content.decode()


def test_new_people_wait_on_the_page_and_are_found_by_name(security, somebody):
    page = browser(security).get(reverse("agencies:seats")).content.decode()
    found = browser(security).post(reverse("agencies:seats"), {"q": "某甲"}).content.decode()

    assert reverse("agencies:person", args=[somebody.pk]) in page
    assert reverse("agencies:person", args=[somebody.pk]) in found


# Proposals


def propose(system, who, role="township_clerk", starts_on=date(2026, 1, 1)):
    line = Line(2, who.name, "", who.username, Office.objects.get(code=HETIAN), role, starts_on, None)
    with ledger.transaction():
        proposals._propose(who, line, system, date(2026, 1, 1))
    return SeatProposal.objects.get(account=who, role=role)


def settle(by, *which, go="confirm", once="p"):
    posted = {"chosen": [one.pk for one in which], "go": go, "once": once}
    return browser(by).post(reverse("agencies:proposals"), posted)


def test_the_seats_of_a_list_are_confirmed_together(security, system, somebody):
    other = Account.objects.create(username="other", name="某乙")
    both = [propose(system, one) for one in (somebody, other)]
    assert f"{len(both)} 条等确认" in browser(security).get(reverse("desk:home")).content.decode()

    assert settle(security, *both).status_code == 302

    assert {one.given_by for one in Appointment.objects.filter(account__in=[somebody, other])} == {security}
    assert not SeatProposal.objects.waiting().exists()


def test_one_that_cannot_be_stops_them_all_and_says_whose(security, system, somebody):
    hat = propose(system, system)

    answer = settle(security, propose(system, somebody), hat)

    assert answer.status_code == 409
    assert "system：河田镇" in answer.content.decode()
    assert "不能兼任" in answer.content.decode()
    assert not Appointment.objects.filter(account=somebody).exists()
    assert SeatProposal.objects.waiting().count() == 2


def test_a_declined_seat_is_not_given(security, system, somebody):
    settle(security, propose(system, somebody), go="decline")

    assert not Appointment.objects.filter(account=somebody).exists()
    assert SeatProposal.objects.get().declined_by == security


def test_what_somebody_else_settled_is_told(security, system, somebody):
    one = propose(system, somebody)
    settle(security, one)

    assert settle(security, one, once="q").status_code == 409
    assert settle(security, one, go="steal", once="r").status_code == 409


def test_nobody_confirms_their_own_proposal_nor_their_own_seat(security, system, somebody):
    own = propose(security, somebody)
    for_me = propose(system, security)

    assert settle(security, own).status_code == 403
    assert settle(security, for_me, once="q").status_code == 403
    assert not SeatProposal.objects.exclude(confirmed_by=None).exists()


@pytest.mark.parametrize("whose", ["proposed_by", "account"])
def test_the_database_refuses_it_too(security, system, somebody, whose):
    one = propose(system, somebody)

    with pytest.raises(IntegrityError, match="proposal_confirmed_by_another"), transaction.atomic():
        SeatProposal.objects.filter(pk=one.pk).update(confirmed_by=getattr(one, whose))
    SeatProposal.objects.filter(pk=one.pk).update(confirmed_by=security)


# The password again


def stale(who) -> Client:
    """Somebody whose password was given six minutes ago; it is known."""
    who.set_password("kestrel-umbrella-quartz")
    who.save()
    desk = browser(who)
    session = desk.session
    session[stepup.KEPT] -= 360
    session.save()
    return desk


def _givings(system, somebody):
    return [
        ("appoint", [somebody.pk], SEAT),
        (
            "proposals",
            [],
            {"chosen": [propose(system, somebody, role="auditor").pk], "go": "confirm", "once": "b"},
        ),
    ]


def test_what_gives_power_asks_for_the_password_again_after_a_while(security, system, somebody):
    desk = stale(security)
    for name, keys, posted in _givings(system, somebody):
        address = reverse(f"agencies:{name}", args=keys)
        for password, words in ((None, "请再输入一次"), ("wrong", "密码不对")):
            given = posted | ({"password": password} if password else {})
            assert words in desk.post(address, given).content.decode(), name
    assert not Appointment.objects.filter(account=somebody).exists()

    name, keys, posted = _givings(system, somebody)[0]
    answer = desk.post(
        reverse(f"agencies:{name}", args=keys), posted | {"password": "kestrel-umbrella-quartz"}
    )

    assert answer.status_code == 302
    assert Appointment.objects.filter(account=somebody).exists()


def test_so_does_a_new_first_password(system, somebody):
    address = reverse("agencies:account_act", args=[somebody.pk, "password"])

    answer = stale(system).post(address, {"once": "a"})

    assert "请再输入一次" in answer.content.decode()
    assert not Account.objects.get(pk=somebody.pk).must_change_password


# What each is shown first


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("system_administrator", {"agencies:accounts", "agencies:import_list"}),
        ("security_administrator", {"agencies:seats", "agencies:proposals"}),
        ("audit_administrator", {"agencies:administration_journal"}),
    ],
)
def test_an_administrator_begins_with_exactly_what_the_seat_opens(city, role, offered):
    pages = {
        f"agencies:{name}"
        for name in ("accounts", "import_list", "seats", "proposals", "administration_journal")
    }
    desk = browser(account("one", city, role))

    page = desk.get(reverse("desk:home")).content.decode()

    assert {name for name in pages if reverse(name) in page} == offered
    assert all(desk.get(reverse(name)).status_code == 200 for name in offered)
    assert reverse("applications:list") not in page
    assert reverse("desk:search") not in page
    assert reverse("agencies:password") in page


def test_a_clerk_finds_the_password_page_and_none_of_these(db):
    clerk = staff().clerk

    page = browser(clerk).get(reverse("desk:home")).content.decode()

    assert reverse("agencies:password") in page
    assert "/staff/" not in page
    assert reverse("desk:search") in page


# 管理日志


@pytest.fixture
def audit(city):
    return account("audit-one", city, "audit_administrator")


def read(audit, **asked) -> str:
    return browser(audit).get(reverse("agencies:administration_journal"), asked).content.decode()


def test_the_audit_administrator_reads_what_was_done_and_no_case(security, system, somebody, audit):
    case(staff(), "received")
    actions.appoint(
        somebody, Office.objects.get(code=HETIAN), "auditor", by=security, starts_on=date(2026, 1, 1)
    )
    actions.disable(somebody, "长期病假", by=system)

    page = read(audit)

    for words in ("任命", "某甲（somebody）", "角色 审计员", f"机构 {HETIAN}", "停用账号", "长期病假"):
        assert words in page
    others = JournalEntry.objects.exclude(kind__in=KINDS).values_list("kind", flat=True)
    assert others
    assert not any(kind in page for kind in others)


def test_it_is_narrowed_by_kind_and_day(security, system, somebody, audit):
    actions.appoint(
        somebody, Office.objects.get(code=HETIAN), "auditor", by=security, starts_on=date(2026, 1, 1)
    )
    actions.disable(somebody, "长期病假", by=system)
    today = timezone.localdate()

    by_kind = read(audit, kind="account.disabled")
    later = read(audit, since=str(today + timedelta(days=1)))
    this_day = read(audit, since=str(today), until=str(today))

    assert "长期病假" in by_kind
    assert "角色 审计员" not in by_kind
    assert "没有记录" in later
    assert "长期病假" in this_day
    assert "长期病假" in read(audit, since="nonsense", kind="shown", page="x")


def test_a_countys_auditor_does_not_read_what_the_city_did(security, somebody):
    county_office = Office.objects.get(code="mz-350821")
    there = account("county-audit", county_office, "audit_administrator")
    local = account("county-system", county_office, "system_administrator")
    actions.appoint(
        somebody, Office.objects.get(code=CITY), "auditor", by=security, starts_on=date(2026, 1, 1)
    )
    actions.disable(account("clerk", Office.objects.get(code=HETIAN), "township_clerk"), "病假", by=local)

    page = read(there)

    assert "病假" in page
    assert "审计员" not in page


def test_longer_pages_ask_the_database_no_more(security, system, audit):
    def questions() -> list[int]:
        counts = []
        for who, name in ((security, "seats"), (security, "proposals"), (audit, "administration_journal")):
            desk = browser(who)
            with CaptureQueriesContext(connection) as asked:
                desk.get(reverse(f"agencies:{name}"))
            counts.append(len(asked))
        return counts

    def hire(first, last):
        for number in range(first, last):
            who = Account.objects.create(username=f"n{number}", name="某人")
            propose(system, who, role="auditor")
            actions.appoint(
                who,
                Office.objects.get(code=HETIAN),
                "township_clerk",
                by=security,
                starts_on=date(2026, 1, 1),
            )

    hire(0, 2)
    few = questions()
    hire(2, 9)

    assert questions() == few


def test_of_the_first_two_the_journal_names_the_person(audit, somebody):
    given = place(somebody, Office.objects.get(code=CITY), "auditor", starts_on=date(2026, 1, 1))
    with ledger.transaction():
        ledger.write("account.first_appointed", actor=somebody, subject=given, role="auditor")

    assert "某甲（somebody）" in read(audit, kind="account.first_appointed")


def test_every_kind_the_administration_writes_has_its_word():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "agencies").glob("*.py"))
    written = set(re.findall(r"\"((?:account|appointment)\.[a-z_]+)\"", source))

    assert written == set(KINDS)
