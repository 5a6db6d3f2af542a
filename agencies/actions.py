"""Making seats and appointing people to them."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from agencies.models import Account, Appointment, Office, Seat
from agencies.roles import ROLES
from kernel import ledger
from kernel.refusals import Refused
from kernel.sealing import index, put_sealed


def open_account(username: str, name: str, id_number: str, *, by=None) -> Account:
    """An account for a member of staff: one natural person, one account, disabled ones included.

    `id_number` is the normalised 18 characters; it is sealed, and its keyed index is what may occur only once.
    """
    with ledger.transaction():
        if Account.objects.filter(staff_id_index=index(id_number)).exists():
            raise Refused("这个人已经有账号（停用的也算）。一人一号，请启用原来的账号。")
        account = Account.objects.create(username=username, name=name, must_change_password=True)
        put_sealed(account, "staff_id", id_number)
        account.save(update_fields=["staff_id_sealed", "staff_id_index"])
        ledger.write("account.opened", actor=by or account, subject=account)
    return account


def choose_password(account: Account, password: str) -> None:
    """A person's own choice, already found good enough; every other session of the account is over with it."""
    with ledger.transaction():
        account.set_password(password)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
        ledger.write("account.password_chosen", actor=account, subject=account)


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
