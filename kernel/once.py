"""A form is handed in once: a double click or a replay sees the first outcome."""

import secrets

from django.conf import settings
from django.db import IntegrityError, transaction

from kernel import clock, ledger
from kernel.models import OnceToken
from kernel.refusals import Refused

FORGOTTEN_AT_ONCE = (
    500  # a short transaction each: whoever hands in a form meanwhile waits for one of them only
)


def token() -> str:
    """What a form carries in a hidden field."""
    return secrets.token_urlsafe(24)


def spent(token: str) -> str | None:
    """Where the first outcome is, if this form has been handed in."""
    return OnceToken.objects.filter(token=token).values_list("outcome_url", flat=True).first()


def spend(token: str, account, url: str) -> None:
    """Hand the form in, in the transaction of the act. The second of two is refused with its act."""
    ledger.require()
    if not token:
        raise Refused("表单缺少凭证，请重新打开页面再提交。")
    try:
        with transaction.atomic():
            OnceToken.objects.create(token=token, account=account, outcome_url=url, at=clock.now())
    except IntegrityError:
        raise Refused("这张表单已经提交过，没有重复办理。请返回列表查看结果。") from None


def outcome(token: str, account, act) -> str:
    """Do `act` (it gives the address of its outcome) unless this form was handed in; the first address."""
    found = spent(token)
    if found:
        return found
    try:
        with ledger.transaction():
            url = act()
            spend(token, account, url)
            return url
    except Refused:
        found = spent(token)
        if found:
            return found
        raise


def forget_old() -> int:
    """Tokens no page can carry any more are put away, a few at a time; how many there were."""
    old = OnceToken.objects.filter(at__lt=clock.now() - settings.ONCE_TOKENS_KEPT).order_by("at")
    forgotten = 0
    while tokens := list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        forgotten += OnceToken.objects.filter(pk__in=tokens).delete()[0]
    return forgotten
