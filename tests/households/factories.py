"""Situations of families: who stands at the counter, and what is known of them."""

from datetime import date
from itertools import count

from agencies.models import Account, Division, Office
from agencies.seats import place
from households.actions import NewFact, add_members, record_facts, register_household
from households.identity import trial_id_number
from households.newcomers import Newcomer

HETIAN, XIAOCHI = "mz-350821106", "mz-350802106"
MONDAY = date(2026, 3, 2)
_orders = count(1)


def office(code: str = HETIAN) -> Office:
    return Office.objects.get(code=code)


def somebody_of(where: Office, role: str = "township_clerk") -> Account:
    """A member of staff seated in an office."""
    order = next(_orders)
    account = Account.objects.create(username=f"staff{order}", name=f"经办{order}")
    place(account, where, role, starts_on=date(2020, 1, 1))
    return account


def trial_number(birth: date = date(1959, 3, 5), sex: str = "F") -> str:
    """A number nobody else in the test has."""
    return trial_id_number(birth, sex, next(_orders) % 499)


def newcomer(relation: str = "applicant", name: str = "林春花", **typed) -> Newcomer:
    """Somebody with papers, unless the situation says otherwise."""
    if "id_number" not in typed and "no_number_reason" not in typed:
        typed["id_number"] = trial_number()
    return Newcomer(relation, name, **typed)


def household(where: Office, members=None, *, by, on: date = MONDAY):
    """A family registered at an office; by default an old woman alone."""
    village = Division.objects.filter(parent=where.division, level="village").first()
    found = register_household(where, village, "1 号", by=by, on=on)
    add_members(found, members or [newcomer()], since=on, by=by, on=on)
    return found


def tell(found, kind: str, value, person=None, *, by, on: date = MONDAY):
    """The family answers one question."""
    return record_facts(found, [NewFact(kind, value, person)], source="declared", true_on=on, by=by, on=on)


def applicant(found):
    return found.memberships.get(relation="applicant").person
