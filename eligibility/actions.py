"""Judging a household by the rules, and keeping the judgement."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from eligibility import rules
from eligibility.models import Assessment
from eligibility.sums import fen_of
from households import dossier
from kernel import clock, ledger
from kernel.refusals import Refused
from kernel.sealing import put_sealed


@dataclass(frozen=True)
class Judgement:
    """A case file, its answer and the names behind the refs: what a page shows before anything is kept."""

    document: dict
    answer: dict
    persons: dict

    @property
    def people(self) -> dict[str, str]:
        """Ref → name."""
        return {ref: person.name for ref, person in self.persons.items()}

    @property
    def dibao(self) -> dict:
        return self.answer["benefits"]["dibao"]

    @property
    def digest(self) -> str:
        """Changes when a fact, a value or a clause changes: tells a confirmer that the ground has moved."""
        return digest_of({"input": self.document, "answer": self.answer})


def digest_of(content: dict) -> str:
    """SHA-256 of a document in its one canonical form."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def judge(household, *, on: date, known_on: date) -> Judgement:
    """What the rules of one day (受理日) say of what is known on another (now)."""
    return judge_dossier(dossier.known(household, known_on), on=on, case=household.number)


def judge_dossier(known, *, on: date, case: str) -> Judgement:
    """The same for a dossier at hand, of the register or of what is being typed."""
    document = dossier.document(known, on, case=case)
    try:
        answer = rules.assess(document)
    except rules.MissingValue as missing:
        raise Refused(str(missing)) from missing
    except rules.BadCase as bad:
        sentences = "；".join(error["message"] for error in bad.errors[:3])
        raise Refused(f"家庭情况有矛盾，算不出判定：{sentences}") from bad
    return Judgement(document, answer, dossier.people(known))


def judge_all(households: list, *, on: date) -> list[tuple]:
    """(household, judgement) for many, with the few questions `dossier.known_of` asks for all of them."""
    known = dossier.known_of(households, on)
    return [(one, judge_dossier(known[one.pk], on=on, case=one.number)) for one in households]


def keep(judgement: Judgement, household, *, by) -> Assessment:
    """Keep a judgement as it was seen; part of the transaction of the move that rests on it."""
    assessment = as_row(judgement, household, by=by)
    assessment.save(force_insert=True)
    ledger.write(
        "assessment.kept",
        actor=by,
        subject=assessment,
        digest=assessment.case_digest,
        answer=assessment.answer,
    )
    return assessment


def as_row(judgement: Judgement, household, *, by) -> Assessment:
    """A judgement as the row that keeps it, sealed, not saved."""
    answer = judgement.dibao["answer"]
    assessment = Assessment(
        household=household,
        on=date.fromisoformat(judgement.document["on"]),
        answer=answer,
        monthly_fen=fen_of(judgement.dibao["total"]) if answer == "YES" else None,
        has_unverified=bool(judgement.answer["unverified"]),
        rulebook=judgement.answer["rulebook"],
        case_digest=judgement.digest,
        made_at=clock.now(),
        made_by=by,
    )
    content = {"input": judgement.document, "answer": judgement.answer, "people": judgement.people}
    put_sealed(assessment, "content", json.dumps(content, ensure_ascii=False, sort_keys=True))
    return assessment
