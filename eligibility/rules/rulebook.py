"""The rulebook in force: every clause, and the values of one day and place it is applied with."""

import hashlib
import json
from dataclasses import replace
from functools import lru_cache

from eligibility.rules import values as dated
from eligibility.rules import wording
from eligibility.rules.checks import BadCase, Faults
from eligibility.rules.clauses import clauses_in
from eligibility.rules.dibao import MONTHS, dibao, household_income
from eligibility.rules.judging import JudgedClause, JudgedItem, join
from eligibility.rules.membership import membership
from eligibility.rules.needs import values_in
from eligibility.rules.paying import Paid
from eligibility.rules.scalar import Scalar
from eligibility.rules.vocabulary import PROGRAMMES as BENEFITS

PROGRAMMES = (membership, dibao)
NOT_ENCODED = [code for code in BENEFITS if code not in {programme.code for programme in PROGRAMMES}]
_ENTERED = {}  # dated values entered by administrators, by name
CATALOGUED = ("serious_disease_catalogue",)  # needed to read a document, not by any clause


def enter_values(lines):
    """Use these dated values (`{name: [line, …]}`, as in the values files) before those of the files."""
    _checked(lines)  # refuse a bad line before anything changes
    _ENTERED.clear()
    _ENTERED.update(lines)
    catalogue.cache_clear()
    in_force.cache_clear()
    applied.cache_clear()
    without_doubt.cache_clear()


@lru_cache
def catalogue():
    """All values of the project, with those entered by administrators."""
    return _checked(_ENTERED)


def _checked(lines):
    """The catalogue; a clause that names a value nobody keeps is refused here, not at the counter."""
    kept = dated.load().with_lines(lines)
    unknown = [name for name in needs() if name not in kept]
    if unknown:
        raise ValueError(
            f"条款引用了没有的参数：{'、'.join(unknown)}，请核对拼写或在 eligibility/values 中建档"
        )
    return kept


@lru_cache
def needs():
    """The names of all dated values the rulebook needs."""
    names = [*CATALOGUED, *(name for programme in PROGRAMMES for name in programme.needs())]
    names += [name for root in dibao.pay.roots() for name in values_in(root)]
    return tuple(sorted(set(names)))


def value(name, division, on, area="rural"):
    """One dated value, for the day and the place; `MissingValue` where it is not set."""
    if name not in catalogue():
        raise KeyError(f"没有名为 {name} 的参数")
    return catalogue()[name].on(on, division, area)


@lru_cache(maxsize=4096)
def in_force(division, on, area, overrides):
    """The values the rulebook needs, on a day at a place, with those a document sets for itself."""
    written, faults, held = json.loads(overrides), Faults(), {}
    for name, amount in written.items():
        if name not in catalogue():
            faults.add(f"values.{name}", "没有这个名字的参数，请核对拼写")
            continue
        try:
            held[name] = catalogue()[name].overridden(amount, on)
        except (ValueError, TypeError) as error:
            faults.add(f"values.{name}", str(error))
    if faults:
        raise BadCase(faults)
    return tuple(held.get(name) or catalogue()[name].on(on, division, area) for name in needs())


@lru_cache(maxsize=256)
def applied(held):
    """The rulebook applied with one set of values."""
    return Applied({each.name: each for each in held})


@lru_cache(maxsize=256)
def without_doubt(held):
    """The same values without unconfirmed exclusions, and the items in doubt (settled reading 6)."""
    sure, doubtful = [], set()
    for each in held:
        if each.unit.startswith("table"):
            doubtful |= {line.item for line in each.value if not line.verified and "dibao" in line.programmes}
            sure.append(replace(each, value=tuple(line for line in each.value if line.verified)))
        else:
            sure.append(each)
    return tuple(sure), frozenset(doubtful)


class Applied:
    """Every programme of the rulebook as functions, under one set of values."""

    def __init__(self, held):
        self.values = held
        scalar = Scalar(held)
        self.net_income, self.income_scale = scalar.number(household_income)
        self.membership = AppliedProgramme(membership, scalar)
        self.dibao = AppliedProgramme(dibao, scalar)
        self.dibao_pays = Paid(dibao.pay, MONTHS, scalar)
        self.digest = self._digest()
        self.unverified = [name for name in needs() if not held[name].verified]

    def _digest(self):
        labels = {name: each.label for name, each in catalogue().items()}
        told = [
            [root.id, root.says, root.cite.place, wording.text(root, labels)]
            for programme in PROGRAMMES
            for root in programme.roots()
        ]
        told += [wording.text(root, labels) for root in dibao.pay.roots()]
        told += [[name, repr(self.values[name])] for name in needs()]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


class AppliedProgramme:
    """One programme under one set of values."""

    def __init__(self, programme, scalar):
        self.entitled = programme.entitled
        self.clauses = [(clause, JudgedClause(clause, scalar)) for clause in programme.clauses]
        self.items = [JudgedItem(item, scalar) for item in programme.items]
        missing = set(clauses_in(programme.entitled)) - set(programme.clauses)
        if missing:
            raise ValueError(f"{programme.code} 的结论用到了不属于它的条款：{missing}")

    def judge(self, x):
        """The answer for a household or member, and the entries of all clauses that speak to it."""
        answers, entries = {}, []
        for clause, judged in self.clauses:
            answers[clause], entry = judged(x)
            if entry is not None:
                entries.append(entry)
        return join(self.entitled, answers), entries

    def itemise(self, household):
        """The entries of all amounts behind the clauses that are not zero."""
        entries = []
        for judged in self.items:
            whose = (household.counted or ()) if judged.clause.level == "member" else (household,)
            entries += [entry for x in whose if (entry := judged(x)[1]) is not None]
        return entries
