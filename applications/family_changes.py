"""Changes of a family while a case is open would change the family under the case: refused, with what to do first."""

from datetime import date

from applications.models import Application
from households import parting
from households.actions import lock
from households.leaving import change_applicant, end_membership
from households.models import Household, Membership, Transfer
from kernel import ledger
from kernel.moves import Refused


def split_family(household: Household, plan: parting.Plan, *, by, on: date) -> Household:
    """分户; a case is of the whole family (57 号 第四条), and may not be cut to fit (83 号 一(一))."""
    with ledger.transaction():
        lock(household)
        refuse_open_case(household, "分户")
        return parting.split(household, plan, by=by, on=on)


def send_family(household: Household, to_office, reason: str, *, by, on: date) -> Transfer:
    """移交 to another township."""
    with ledger.transaction():
        lock(household)
        refuse_open_case(household, "迁移")
        return parting.send(household, to_office, reason, by=by, on=on)


def receive_family(row: Transfer, division, address: str, *, by, on: date, version: int) -> Transfer:
    """接收; a case may have been opened since the family was sent."""
    with ledger.transaction():
        lock(row.household)
        refuse_open_case(row.household, "迁移")
        return parting.receive(row, division, address, by=by, on=on, version=version)


def leave_family(membership: Membership, *, until: date, why: str, by, on: date) -> Membership:
    """成员离开: the household a case was opened on is the one that is decided on."""
    with ledger.transaction():
        lock(membership.household)
        refuse_open_case(membership.household, "成员离开")
        return end_membership(membership, until=until, why=why, by=by, on=on)


def change_family_applicant(household: Household, relations: dict, *, by, on: date) -> None:
    """更换申请人; a case is in the name of the applicant it was opened with."""
    with ledger.transaction():
        lock(household)
        refuse_open_case(household, "更换申请人")
        change_applicant(household, relations, by=by, on=on)


def refuse_open_case(household: Household, what: str) -> None:
    """An open case is finished where it was opened."""
    case = Application.objects.filter(household=household).open().first()
    if case:
        raise Refused(
            f"本户有在办案件 {case}（{case.get_state_display()}），不能办{what}。请先办结这一件，再来办。"
        )
