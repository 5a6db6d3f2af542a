"""A confirmed decision starts a grant; the roll that was there before the system is taken over once."""

from datetime import date

from django.db import IntegrityError, transaction

from eligibility.actions import as_row
from eligibility.models import Assessment
from eligibility.sums import fen_of
from grants.models import Grant, GrantPerson, GrantRow
from kernel import clock, ledger
from kernel.moves import Refused

CHUNK = 100


def begin_grant(assessment, judgement, *, first_month: date, by) -> Grant:
    """Write what the decision pays, row by row; part of the confirming transaction, or not at all."""
    grant = _grant(assessment, first_month=first_month, by=by)
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
            GrantRow.objects.bulk_create(_rows(grant, judgement))
            GrantPerson.objects.bulk_create(_people(grant, judgement))
    except IntegrityError as twice:
        raise Refused(
            "这一户或其中有人已经在领低保，不能再发一份。请先核对在保名单，办理停发或增员后再确认。"
        ) from twice
    ledger.write("grant.begun", actor=by, subject=grant, fen=grant.monthly_fen, month=str(first_month))
    return grant


def take_over_roll(roll: list[tuple], *, first_month: date, by) -> int:
    """存量导入: families in payment when the system starts, each with the judgement it rests on.

    `roll` holds (household, judgement). A transaction and a journal entry for each hundred families.
    """
    for start in range(0, len(roll), CHUNK):
        with ledger.transaction():
            _take_over(roll[start : start + CHUNK], first_month=first_month, by=by)
    return len(roll)


def _take_over(roll: list[tuple], *, first_month: date, by) -> None:
    kept = [(as_row(judgement, household, by=by), judgement) for household, judgement in roll]
    grants = [
        (_grant(assessment, first_month=first_month, by=by), judgement) for assessment, judgement in kept
    ]
    Assessment.objects.bulk_create(assessment for assessment, _ in kept)
    Grant.objects.bulk_create(grant for grant, _ in grants)
    GrantRow.objects.bulk_create(row for grant, judgement in grants for row in _rows(grant, judgement))
    GrantPerson.objects.bulk_create(one for grant, judgement in grants for one in _people(grant, judgement))
    total = sum(grant.monthly_fen for grant, _ in grants)
    ledger.write("grants.roll_taken_over", actor=by, grants=len(grants), fen=total)


def _grant(assessment, *, first_month: date, by) -> Grant:
    return Grant(
        household=assessment.household,
        assessment=assessment,
        first_month=first_month,
        monthly_fen=assessment.monthly_fen,
        made_at=clock.now(),
        made_by=by,
    )


def _rows(grant: Grant, judgement) -> list[GrantRow]:
    """The lines of the monthly sum, as the rules wrote them."""
    return [
        GrantRow(
            grant=grant,
            position=position,
            clause=row["id"],
            label=row["says"],
            person=judgement.persons.get(row.get("who")),
            fen=fen_of(row["value"]),
        )
        for position, row in enumerate(judgement.dibao["rows"], start=1)
    ]


def _people(grant: Grant, judgement) -> list[GrantPerson]:
    counted = judgement.answer["household"]["counted"]
    return [GrantPerson(grant=grant, person=judgement.persons[ref]) for ref in counted]
