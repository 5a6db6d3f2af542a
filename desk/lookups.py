"""Looking for a person in the whole city by the full number: who holds the family, and nothing else of it."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from desk.reveal_forms import LookupForm
from desk.whereabouts import whereabouts
from households import reveals
from households.codes import IdKind
from households.credentials import kind_of, normal
from households.typed import compact
from kernel.refusals import Refused
from kernel.sealing import SealBroken, seal, unseal

RIGHT = "receive_applications"
_PLACE = {"table": "desk_lookup", "column": "number"}


def offered(account, typed: str) -> LookupForm | None:
    """The form for somebody at a counter who typed a full number that nobody in scope holds."""
    if not account.holds(RIGHT):
        return None
    kind = kind_of(typed)
    is_a_part = kind == IdKind.PASSPORT and compact(typed).isdigit()
    if not kind or is_a_part:  # digits alone may be a passport's, or a piece of an identity number
        return None
    return LookupForm(initial={"asked": seal(normal(kind, typed), row=str(account.pk), **_PLACE)})


@require_POST
def lookup(request):
    """The answer: masked name, the office that holds the family, the programmes in payment."""
    if not request.user.holds(RIGHT):
        raise Refused("全市查找只供窗口经办人使用。", status=403)
    form = LookupForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/lookup.html", {"form": form})
    found = reveals.look_up(
        _number(request),
        by=request.user,
        reason=form.cleaned_data["reason"],
        words=form.cleaned_data["words"],
    )
    return render(request, "desk/lookup.html", {"asked": True, "found": whereabouts(found)})


def _number(request) -> str:
    try:
        return unseal(request.POST["asked"], row=str(request.user.pk), **_PLACE)
    except SealBroken:
        raise Refused("这次查找已经失效，请回窗口受理重新输入号码。") from None
