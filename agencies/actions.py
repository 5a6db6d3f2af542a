"""Making seats and appointing people to them."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from agencies.identity import check_digit
from agencies.models import Account, Appointment, Office, Seat
from agencies.reference import CITY
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


FIRST_ROLES = ("system_administrator", "security_administrator")


@dataclass(frozen=True)
class FirstPerson:
    """One of the two an installation begins with; neither number nor password shows in a fault report."""

    username: str
    name: str
    id_number: str = field(repr=False)
    password: str = field(repr=False)


def open_first_administrators(system: FirstPerson, security: FirstPerson, *, on: date) -> list[Account]:
    """Both, or neither: two different people, once in the life of an installation."""
    with ledger.transaction():
        # A lock on the office: of two who begin at once, the second finds what the first has done.
        office = Office.objects.select_for_update().get(code=f"mz-{CITY}")
        if Appointment.objects.filter(seat__role__in=FIRST_ROLES).exists():
            raise Refused("已经有系统管理员或安全管理员。请由他们开设账号、任免席位，不能再用这个命令。")
        if system.id_number == security.id_number:
            raise Refused("系统管理员和安全管理员必须是两个人，现在身份证号相同。请另选一人。")
        pairs = zip((system, security), FIRST_ROLES, strict=True)
        return [_first(person, office, role, on) for person, role in pairs]


def _first(person: FirstPerson, office: Office, role: str, on: date) -> Account:
    if not _has_check_digit(person.id_number):
        raise Refused(f"“{person.username}”的身份证号不是 18 位，或校验位不对。请对照证件改正文件。")
    if Account.objects.filter(username=person.username).exists():
        raise Refused(f"登录名“{person.username}”已经有人使用。请换一个。")
    account = open_account(person.username, person.name, person.id_number)
    account.set_password(person.password)
    account.full_clean()
    account.save(update_fields=["password"])
    given = appoint(account, office, role, starts_on=on, reason="首任")
    ledger.write("account.first_appointed", actor=account, subject=given, role=role)
    return account


def _has_check_digit(number: str) -> bool:
    """Whether this can be a number at all; the register's own reading of numbers stands on a floor above."""
    return bool(re.fullmatch(r"[0-9]{17}[0-9X]", number)) and check_digit(number[:17]) == number[17]
