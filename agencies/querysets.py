"""Named questions about offices, seats and who may see what lies under an office."""

from datetime import date

from django.apps import apps
from django.contrib.auth.models import UserManager
from django.db.models import Q, QuerySet

from agencies.roles import ROLES
from kernel import clock


def in_force(on: date, prefix: str = "") -> Q:
    """Appointments valid on a day: begun, and not ended before it (the last day still counts)."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


def under(lineages, field: str) -> Q:
    """Rows whose office is one of these, or lies under one. No lineage, no rows."""
    found = Q(pk__in=[])
    for lineage in lineages:
        found |= Q(**{f"{field}__startswith": lineage})
    return found


class ScopedQuerySet(QuerySet):
    """The one read path: `visible_to` narrows every list, page, count and export to a person's scope.

    A model that belongs to an office sets `seen_with` (the right) and `office_path` (the way to the lineage).
    """

    def visible_to(self, account):
        right = self.model.seen_with
        return self.filter(under(account.lineages_with(right), self.model.office_path))


class OfficeQuerySet(QuerySet):
    """Offices, from the city bureau down to the township."""

    def under_right(self, account, right: str):
        """The offices on which this person holds the right, by grant or from above."""
        return self.filter(under(account.lineages_with(right), "lineage"))


class AppointmentQuerySet(QuerySet):
    """Who sits where."""

    def in_force(self, on: date):
        return self.filter(in_force(on))

    def not_over(self, on: date):
        """In force that day, or to begin later."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def beside(self, starts_on: date, ends_on: date | None):
        """Those that share a day with this term."""
        found = self.not_over(starts_on)
        return found.filter(starts_on__lte=ends_on) if ends_on else found

    def under_right(self, account, right: str):
        """Those of seats in the offices on which this person holds the right."""
        return self.filter(under(account.lineages_with(right), "seat__office__lineage"))

    def for_list(self):
        """With what a line of a list shows, by office."""
        return self.select_related("seat__office", "account").order_by(
            "seat__office__lineage", "seat__role", "pk"
        )


class ProposalQuerySet(QuerySet):
    """Seats proposed with a list of staff."""

    def under_right(self, account, right: str):
        """Those for the offices on which this person holds the right."""
        return self.filter(under(account.lineages_with(right), "office__lineage"))

    def waiting(self):
        """Neither confirmed nor declined."""
        return self.filter(confirmed_by__isnull=True, declined_by__isnull=True)


class AccountManager(UserManager):
    """Accounts, found by what they may do."""

    def visible_to(self, account, right: str):
        """The staff an administrator looks after: who sits in these offices, or nowhere at all any more.

        Whoever (also) sits elsewhere is somebody else's to manage, or that of the office above.
        """
        lineages = account.lineages_with(right)
        if not lineages:
            return self.none()
        appointments = apps.get_model("agencies", "Appointment").objects.not_over(clock.today())
        elsewhere = appointments.exclude(under(lineages, "seat__office__lineage"))
        return self.exclude(pk__in=elsewhere.values("account"))

    def who_may(self, right: str, office, on: date):
        """The people who hold a right on an office that day, by grant there or from above."""
        chain = office.lineage.rstrip("/").split("/")
        granted = self.model.objects.filter(
            in_force(on, "appointments__"),
            is_active=True,
            appointments__seat__office__in=chain,
            appointments__seat__role__in=[code for code, role in ROLES.items() if right in role.rights],
        )
        return granted.distinct().order_by("name")
