"""Wrong passwords: the name is shut out where it failed, its neighbours are not, and guessing from afar is slow."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies import lockout
from agencies.models import Account

PASSWORD = "kestrel-umbrella-quartz"
HERE, THERE = "10.1.1.1", "10.2.2.2"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counting(settings):
    settings.AXES_ENABLED = True


@pytest.fixture
def clerk():
    return _account("clerk-a")


def _account(username: str) -> Account:
    made = Account(username=username, name="某甲")
    made.set_password(PASSWORD)
    made.save()
    return made


def knock(username, password=None, at=HERE, **rest):
    posted = {"username": username, "password": password or "wrong", **rest.pop("posted", {})}
    return Client().post(reverse("agencies:login"), posted, REMOTE_ADDR=at, **rest)


def fail(username, times, **rest) -> list[int]:
    return [knock(username, **rest).status_code for _ in range(times)]


def test_the_fifth_failure_shuts_the_name_out_and_says_what_to_do(clerk):
    assert fail("clerk-a", 5) == [200, 200, 200, 200, 429]

    answer = knock("clerk-a", PASSWORD)

    assert answer.status_code == 429
    page = answer.content.decode()
    assert "这个用户名输错密码的次数太多" in page
    assert "等 15 分钟后再试" in page
    assert 'name="password"' in page


def test_with_the_guard_off_the_right_password_would_still_be_found(clerk, settings):
    settings.AXES_ENABLED = False
    fail("clerk-a", 20)

    assert knock("clerk-a", PASSWORD).status_code == 302


def test_nobody_else_behind_the_same_address_is_shut_out(clerk):
    _account("clerk-b")
    for number in range(4):
        fail(f"guessed-{number}", 6)
    fail("clerk-a", 6)

    assert knock("clerk-b", PASSWORD).status_code == 302


def test_by_address_alone_the_neighbour_would_be_shut_out(clerk, settings):
    settings.AXES_LOCKOUT_PARAMETERS = ["ip_address"]
    _account("clerk-b")
    fail("clerk-a", 6)

    assert knock("clerk-b", PASSWORD).status_code == 429


def test_at_another_address_the_same_person_signs_in(clerk):
    fail("clerk-a", 6)

    assert knock("clerk-a", PASSWORD, at=THERE).status_code == 302


def test_after_the_time_the_name_is_let_in_again_though_somebody_kept_knocking(clerk):
    fail("clerk-a", 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    fail("clerk-a", 3)  # refused, and not counted

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))

    assert AccessAttempt.objects.get().failures_since_start == 5
    assert knock("clerk-a", PASSWORD).status_code == 302


def test_guessing_one_name_from_many_addresses_is_slowed_down(clerk):
    for number in range(lockout.FREE_FAILURES):
        knock("clerk-a", at=f"10.3.0.{number}")

    assert knock("clerk-a", PASSWORD, at=THERE).status_code == 429

    last = AccessAttempt.objects.first()
    AccessAttempt.objects.update(attempt_time=last.attempt_time - lockout.LONGEST_PAUSE)
    assert knock("clerk-a", PASSWORD, at=THERE).status_code == 302


def test_without_the_pause_the_hundredth_guess_would_be_heard(clerk, monkeypatch):
    monkeypatch.setattr(lockout, "pause", lambda name, at: timedelta(0))
    for number in range(lockout.FREE_FAILURES):
        knock("clerk-a", at=f"10.3.0.{number}")

    assert knock("clerk-a", PASSWORD, at=THERE).status_code == 302


def test_the_pause_grows_to_its_limit_and_no_further(clerk):
    now = timezone.now()
    found = []
    for failures in (9, 10, 12, 15, 4000):
        AccessAttempt.objects.all().delete()
        AccessAttempt.objects.create(username="x", ip_address=HERE, failures_since_start=failures)
        AccessAttempt.objects.update(attempt_time=now)
        found.append(lockout.pause("x", now).total_seconds())

    assert found == [0, 1, 4, 30, 30]


def test_an_invented_forwarded_address_changes_nothing_without_a_proxy(clerk):
    got = [knock("clerk-a", HTTP_X_FORWARDED_FOR=f"10.9.0.{one}").status_code for one in range(6)]

    assert got[-2:] == [429, 429]


def test_behind_our_proxy_only_what_the_proxy_saw_counts(clerk, settings):
    settings.TRUSTED_PROXIES = 1
    for one in range(6):
        knock("clerk-a", HTTP_X_FORWARDED_FOR=f"10.9.0.{one}, {HERE}", at="127.0.0.1")

    assert set(AccessAttempt.objects.values_list("ip_address", "failures_since_start")) == {(HERE, 5)}
    # Somebody else behind the same proxy is somebody else.
    assert knock("clerk-a", PASSWORD, HTTP_X_FORWARDED_FOR=THERE, at="127.0.0.1").status_code == 302


@pytest.mark.parametrize("said", ["unknown", "", "1.2.3.4'; --", "<b>"])
def test_an_address_that_is_none_still_counts(clerk, settings, said):
    settings.TRUSTED_PROXIES = 1

    got = [knock("clerk-a", HTTP_X_FORWARDED_FOR=said, at="nonsense").status_code for _ in range(6)]

    assert got[-1] == 429


def test_another_browser_is_the_same_row(clerk):
    for one in range(6):
        knock("clerk-a", HTTP_USER_AGENT=f"agent {one}", HTTP_ACCEPT="text/x")

    assert AccessAttempt.objects.get().user_agent == ""


@pytest.mark.parametrize("name", ["", "   ", "x" * 200])
def test_a_knock_without_a_possible_name_counts_for_nobody(name):
    assert set(fail(name, 20)) == {200}
    assert not AccessAttempt.objects.exists()


def test_what_the_form_carried_is_kept_nowhere_but_handed_back(clerk, caplog):
    carried = {"carried-name": "某不该留下的人", "path": "/applications/"}
    for _ in range(6):
        answer = knock("clerk-a", posted=carried)

    attempt = AccessAttempt.objects.get()
    assert (attempt.post_data, attempt.get_data, attempt.http_accept) == ("", "", "")
    assert "clerk-a" not in caplog.text
    assert HERE not in caplog.text
    assert "某不该留下的人" in answer.content.decode()


def test_axes_itself_would_have_kept_what_the_form_carried(clerk):
    pre_save.disconnect(sender=AccessAttempt, dispatch_uid="agencies.lockout")
    try:
        knock("clerk-a", posted={"carried-name": "某不该留下的人"})
    finally:
        lockout.connect()

    assert "某不该留下的人" in AccessAttempt.objects.get().post_data


def test_signing_in_forgets_the_failures_and_keeps_no_log_of_its_own(clerk):
    fail("clerk-a", 3)
    knock("clerk-a", PASSWORD)

    assert not AccessAttempt.objects.exists()
    assert not AccessLog.objects.exists()


def test_a_name_that_does_not_exist_is_answered_alike(clerk):
    assert fail("clerk-a", 6) == fail("no-such-name", 6)
