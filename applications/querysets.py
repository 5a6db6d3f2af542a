"""Named questions about cases."""

from django.db.models import Prefetch, Q

from agencies.models import Office
from agencies.querysets import ScopedQuerySet, under
from applications import states
from applications.conditions import deciding_office
from applications.states import State
from households.models import Membership
from kernel import clock
from kernel.calendar import add_workdays

CLOCK_RUNS = (State.ACCEPTED, State.VISITED, State.REVIEWED, State.NOTICE_POSTED)


class ApplicationQuerySet(ScopedQuerySet):
    """Cases."""

    def to_visit_by(self, account):
        """Accepted cases where this person may make the visit; this is all a village worker ever sees."""
        visible = under(account.lineages_with("visit_households"), "office__lineage")
        return self.filter(visible, state=State.ACCEPTED)

    def waiting_for(self, account):
        """Cases whose next act this person may take: right, office, and no earlier part that bars it."""
        wanted = Q(pk__in=[])
        for state, verbs in states.NEXT.items():
            for verb in verbs:
                wanted |= _may_take(account, state, states.ACTS[verb].arrow) & ONLY_IF.get(verb, Q())
        return self.filter(wanted)

    def open(self):
        return self.filter(state__in=states.OPEN)

    def on_the_clock(self):
        """Accepted and not yet decided: the statutory days are running."""
        return self.filter(state__in=CLOCK_RUNS)

    def overdue(self, on):
        return self.on_the_clock().filter(due_on__lt=on)

    def due_soon(self, on):
        """Due today or within three working days."""
        return self.on_the_clock().filter(due_on__gte=on, due_on__lte=add_workdays(on, 3).day)

    def for_list(self):
        """What a row of the list prints, in one query."""
        members = Prefetch(
            "household__memberships",
            Membership.objects.open().select_related("person"),
            to_attr="open_members",
        )
        related = ("office__division", "household__division", "household__office", "first_contact")
        return self.select_related(*related, "assessment__made_by").prefetch_related(members)


# After the review the assessment says which way a case goes on.
ONLY_IF = {"post_notice": Q(assessment__answer="YES"), "refuse": Q(assessment__answer="NO")}


def _decided_by(account) -> list:
    """The offices whose cases this person decides: a county holds the right over all, and decides some."""
    lineages = account.lineages_with("confirm_applications")
    offices = Office.objects.under_right(account, "confirm_applications").select_related("parent")
    return [one.pk for one in offices if deciding_office(one, clock.today()).lineage in lineages]


def _may_take(account, state: State, arrow) -> Q:
    """Cases in this state under the offices where the account holds the arrow's right, not barred by it."""
    right = arrow.right.partition(".")[2]
    found = Q(state=state) & under(account.lineages_with(right), "office__lineage")
    if right == "confirm_applications":
        found &= Q(office__in=_decided_by(account))
    for person in arrow.apart:
        found &= Q(**{f"{person}__isnull": True}) | ~Q(**{person: account})
    return found
