"""Making seats and appointing people to them."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from agencies.models import Account, Appointment, Office, Seat
from agencies.roles import ROLES


def seat(office: Office, role: str) -> Seat:
    """The seat of a role in an office, made on first use, its group holding the role's rights there."""
    found = Seat.objects.filter(office=office, role=role).first()
    if found:
        return found
    with transaction.atomic():
        group = Group.objects.create(name=f"{office.code}:{role}")
        for right in sorted(ROLES[role].rights):
            assign_perm(f"agencies.{right}", group, office)
        return Seat.objects.create(office=office, role=role, group=group)


def appoint(account: Account, office: Office, role: str, *, starts_on: date, **term) -> Appointment:
    """Seat a person from a day on. `term`: ends_on, is_acting, reason."""
    return Appointment.objects.create(account=account, seat=seat(office, role), starts_on=starts_on, **term)
