"""A confirmed decision starts a grant; nothing else does."""

from datetime import date

from django.db import IntegrityError, transaction

from eligibility.actions import keep
from grants.models import Grant, GrantPerson, GrantRow
from households import dossier
from eligibility.sums import fen_of
from kernel import clock, ledger
from kernel.moves import Refused


def begin_grant(assessment, judgement, *, first_month: date, by) -> Grant:
    """Write what the decision pays, row by row; part of the confirming transaction, or not at all."""
    people = dossier.people(dossier.known(assessment.household, assessment.on))
    try:
        with transaction.atomic():
            grant = _write(assessment, judgement, people, first_month=first_month, by=by)
    except IntegrityError as twice:
        raise Refused(
            "这一户或其中有人已经在领低保，不能再发一份。请先核对在保名单，办理停发或增员后再确认。"
        ) from twice
    ledger.write("grant.begun", actor=by, subject=grant, fen=grant.monthly_fen, month=str(first_month))
    return grant


def _write(assessment, judgement, people, *, first_month: date, by) -> Grant:
    grant = Grant.objects.create(
        household=assessment.household,
        assessment=assessment,
        first_month=first_month,
        monthly_fen=assessment.monthly_fen,
        made_at=clock.now(),
        made_by=by,
    )
    GrantRow.objects.bulk_create(
        GrantRow(
            grant=grant,
            position=position,
            clause=row["id"],
            label=row["says"],
            person=people.get(row.get("who")),
            fen=fen_of(row["value"]),
        )
        for position, row in enumerate(judgement.dibao["rows"], start=1)
    )
    counted = judgement.answer["household"]["counted"]
    GrantPerson.objects.bulk_create(GrantPerson(grant=grant, person=people[ref]) for ref in counted)
    return grant


def take_over_roll(roll, *, first_month: date, by) -> int:
    """存量导入: families already in payment when the system starts, each with the judgement it rests on.

    `roll` is a list of (household, judgement); a transaction holds a hundred families, each journalled.
    """
    taken = 0
    for start in range(0, len(roll), 100):
        with ledger.transaction():
            chunk = roll[start : start + 100]
            for household, judgement in chunk:
                assessment = keep(judgement, household, by=by)
                begin_grant(assessment, judgement, first_month=first_month, by=by)
            taken += len(chunk)
    return taken
