"""The list of families as XLSX."""

from django.views.decorators.http import require_POST

from desk import families
from households.models import Household
from papers import exports


@require_POST
def households(request):
    """Every family in one's scope, as the screen lists them."""
    exports.require_right(request.user)
    found = Household.objects.visible_to(request.user).for_list()
    return exports.answer(request, families.listing(exports.at_most(found)))
