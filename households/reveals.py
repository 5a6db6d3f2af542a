"""Showing a whole number: one field of one person, for a reason, and the journal first (SEC-23)."""

from django.conf import settings
from django.db import models

from households.models import Person
from kernel import ledger, quota
from kernel.sealing import index, sealed

FIELDS = {"id_number": "证件号", "phone": "手机号"}


class Reason(models.TextChoices):
    """Why somebody has to see what is masked."""

    HANDLING = "handling", "办理业务"
    CHECKING = "checking", "核对证件"
    COMPLAINT = "complaint", "处理投诉、信访"
    SUPERVISION = "supervision", "督查、审计"
    OTHER = "other", "其他（请写明）"


def reveal(person: Person, field: str, *, by, reason: str, words: str) -> str:
    """The whole value. The entry is committed before it is unsealed: no entry, no value."""
    most = settings.REVEALS_PER_DAY
    sentence = f"今天已查看 {most} 次完整号码，达到上限。确需再看，请明天再办，或请同事办理。"
    with ledger.transaction():
        quota.within("revealed", most, by=by, sentence=sentence)
        kept = ledger.words(words, str(person.pk))
        ledger.write("revealed", actor=by, subject=person, field=field, reason=reason, said=kept)
    return sealed(person, field)


def look_up(number: str, *, by, reason: str, words: str) -> Person | None:
    """The holder of a full number, anywhere in the city; journalled, found or not (ARCHITECTURE, city-wide lookup)."""
    most = settings.LOOKUPS_PER_DAY
    sentence = f"今天已做 {most} 次全市查找，达到上限。请明天再查，或请县级审核人协助。"
    found = Person.objects.with_number(number).first()
    with ledger.transaction():
        quota.within("lookup", most, by=by, sentence=sentence)
        ledger.write(
            "lookup",
            actor=by,
            subject=found,
            asked=index(number),
            found=found is not None,
            reason=reason,
            said=ledger.words(words, str(found.pk) if found else ""),
        )
    return found
