"""Dibao worked out slowly and from POLICY alone, in fractions: what the rules must agree with.

Nothing of `eligibility` is used here. Unknown facts are tried: each null is replaced by small and huge
amounts, or by codes that turn the answer either way; the answer is known if all of these agree.
"""

from datetime import date
from fractions import Fraction
from itertools import product
from math import ceil, floor

UP_TO_UNDERGRADUATE = ("preschool", "compulsory", "senior_high", "vocational", "college", "undergraduate")


def years(birth, on):
    """Age by the birthday; the 29th of February falls on the 28th in a common year."""
    try:
        birthday = birth.replace(year=on.year)
    except ValueError:
        birthday = date(on.year, 2, 28)
    return on.year - birth.year - (on < birthday)


def counts(member, on):
    if member.get("clergy_since"):
        since = date.fromisoformat(member["clergy_since"])
        if years(since, on) >= 3:
            return False
    if member.get("status", "normal") in ("in_prison", "compulsory_detox", "missing"):
        return False
    relation = member["relation"]
    if relation in ("applicant", "spouse"):
        return True
    if relation in ("minor_child", "adult_child"):
        if years(date.fromisoformat(member["birth"]), on) < 18:
            return True
        if member.get("school", "none") in UP_TO_UNDERGRADUATE or member.get("dependent_adult", False):
            return True
    return member.get("cohabiting", True)


def net_income(member, is_pension_counted):
    income = {kind: Fraction(amount) for kind, amount in member.get("income_12m", {}).items()}
    income["wage"] = income.get("wage", Fraction(0)) * Fraction(9, 10)
    gifts = sum(Fraction(gift["amount"]) for gift in member.get("support_12m", []))
    pension = Fraction(member.get("excluded_12m", {}).get("central_basic_pension", 0))
    return sum(income.values()) + gifts + (pension if is_pension_counted else 0)


def supplement(member, on):
    age = years(date.fromisoformat(member["birth"]), on)
    due = [0]
    if age >= 70 or age < 18:
        due.append(80)
    disability = member.get("disability")
    if disability and disability["grade"] <= (3 if disability["kind"] in ("intellectual", "mental") else 2):
        due.append(160)
    if member.get("disease"):
        due.append(160)
    return max(due)


def dibao(document, is_pension_counted=False):
    """Whether a household without unknowns is entitled, and its base and supplement in yuan."""
    on = date.fromisoformat(document["on"])
    counted = [member for member in document["household"]["members"] if counts(member, on)]
    income = sum((net_income(member, is_pension_counted) for member in counted), Fraction(0))
    assets = document["household"].get("assets", {})
    exempt = ("disability_scooter", "motorcycle", "electric_bike")
    entitled = (
        bool(counted)
        and income / 12 / len(counted) < 800
        and Fraction(assets.get("financial", 0)) / len(counted) <= 24 * 800
        and all(vehicle["kind"] in exempt for vehicle in assets.get("vehicles", []))
        and assets.get("houses", 1) <= 1
        and assets.get("shops", 0) == 0
        and assets.get("companies", 0) == 0
    )
    if not entitled:
        return False, None, None
    gap = 800 * len(counted) - income / 12
    return True, Fraction(ceil(gap)), Fraction(sum(supplement(member, on) for member in counted))


def per_capita(document):
    """The monthly income per head in fen, halves upward."""
    on = date.fromisoformat(document["on"])
    counted = [member for member in document["household"]["members"] if counts(member, on)]
    income = sum((net_income(member, is_pension_counted=False) for member in counted), Fraction(0))
    return floor(income * 100 / 12 / len(counted) + Fraction(1, 2)) if counted else None


def possibilities(document, guesses):
    """The document with every null replaced in every way: `guesses` maps a key to what it might be."""
    nulls = list(_nulls(document["household"]))
    for values in product(*(guesses[keys[-1]] for keys in nulls)):
        filled = document | {"household": document["household"]}
        for keys, value in zip(nulls, values, strict=True):
            filled["household"] = with_at(filled["household"], keys, value)
        yield filled


def _nulls(part, keys=()):
    if part is None:
        yield keys
    elif isinstance(part, dict | list):
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            yield from _nulls(inner, (*keys, key))


def with_at(part, keys, value):
    """A copy of a document with another value at one place."""
    if not keys:
        return value
    copied = dict(part) if isinstance(part, dict) else list(part)
    copied[keys[0]] = with_at(part[keys[0]], keys[1:], value)
    return copied
