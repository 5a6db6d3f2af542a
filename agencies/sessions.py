"""How long somebody stays signed in (SEC-39): not past half an hour idle, nor a day's work, nor a second sign-in.

The account keeps a token of its one live session. It is not the session's key: that changes with the password,
and who reads the accounts shall not be able to sit down in somebody's session.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.utils.crypto import get_random_string

from agencies.models import Account
from kernel import clock

BEGAN, SEEN, TOKEN, ENDED = "session_began_at", "session_seen_at", "session_token", "session_ended"
# A look is noted this often; noting each would write the session on every page.
NOTED_EVERY = timedelta(seconds=60)
SENTENCES = {
    "idle": "太久没有操作，系统已自动退出。请重新登录。",
    "long": "登录已满一个工作日的时限，系统已自动退出。请重新登录。",
    "elsewhere": "这个账号又在别处登录，这里已退出。不是本人登录的，请马上改密码并告诉本单位管理员。",
}


def begin(sender=None, *, request, user, **_) -> None:
    """Somebody signed in: the clock starts, and the account's other session is over."""
    token, now = get_random_string(32), clock.now().timestamp()
    request.session.pop(ENDED, None)
    request.session.update({BEGAN: now, SEEN: now, TOKEN: token})
    Account.objects.filter(pk=user.pk).update(live_session=token)
    user.live_session = token


def over(request) -> str:
    """Why the session of a signed-in person is over, as a key of SENTENCES; empty while it lasts."""
    session, now = request.session, clock.now().timestamp()
    if now - session.get(BEGAN, 0) > settings.SESSION_LONGEST.total_seconds():
        return "long"
    if now - session.get(SEEN, 0) > settings.SESSION_IDLE.total_seconds():
        return "idle"
    if settings.ONE_SESSION and session.get(TOKEN) != request.user.live_session:
        return "elsewhere"
    if now - session[SEEN] > NOTED_EVERY.total_seconds():
        session[SEEN] = now
    return ""


def farewell(request) -> str:
    """The sentence on the login page of somebody whose session was ended."""
    return SENTENCES.get(request.session.get(ENDED), "")


def connect() -> None:
    user_logged_in.connect(begin, dispatch_uid="agencies.sessions")
