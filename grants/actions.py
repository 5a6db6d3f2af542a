"""A confirmed decision starts a grant; nothing else does."""

from datetime import date

from django.db import IntegrityError, transaction

from grants.models import Grant, GrantPerson, GrantRow
from households import dossier
from households.money import fen_of
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
            label=row["label"],
            person=people.get(row.get("who")),
            fen=fen_of(row["amount"]),
        )
        for position, row in enumerate(judgement.dibao["rows"], start=1)
    )
    counted = judgement.answer["household"]["counted"]
    GrantPerson.objects.bulk_create(GrantPerson(grant=grant, person=people[ref]) for ref in counted)
    return grant
