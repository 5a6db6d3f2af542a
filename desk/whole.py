"""A whole number on the screen: a page of its own that asks why, then shows one field of one person."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from desk.reveal_forms import RevealForm
from households import reveals
from households.models import Household
from households.showing import masked_value
from kernel import reads

RIGHT = "reveal_numbers"
SHOWN_FOR = 600  # seconds on the screen, then the page goes back by itself


@require_http_methods(["GET", "POST"])
def reveal(request, household_pk, person_pk, field):
    """GET asks why; POST journals and then shows. It is shown once: a reload asks anew."""
    if field not in reveals.FIELDS:
        raise Http404
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=household_pk)
    if not request.user.holds(RIGHT, household.office):
        raise Http404
    members = household.memberships.open().select_related("person")
    person = get_object_or_404(members, person=person_pk).person
    form = RevealForm(request.POST if request.method == "POST" else None, request=request)
    context = _page(household, person, field, form)
    if request.method == "POST" and form.is_valid():
        return _whole(request, person, field, context)
    reads.shown(request, person, what="masked number")
    return render(request, "desk/reveal.html", context)


def _whole(request, person, field: str, context: dict):
    told = context["form"].cleaned_data
    value = reveals.reveal(person, field, by=request.user, reason=told["reason"], words=told["words"])
    response = render(request, "desk/reveal.html", context | {"value": value})
    response["Refresh"] = f"{SHOWN_FOR};url={context['back']}"
    return response


def _page(household, person, field: str, form) -> dict:
    back = reverse("desk:household", args=[household.pk])
    label = reveals.FIELDS[field]
    return {
        "title": f"查看{label}",
        "label": label,
        "person": person,
        "masked": masked_value(person, field),
        "form": form,
        "back": back,
        "crumbs": [
            {"label": "一户一档", "url": reverse("desk:households")},
            {"label": household.number, "url": back},
            {"label": f"查看{label}"},
        ],
    }
