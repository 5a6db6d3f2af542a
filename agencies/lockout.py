"""Wrong passwords (SEC-38): a name is shut out where it failed, and slowed down everywhere else.

One township sits behind one address: so a typing error shuts out one name at one address, and nobody beside.
Guessing one name from many addresses is not shut out (it would lock the clerk out too) but made slow.
"""

import ipaddress
from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.db.models import Max, Sum
from django.db.models.signals import pre_save

from agencies.models import Account
from kernel import ledger

# Failures of one name from all addresses together, beyond which each next one costs a pause.
FREE_FAILURES = 10
LONGEST_PAUSE = timedelta(seconds=30)
NAME_LENGTH = 150


def address(request) -> str | None:
    """The address of whoever knocks: what our own outermost proxy saw; what a client claims is to its left."""
    hops = settings.TRUSTED_PROXIES
    found = request.META.get("REMOTE_ADDR", "")
    if hops:
        chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        found = chain[-hops] if len(chain) >= hops else found
    try:
        return str(ipaddress.ip_address(found.strip()))
    except ValueError:
        return None


def nobody(*_) -> str:
    """What axes calls a client in its log lines: neither name nor address belongs there (SEC-28)."""
    return "a client"


def pause(name: str, at) -> timedelta:
    """How long this name still has to wait for its next attempt, from whichever address."""
    recent = AccessAttempt.objects.filter(username=name, attempt_time__gte=at - settings.AXES_COOLOFF_TIME)
    seen = recent.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    beyond = (seen["failures"] or 0) - FREE_FAILURES
    if beyond < 0:
        return timedelta(0)
    wanted = min(timedelta(seconds=2 ** min(beyond, 10)), LONGEST_PAUSE)
    return max(seen["last"] + wanted - at, timedelta(0))


class Handler(AxesDatabaseHandler):
    """Counts by name and address, one row for both; adds the pause; a knock without a name counts for nobody."""

    def is_locked(self, request, credentials=None) -> bool:
        name = (credentials or {}).get("username")
        if not name:
            return False
        return super().is_locked(request, credentials) or bool(pause(name, request.axes_attempt_time))

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        name = credentials.get("username")
        if request is None or not name or len(name) > NAME_LENGTH:
            return
        # Another browser's name would be another row, and is nobody's business.
        request.axes_user_agent = request.axes_http_accept = ""
        super().user_login_failed(sender, credentials, request, **kwargs)


def release(name: str) -> int:
    """Forget the failures of a name at every address; how many there were."""
    attempts = AccessAttempt.objects.filter(username=name)
    failures = attempts.aggregate(found=Sum("failures_since_start"))["found"] or 0
    attempts.delete()
    return failures


def is_shut_out(name: str, at) -> bool:
    """Whether this name is shut out at some address, or has to wait everywhere."""
    recent = AccessAttempt.objects.filter(username=name, attempt_time__gte=at - settings.AXES_COOLOFF_TIME)
    shut = recent.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists()
    return shut or bool(pause(name, at))


def journal(sender, *, request, username, **_) -> None:
    """A lockout is kept once, when it begins; whoever knocks meanwhile is not heard. No typed name is kept.

    It stands under the account's own name: at the door nobody is known yet.
    """
    begins = request.axes_failures_since_start is not None
    account = Account.objects.filter(username=username).first() if begins else None
    if account is not None:
        with ledger.transaction():
            ledger.write("account.locked", actor=account, subject=account)


def strip(sender, instance, **_) -> None:
    """A form of login may carry a family's typed fields along; none of it is kept with a failure."""
    instance.get_data = instance.post_data = ""


def connect() -> None:
    pre_save.connect(strip, sender=AccessAttempt, dispatch_uid="agencies.lockout")
    user_locked_out.connect(journal, dispatch_uid="agencies.lockout.journal")
