"""The verbs of the staff: opening and closing accounts, appointing people to seats."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from agencies.identity import check_digit
from agencies.lockout import release
from agencies.models import Account, Appointment, Office
from agencies.passwords import first_password
from agencies.reference import CITY
from agencies.roles import ROLES, do_not_mix
from agencies.seats import place
from kernel import ledger
from kernel.refusals import Refused
from kernel.sealing import index, put_sealed

MANAGE, APPOINT = "manage_accounts", "appoint_staff"


def open_account(username: str, name: str, id_number: str, *, by=None) -> Account:
    """An account for a member of staff: one natural person, one account, disabled ones included.

    `id_number` is the normalised 18 characters; it is sealed, and its keyed index is what may occur only once.
    """
    with ledger.transaction():
        if Account.objects.filter(staff_id_index=index(id_number)).exists():
            raise Refused("这个人已经有账号（停用的也算）。一人一号，请启用原来的账号。")
        if Account.objects.filter(username=username).exists():
            raise Refused(f"登录名“{username}”已经有人使用。请换一个。")
        try:
            with transaction.atomic():
                account = Account.objects.create(username=username, name=name, must_change_password=True)
                put_sealed(account, "staff_id", id_number)
                account.save(update_fields=["staff_id_sealed", "staff_id_index"])
        except IntegrityError:  # somebody else was first; the message of the database stays inside
            raise Refused("这个登录名或这个人的账号刚被别人开设了。请刷新账号列表后再看。") from None
        ledger.write("account.opened", actor=by or account, subject=account)
    return account


def give_first_password(account: Account, *, by: Account) -> str:
    """A password somebody else knows until it is changed. It is told once and kept nowhere.

    Whoever forgot the password gets one like this; every session of the account is over with it.
    """
    password = first_password()
    with ledger.transaction():
        _other_than_oneself(account, by, "自己的密码请在“修改密码”里改，不能由自己重发。")
        account.set_password(password)
        account.must_change_password = True
        account.save(update_fields=["password", "must_change_password"])
        ledger.write("account.password_given", actor=by, subject=account)
    return password


def choose_password(account: Account, password: str) -> None:
    """A person's own choice, already found good enough; every other session of the account is over with it."""
    with ledger.transaction():
        account.set_password(password)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
        ledger.write("account.password_chosen", actor=account, subject=account)


def disable(account: Account, reason: str, *, by: Account) -> None:
    """停用: from the next request on the person is signed out and signs in nowhere."""
    _other_than_oneself(account, by, "不能停用自己的账号，请由另一位系统管理员办理。")
    _switch(account, False, reason, by)


def enable(account: Account, reason: str, *, by: Account) -> None:
    """启用: the person signs in again, with the password and the seats there were."""
    _other_than_oneself(account, by, "不能启用自己的账号，请由另一位系统管理员办理。")
    _switch(account, True, reason, by)


def _switch(account: Account, is_active: bool, reason: str, by: Account) -> None:
    if not reason.strip():
        raise Refused("请写明理由。")
    with ledger.transaction():
        row = Account.objects.select_for_update().get(pk=account.pk)
        if row.is_active == is_active:
            raise Refused(f"这个账号已经是{'启用' if is_active else '停用'}的，没有改动。请刷新后再看。")
        row.is_active, row.live_session = is_active, ""
        row.save(update_fields=["is_active", "live_session"])
        kind = "account.enabled" if is_active else "account.disabled"
        ledger.write(kind, actor=by, subject=row, said=ledger.words(reason, str(row.pk)))


def unlock(account: Account, *, by: Account) -> None:
    """解锁: the wrong passwords typed for this name are forgotten, wherever they were typed."""
    with ledger.transaction():
        _other_than_oneself(account, by, "不能给自己解锁，请由另一位系统管理员办理。")
        forgotten = release(account.username)
        if not forgotten:
            raise Refused("这个登录名没有被锁，不用解锁。仍不能登录的，请重发初始密码。")
        ledger.write("account.unlocked", actor=by, subject=account, failures=forgotten)


def _other_than_oneself(account: Account, by: Account, sentence: str) -> None:
    if account.pk == by.pk:
        raise Refused(sentence, status=403)


def appoint(account: Account, office: Office, role: str, *, by: Account, **term) -> Appointment:
    """任命: seat a person from a day on. `term`: starts_on, ends_on, is_acting, reason.

    Nobody appoints themselves, and an administrator sits in no other kind of seat.
    """
    with ledger.transaction():
        # Held until the end: of two appointments of one person at once, the second finds the first.
        account = Account.objects.select_for_update().get(pk=account.pk)
        _may_appoint(account, office, by)
        _check_term(role, term)
        _check_beside(account, office, role, term)
        made = place(account, office, role, given_by=by, **term)
        ledger.write("appointment.given", actor=by, subject=made, account=account.pk, **_terms(made))
    return made


def end_appointment(appointment: Appointment, ends_on: date, *, by: Account, on: date, seen=None):
    """免职: the last day of an appointment, which it may bring forward and never put off.

    `seen` is the end the person had before the eyes. Yesterday ends it at once; earlier days have been served.
    """
    with ledger.transaction():
        row = Appointment.objects.select_for_update(of=("self",)).select_related("seat__office")
        row = row.get(pk=appointment.pk)
        _may_appoint(row.account, row.seat.office, by)
        if row.ends_on != seen:
            raise Refused("这条任职的止日刚被改过，没有再改。请刷新后再办。")
        earliest = max(row.starts_on, on - timedelta(days=1))
        if ends_on < earliest:
            raise Refused(f"止日 {ends_on} 太早：最早填 {earliest}。已经任过的日子不能抹去。")
        if row.ends_on is not None and ends_on >= row.ends_on:
            raise Refused(f"这条任职到 {row.ends_on} 为止，止日只能提前；要延长请另外任命。")
        row.ends_on, row.ended_by = ends_on, by
        row.save(update_fields=["ends_on", "ended_by"])
        ledger.write("appointment.ended", actor=by, subject=row, account=row.account_id, **_terms(row))
    return row


def _may_appoint(account: Account, office: Office, by: Account) -> None:
    if account.pk == by.pk:
        raise Refused("不能给自己任职、免职。请由另一位安全管理员办理。", status=403)
    if not by.holds(APPOINT, office):
        raise Refused(f"您没有任免{office}席位的权利。", status=403)


def _check_term(role: str, term: dict) -> None:
    starts_on, ends_on = term["starts_on"], term.get("ends_on")
    if role not in ROLES:
        raise Refused(f"没有“{role}”这种角色。请从列表里选。")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(f"止日 {ends_on} 早于起日 {starts_on}。请核对。")
    if term.get("is_acting") and ends_on is None:
        raise Refused("代理任职必须写明止日。")


def _check_beside(account: Account, office: Office, role: str, term: dict) -> None:
    """What the person holds in the same days. The database refuses the same (agencies/separation.py)."""
    if not account.is_active:
        raise Refused("这个账号已停用，不能任职。请先由系统管理员启用。")
    for other in account.appointments.beside(term["starts_on"], term.get("ends_on")).select_related("seat"):
        held = other.seat
        if do_not_mix(held.role, role):
            raise Refused(
                f"这个人同一时间是{ROLES[held.role].label}，不能兼任{ROLES[role].label}：三员各由专人担任，"
                "也不兼办业务。请另选一人，或先免去原来的席位。"
            )
        if (held.office_id, held.role) == (office.pk, role):
            raise Refused(f"这个人 {other.starts_on} 起已经在这个席位。请核对起止日，不要重复任命。")


def _terms(appointment: Appointment) -> dict:
    """What the journal keeps of an appointment: codes and days."""
    return {
        "office": appointment.seat.office_id,
        "role": appointment.seat.role,
        "from": appointment.starts_on.isoformat(),
        "to": appointment.ends_on.isoformat() if appointment.ends_on else "",
    }


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
    account = open_account(person.username, person.name, person.id_number)
    account.set_password(person.password)
    account.full_clean()
    account.save(update_fields=["password"])
    given = place(account, office, role, starts_on=on, reason="首任")
    ledger.write("account.first_appointed", actor=account, subject=given, role=role)
    return account


def _has_check_digit(number: str) -> bool:
    """Whether this can be a number at all; the register's own reading of numbers stands on a floor above."""
    return bool(re.fullmatch(r"[0-9]{17}[0-9X]", number)) and check_digit(number[:17]) == number[17]
