"""The one question that goes beyond a person's scope, asked only by desk/lookups.py and journalled before."""

from grants.models import Grant
from households.models import Membership


def whereabouts(person) -> dict | None:
    """What may be known of a family outside one's scope; not a field more."""
    if person is None:
        return None
    membership = (
        Membership.objects.open()
        .filter(person=person)
        .select_related("household__office__division__parent")
        .first()
    )
    if membership is None:
        return {"name": person.masked_name, "office": None, "programmes": []}
    grants = Grant.objects.filter(household=membership.household, state=Grant.State.ACTIVE)
    return {
        "name": person.masked_name,
        "office": membership.household.office,
        "programmes": ["低保" for _ in grants],
    }
