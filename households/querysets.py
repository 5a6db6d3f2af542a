"""Named questions about people, households, memberships and facts."""

from datetime import date

from django.apps import apps
from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from agencies.querysets import ScopedQuerySet, under
from households import credentials
from households.typed import plain


class PersonQuerySet(QuerySet):
    """People."""

    def with_number(self, text):
        """The holder of a full number of any document, however it is spelled; never by a part of one."""
        index = credentials.index_of_typed(text)
        return self.filter(id_number_index=index) if index else self.none()

    def visible_to(self, account):
        """Who lives in a household of one's scope, or last did and lives in none now."""
        seen = under(account.lineages_with("read_households"), "household__office__lineage")
        lived = apps.get_model("households", "Membership").objects.filter(person=OuterRef("pk"))
        here = lived.filter(seen)
        return self.filter(Exists(here.open()) | (Exists(here) & ~Exists(lived.open())))

    def find(self, text):
        """By the full number of a document, or by the beginning of a name."""
        index = credentials.index_of_typed(text)
        return self.filter(id_number_index=index) if index else self.filter(begins("name", plain(text)))

    def lookalikes(self, name: str, birth: date):
        """People of the same name and birthday: perhaps one person with two numbers."""
        return self.filter(name=name, birth=birth)


class MembershipQuerySet(QuerySet):
    """Who lives with whom."""

    def open(self):
        return self.filter(until__isnull=True)

    def on(self, day: date):
        return self.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gte=day))


def _open_members():
    return apps.get_model("households", "Membership").objects.open()


class NumberConflictQuerySet(ScopedQuerySet):
    """Numbers two names lay claim to."""

    def unsettled(self):
        return self.exclude(state="same_person").exclude(
            state="mistyped", claimant__id_number_index__isnull=False
        )

    def in_the_way(self):
        """Those that keep a case from being accepted: of somebody who lives in that family now."""
        living = _open_members().filter(household=OuterRef("household"), person=OuterRef("claimant"))
        return self.unsettled().filter(Exists(living))

    def in_the_way_of(self, household):
        """Those that keep this family's case from being accepted."""
        return self.in_the_way().filter(household=household)

    def for_list(self):
        people = ("holder", "claimant", "raised_by", "settled_by")
        return self.select_related("household__office__division", "household__division", *people)


class HouseholdQuerySet(ScopedQuerySet):
    """Families; `visible_to` comes first."""

    def for_list(self):
        """With what a row shows: the village, the office, and the open members (`open_members`)."""
        members = Prefetch("memberships", _open_members().select_related("person"), to_attr="open_members")
        return self.select_related("division", "office").prefetch_related(members)

    def find(self, text):
        """What the search box means: a full number of a document, a household number, or how a name begins.

        A name is a person's or a village's. Each question is answered by an index and gives keys: asked together
        as one condition, the database would walk through every family.
        """
        typed = plain(text)
        if not typed:
            return self
        index = credentials.index_of_typed(typed)
        if not index:
            return self.filter(pk__in=self._named(typed))
        holders = _open_members().order_by().filter(person__id_number_index=index)
        return self.filter(pk__in=holders.values("household"))

    def _named(self, typed: str):
        keys, villages = self.model.objects.order_by(), apps.get_model("agencies", "Division").objects
        people = _open_members().order_by().filter(begins("person__name", typed)).values("household")
        return people.union(
            keys.filter(number=typed.upper()).values("pk"),
            keys.filter(division__in=villages.filter(begins("name", typed))).values("pk"),
            all=True,
        )


def begins(field: str, typed: str) -> Q:
    """A text that begins so, in a form that the index of either database answers.

    PostgreSQL keeps an index of beginnings beside the ordinary one; SQLite's LIKE uses none, a range does.
    """
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": typed})
    return Q(**{f"{field}__gte": typed, f"{field}__lt": typed + chr(0x10FFFF)})


class KinQuerySet(ScopedQuerySet):
    """Obligors, guardians and agents."""

    def open(self):
        return self.filter(ended_on__isnull=True)

    def valid_on(self, day: date):
        """Those that stand on a day; an authorisation may run out by itself."""
        begun = self.filter(since__lte=day).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        has_term = any(field.name == "until" for field in self.model._meta.fields)
        return begun.filter(Q(until__isnull=True) | Q(until__gte=day)) if has_term else begun

    def follow(self, people, household) -> None:
        """Who stands by a person goes with them into another household."""
        self.open().filter(person__in=people).exclude(household=household).update(household=household)


class _BetweenTwo(QuerySet):
    """Rows that belong to two offices: each sees them."""

    paths: tuple[str, str]

    def visible_to(self, account):
        lineages = account.lineages_with(self.model.seen_with)
        first, second = self.paths
        return self.filter(under(lineages, first) | under(lineages, second))


class SplitQuerySet(_BetweenTwo):
    """How families came out of others."""

    paths = ("source__office__lineage", "made__office__lineage")


class TransferQuerySet(_BetweenTwo):
    """Families on their way to another township."""

    paths = ("from_office__lineage", "to_office__lineage")

    def open(self):
        return self.filter(state="sent")

    def for_list(self):
        people = ("sent_by", "settled_by")
        return self.select_related("household", "from_office", "to_office", *people)


class FactQuerySet(QuerySet):
    """What is known."""

    def about(self, households, people):
        """Facts of these households as a whole, and of these people wherever they were recorded."""
        return self.filter(Q(household__in=households, person__isnull=True) | Q(person__in=people))

    def newest(self, on: date):
        """What holds on a day, one for each subject and kind: the last recorded of those true by then."""
        place = Window(
            RowNumber(),
            partition_by=[F("person"), F("kind"), Case(When(person__isnull=True, then=F("household")))],
            order_by=[F("recorded_at").desc(), F("place").desc()],
        )
        return self.filter(true_on__lte=on).annotate(age=place).filter(age=1)
