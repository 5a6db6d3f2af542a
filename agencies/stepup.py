"""Step-up (SEC-39): what cannot be taken back asks for the password again, if it was last given a while ago."""

from datetime import timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in

from kernel import clock

KEPT = "password_given_at"
FRESH_FOR = timedelta(minutes=5)


def note(sender=None, *, request, **_) -> None:
    """The password was given now: at signing in, or when asked for again."""
    request.session[KEPT] = clock.now().timestamp()


def is_fresh(request) -> bool:
    """Whether the person at the desk proved recently that it is still the same person."""
    return clock.now().timestamp() - request.session.get(KEPT, 0) <= FRESH_FOR.total_seconds()


def confirm(request, password: str) -> bool:
    """Take the password again; wrong ones count like at the door, for they pass the same backends."""
    found = authenticate(request, username=request.user.get_username(), password=password)
    if found is None or found.pk != request.user.pk:
        return False
    note(request=request)
    return True


def connect() -> None:
    user_logged_in.connect(note, dispatch_uid="agencies.stepup")
