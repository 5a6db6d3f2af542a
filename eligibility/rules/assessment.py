"""认定: one document in, the whole answer out, with every clause that led to it."""

import json

from eligibility.rules import casefile, rulebook, showing
from eligibility.rules.casefile import CaseFile
from eligibility.rules.checks import BadCase
from eligibility.rules.dibao import MONTHS
from eligibility.rules.paying import nothing_paid
from eligibility.rules.scalar import ONE
from eligibility.rules.vocabulary import ANSWERS

IN_DOUBT = "income_exclusions"


def assess(document: dict) -> dict:
    """The answer for one case file; raises `BadCase` or `MissingValue`, and then nothing is computed."""
    case = casefile.read(document)
    overrides = json.dumps(case.overrides, sort_keys=True)
    held = rulebook.in_force(case.division, case.on, case.area, overrides)
    _check_diseases(case, held)
    book = rulebook.applied(held)
    household = case.household
    member_entries = settle_members(household, book)
    dibao = _dibao(household, held, book)
    return {
        "case": case.case,
        "on": case.on.isoformat(),
        "division": case.division,
        "rulebook": book.digest,
        "overridden": sorted(case.overrides),
        "household": _figures(household, book) | {"clauses": member_entries},
        "benefits": {"dibao": dibao},
        "recommended": ["dibao"] if dibao["answer"] == "YES" else [],
        "refused": _refused(dibao),
        "unverified": list(book.unverified),
        "not_encoded": list(rulebook.NOT_ENCODED),
    }


def _check_diseases(case: CaseFile, held):
    catalogue = next(each.value for each in held if each.name == "serious_disease_catalogue")
    errors = [
        {"path": path, "message": f"{code!r} 不在当日的重大疾病目录内，目录：{'、'.join(catalogue)}"}
        for path, code in case.diseases
        if code not in catalogue
    ]
    if errors:
        raise BadCase(errors)


def settle_members(household, book):
    """Decide who counts, and leave it with the household; the entries say why."""
    entries, gaps = [], []
    household.sure, household.maybe_counted = [], []
    for member in household.members:
        answer, told = book.membership.judge(member)
        entries += told
        if answer is not False:
            household.maybe_counted.append(member)
        if answer:
            household.sure.append(member)
        elif answer is None:
            gaps += [path for entry in told for path in entry["missing"]]
    if len(household.sure) == len(household.maybe_counted):
        household.counted = tuple(household.sure)
        household.size = len(household.counted)
    else:  # settled reading 1: nothing that uses the size or a total is concluded
        household.gaps["counted"] = household.gaps["size"] = list(dict.fromkeys(gaps))
    return entries


def _figures(household, book):
    """Size and income as they stand; null while it is unknown who counts or what they earn."""
    net = book.net_income(household)
    known = net.__class__ is int
    scale = ONE**book.income_scale
    each = household.size * MONTHS * scale if known and household.size else None
    return {
        "counted": [member.ref for member in household.sure],
        "size": household.size,
        "net_income_12m": showing.yuan(showing.half_up(net, scale)) if known else None,
        "per_capita_monthly": showing.yuan(showing.half_up(net, each)) if each else None,
    }


def _dibao(household, held, book):
    """Dibao answered; where an exclusion of income is in doubt, both ways (settled reading 6)."""
    answer, entries = book.dibao.judge(household)
    sure, items = rulebook.without_doubt(held)
    in_doubt = any(getattr(member, item) != 0 for item in items for member in household.maybe_counted)
    other = rulebook.applied(sure) if in_doubt else None
    if other is not None:
        answer, entries = _either_way(answer, entries, *other.dibao.judge(household))
    benefit = {"answer": ANSWERS[answer], **(book.dibao_pays(household) if answer else nothing_paid())}
    benefit["clauses"] = entries + book.dibao.itemise(household)
    benefit["missing"] = _missing(entries) if answer is None else []
    if answer is None:  # 一次性告知: what the amount will need is asked for together with the rest
        benefit["amount_missing"] = book.dibao_pays.waits_for(household.maybe_counted)
    benefit["unverified"] = []
    if answer and other is not None and other.dibao_pays(household)["base"] != benefit["base"]:
        benefit["unverified"] = [IN_DOUBT]
    return benefit


def _either_way(answer, entries, other, other_entries):
    """The answer if both ways give it, else unknown; and so is every clause that hangs on the doubt."""
    merged = [_doubted(*pair) for pair in zip(entries, other_entries, strict=True)]
    return (answer if answer is other else None), merged


def _doubted(entry, other):
    """A clause whose answer hangs on the exclusion in doubt."""
    if entry["answer"] == other["answer"]:
        return entry
    paths = list(dict.fromkeys([*entry["missing"], *other["missing"], f"values.{IN_DOUBT}"]))
    return entry | {"answer": "UNKNOWN", "sign": None, "missing": paths}


def _missing(entries):
    return list(
        dict.fromkeys(path for entry in entries if entry["answer"] == "UNKNOWN" for path in entry["missing"])
    )


def _refused(dibao):
    """Why nothing is recommended: every clause that fails, in order; such a family goes on the ledger."""
    if dibao["answer"] != "NO":
        return None
    reasons = [
        {"programme": "dibao", "id": entry["id"], "says": entry["says"], "cite": entry["cite"]}
        for entry in dibao["clauses"]
        if entry["answer"] == "NO"
    ]
    return {"reasons": reasons, "next": ["ledger"]}
