"""A list of staff is taken in by two: who manages accounts opens them, who appoints confirms the seats."""

from datetime import date

from agencies.actions import APPOINT, appoint, give_first_password, open_account
from agencies.models import Account, Appointment, SeatProposal
from agencies.staff_list import Line
from kernel import ledger
from kernel.refusals import Refused
from kernel.sealing import index


def take_in(lines: list[Line], *, by: Account, on: date) -> list[tuple[Account, str]]:
    """Open the accounts that are missing and propose the seats; the new accounts with their first passwords.

    All or nothing. What is there already is left alone: the same list twice changes nothing.
    """
    made, proposed = [], 0
    with ledger.transaction():
        for line in lines:
            account = Account.objects.filter(staff_id_index=index(line.number)).first()
            if account is None:
                account = open_account(line.username, line.name, line.number, by=by)
                made.append((account, give_first_password(account, by=by)))
            proposed += _propose(account, line, by, on)
        if made or proposed:
            ledger.write("account.list_taken", actor=by, opened=len(made), proposed=proposed)
    return made


def _propose(account: Account, line: Line, by: Account, on: date) -> bool:
    """Whether the seat of this line was news."""
    term = {"starts_on": line.starts_on, "ends_on": line.ends_on}
    there = Appointment.objects.filter(
        account=account, seat__office=line.office, seat__role=line.role, **term
    )
    place = {"account": account, "office": line.office, "role": line.role}
    if there.exists() or SeatProposal.objects.filter(declined_by__isnull=True, **place, **term).exists():
        return False
    made = SeatProposal.objects.create(**place, **term, proposed_by=by, proposed_on=on)
    ledger.write("appointment.proposed", actor=by, subject=made, account=account.pk, role=line.role)
    return True


def confirm(proposals, *, by: Account, on: date) -> int:
    """确认: the people are appointed, all of these or none; a refusal says whose seat it was."""
    with ledger.transaction():
        for proposal in proposals:
            row = _waiting(proposal, by)
            if row.proposed_by_id == by.pk:
                raise Refused("任职建议由建议人以外的人确认，请由另一位安全管理员办理。", status=403)
            _appoint(row, by)
            row.confirmed_by, row.confirmed_on = by, on
            row.save(update_fields=["confirmed_by", "confirmed_on"])
    return len(proposals)


def _appoint(row: SeatProposal, by: Account) -> None:
    term = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    try:
        appoint(row.account, row.office, row.role, by=by, **term)
    except Refused as refused:
        raise Refused(f"{row}：{refused.sentence}", status=refused.status) from refused


def decline(proposals, *, by: Account, on: date) -> int:
    """不采纳: the seats are not given; the accounts stay."""
    with ledger.transaction():
        for proposal in proposals:
            row = _waiting(proposal, by)
            row.declined_by, row.declined_on = by, on
            row.save(update_fields=["declined_by", "declined_on"])
            ledger.write("appointment.declined", actor=by, subject=row, account=row.account_id)
    return len(proposals)


def _waiting(proposal: SeatProposal, by: Account) -> SeatProposal:
    """The row as it is now, held until the end; only whoever may appoint there says yes or no."""
    row = SeatProposal.objects.select_for_update(of=("self",)).select_related("account", "office")
    row = row.get(pk=proposal.pk)
    if not by.holds(APPOINT, row.office):
        raise Refused(f"您没有任免{row.office}席位的权利。", status=403)
    if row.confirmed_by_id or row.declined_by_id:
        raise Refused(f"“{row}”已经有人办过。请刷新后再看。")
    return row
