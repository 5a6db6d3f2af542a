"""The papers of the procedure (POLICY §8.2): each is a template, filled once, numbered and frozen."""

import json
from datetime import date

from django.template.loader import render_to_string

from applications.papers_required import REQUIRED
from eligibility import rules
from eligibility.showing import grounds, labels, short_cite
from households.showing import applicant_of, last_four
from papers.actions import issue as freeze
from papers.actions import take_number
from papers.wording import yuan_in_words


def dump(typed: dict) -> str:
    """A form as typed, ready to be sealed."""
    return json.dumps(typed, ensure_ascii=False, sort_keys=True)


def issue(kind: str, application, *, by, on: date, **matter):
    """Write one paper about a case. `matter` holds what this kind alone needs: judgement, visit, first month."""
    numbered = take_number(kind, office=application.office, on=on)
    applicant = applicant_of(application.household)
    context = {
        "application": application,
        "office": application.office,
        "number": numbered.number,
        "applicant": applicant,
        "last_four": last_four(applicant),
        "by": by,
        "on": on,
        **matter,
    }
    if judgement := matter.get("judgement"):
        context |= _about(judgement, application)
    body = render_to_string(f"applications/letters/{kind}.html", context)
    return freeze(numbered, subject=application, body=body, by=by)


def _about(judgement, application) -> dict:
    """What a paper prints of a judgement: its clauses, its rows, and what is still missing."""
    dibao = judgement.dibao
    clauses = [clause | {"cite_short": short_cite(clause["cite"])} for clause in dibao["clauses"]]
    return {
        "household": judgement.answer["household"],
        "dibao": dibao,
        "rows": [row | {"name": judgement.people.get(row.get("who"), "")} for row in dibao["rows"]],
        "decisive": [clause for clause in clauses if "who" not in clause],
        "failed": [clause for clause in clauses if clause["answer"] == "NO"],
        "grounds": grounds(clause["cite"] for clause in clauses),
        "total_in_words": yuan_in_words(dibao["total"]) if dibao.get("total") else "",
        "unverified": labels(judgement.answer["unverified"]),
        "bring": things_to_bring(judgement, application.papers_seen),
    }


def things_to_bring(judgement, papers_seen) -> list[dict]:
    """Everything still missing, at once: papers first, then the facts the rules could not do without."""
    papers = [
        {"ask": label, "why": "受理的必要材料", "cite": "57 号文第九、十条"}
        for code, label in REQUIRED.items()
        if code not in papers_seen
    ]
    facts = rules.what_to_bring(judgement.answer, judgement.document)
    return papers + [fact | {"ask": _named(fact["ask"], judgement.people)} for fact in facts]


def _named(sentence: str, people: dict[str, str]) -> str:
    """Rules speak of refs; paper speaks of people."""
    for ref, name in people.items():
        sentence = sentence.replace(f"〔{ref}〕", name)
    return sentence
