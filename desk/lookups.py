"""Looking for a person in the whole city by the full number: who holds the family, and nothing else of it."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from desk.reveal_forms import LookupForm
from desk.whereabouts import whereabouts
from households import reveals
from households.identity import normalise
from households.typed import BadInput
from kernel.refusals import Refused
from kernel.sealing import SealBroken, seal, unseal

RIGHT = "receive_applications"
_PLACE = {"table": "desk_lookup", "column": "number"}


def offered(account, typed: str) -> LookupForm | None:
    """The form for somebody at a counter who typed a full number that nobody in scope holds."""
    if not account.holds(RIGHT):
        return None
    try:
        number = normalise(typed)
    except BadInput:
        return None
    return LookupForm(initial={"asked": seal(number, row=str(account.pk), **_PLACE)})


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
