"""Invented families of a township, the same every time: who might live on aid there, and what is known.

Nobody here exists: the numbers are of the trial area that no county holds, the names are drawn by lot.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Office
from households import kinds
from households.actions import NewFact, fact_row, next_numbers
from households.identity import trial_id_number
from households.models import Fact, Household, Membership, Person
from kernel import ledger
from kernel.sealing import put_sealed

CHUNK = 100
YUAN = 100

SURNAMES = "林陈黄张吴李郑王赖罗曾钟邱廖谢刘游卢沈范温江胡蓝华饶修童傅熊"
ELDERS = "春秋金水木火土福寿禄财贵富满堂根生发旺兴昌荣华秀英兰香桂莲凤珠玉娥妹招娣"
YOUNGER = "建国志强文彬晓明海波伟军丽萍艳红雪梅小燕佳敏宇轩子涵思琪俊杰嘉怡梓萱"

# Of a hundred families at the counter: how many are of which kind.
SHAPES = (
    ("lone_elder", 58),
    ("elder_couple", 13),
    ("disabled_child", 7),
    ("ill_breadwinner", 5),
    ("single_parent", 4),
    ("working_family", 13),
)

# What was asked of everybody, and the word for "there is none".
ASKED_OF_PERSON = [
    *(code for _, code in kinds.group("income")),
    *(code for _, code in kinds.group("excluded")),
    *("support", "disability", "disease", "school", "status", "clergy_since"),
    *("dependent_adult", "unemployed", "cohabiting"),
]
ASKED_OF_HOUSEHOLD = [
    *(code for _, code in kinds.group("asset")),
    *("expense.medical", "expense.education", "expense.rehabilitation"),
]


@dataclass
class Someone:
    """An invented member of a family."""

    relation: str
    name: str
    birth: date
    sex: str
    id_number: str
    facts: dict = field(default_factory=dict)


@dataclass
class Family:
    """An invented family."""

    lane: int
    members: list[Someone] = field(default_factory=list)
    facts: dict = field(default_factory=dict)


class Township:
    """Draws families by lot; the same seed draws the same ones."""

    def __init__(self, seed: int, year: int):
        self.lot = random.Random(seed)  # noqa: S311  (a demonstration, nothing secret)
        self.year = year
        # Two townships of one demonstration must not draw the same number.
        self.offset = seed % 2 * 240
        self.taken = defaultdict(int)

    def families(self, count: int) -> Iterator[Family]:
        names, weights = zip(*SHAPES, strict=True)
        for lane in range(1, count + 1):
            family = Family(lane)
            getattr(self, f"_{self.lot.choices(names, weights)[0]}")(family)
            self._property(family)
            yield family

    def _lone_elder(self, family: Family) -> None:
        """One old person on the basic pension, land let out, perhaps a child far away who sends something."""
        elder = self._someone(family, "applicant", self._age(62, 91))
        self._pension(elder)
        if self.lot.random() < 0.3:
            elder.facts["support"] = [{"from": "child", "amount": self._yuan(600, 3000)}]

    def _elder_couple(self, family: Family) -> None:
        for relation, sex in (("applicant", "M"), ("spouse", "F")):
            self._pension(self._someone(family, relation, self._age(61, 84), sex=sex))

    def _disabled_child(self, family: Family) -> None:
        """An old parent and a grown child who cannot live alone."""
        self._pension(self._someone(family, "applicant", self._age(60, 79)))
        child = self._someone(family, "adult_child", self._age(25, 48))
        child.facts |= {
            "disability": {
                "kind": self.lot.choice(("intellectual", "mental")),
                "grade": self.lot.randint(1, 3),
            },
            "dependent_adult": True,
            "unemployed": True,
            "excluded.disability_subsidy": self._yuan(1200, 2400),
        }

    def _ill_breadwinner(self, family: Family) -> None:
        ill = self._someone(family, "applicant", self._age(38, 57), sex="M")
        ill.facts |= {"disease": "major", "income.business": self._yuan(0, 3000)}
        spouse = self._someone(family, "spouse", self._age(36, 55), sex="F")
        spouse.facts["income.wage"] = self._yuan(8_000, 17_000)
        self._child(family)
        family.facts["expense.medical"] = self._yuan(9_000, 38_000)

    def _single_parent(self, family: Family) -> None:
        parent = self._someone(family, "applicant", self._age(28, 44), sex="F")
        parent.facts["income.wage"] = self._yuan(9_000, 18_000)
        for _ in range(self.lot.randint(1, 2)):
            self._child(family)

    def _working_family(self, family: Family) -> None:
        """Above the line: refused, or only just not."""
        for relation, sex in (("applicant", "M"), ("spouse", "F")):
            someone = self._someone(family, relation, self._age(30, 55), sex=sex)
            someone.facts["income.wage"] = self._yuan(17_000, 34_000)
        self._child(family)

    def _child(self, family: Family) -> None:
        child = self._someone(family, "minor_child", self._age(4, 16))
        child.facts["school"] = "compulsory" if child.birth.year > self.year - 15 else "senior_high"

    def _pension(self, elder: Someone) -> None:
        elder.facts["excluded.central_basic_pension"] = 171_600
        elder.facts["income.transfer"] = self._yuan(240, 900)
        if self.lot.random() < 0.5:
            elder.facts["income.property"] = self._yuan(300, 2400)
        if elder.birth.year <= self.year - 80:
            elder.facts["excluded.old_age_allowance"] = self._yuan(600, 1200)
        if self.lot.random() < 0.12:
            elder.facts["disability"] = {"kind": "physical", "grade": self.lot.randint(1, 4)}

    def _property(self, family: Family) -> None:
        """Little money, one house; now and then something nobody has told yet."""
        family.facts |= {"asset.financial": self._yuan(0, 9_000), "asset.houses": 1}
        if self.lot.random() < 0.04:
            family.facts["asset.financial"] = None

    def _someone(self, family: Family, relation: str, birth: date, sex: str = "") -> Someone:
        sex = sex or self.lot.choice("MF")
        surname = family.members[0].name[0] if family.members and relation != "spouse" else self._surname()
        given = ELDERS if birth.year < self.year - 55 else YOUNGER
        name = surname + "".join(self.lot.sample(given, self.lot.choice((1, 2, 2))))
        someone = Someone(relation, name, birth, sex, self._number(birth, sex))
        family.members.append(someone)
        return someone

    def _surname(self) -> str:
        return self.lot.choice(SURNAMES)

    def _number(self, birth: date, sex: str) -> str:
        self.taken[birth, sex] += 1
        return trial_id_number(birth, sex, self.offset + self.taken[birth, sex])

    def _age(self, youngest: int, oldest: int) -> date:
        year = self.year - self.lot.randint(youngest, oldest)
        return date(year, self.lot.randint(1, 12), self.lot.randint(1, 28))

    def _yuan(self, least: int, most: int) -> int:
        return self.lot.randint(least // 10, most // 10) * 10 * YUAN


def load(families: list[Family], office: Office, villages: list, *, asked: bool = True, **made) -> int:
    """Register invented families in bulk: a transaction and a journal entry for each hundred.

    `made`: by, on. Without `asked` only what a family has is told, and of the rest nothing is known.
    """
    for start in range(0, len(families), CHUNK):
        with ledger.transaction():
            _load(families[start : start + CHUNK], office, villages, asked=asked, **made)
    return len(families)


def _load(families: list[Family], office: Office, villages: list, *, asked: bool, by, on: date) -> None:
    numbers = next_numbers(office, len(families))
    households, people, memberships, facts = [], [], [], []
    for number, family in zip(numbers, families, strict=True):
        village = villages[family.lane % len(villages)]
        household = Household(
            number=number,
            office=office,
            division=village,
            address=f"{family.lane % 60 + 1} 号",
            made_by=by,
            made_on=on,
        )
        households.append(household)
        told = _told(family.facts, ASKED_OF_HOUSEHOLD if asked else family.facts, None)
        for someone in family.members:
            person = _person(someone)
            people.append(person)
            memberships.append(
                Membership(household=household, person=person, relation=someone.relation, since=on)
            )
            told += _told(someone.facts, ASKED_OF_PERSON if asked else someone.facts, person)
        facts += [
            fact_row(household, one, place=place, by=by, told=("declared", on))
            for place, one in enumerate(told, 1)
        ]
    for model, rows in ((Household, households), (Person, people), (Membership, memberships), (Fact, facts)):
        model.objects.bulk_create(rows, batch_size=500)
    ledger.write("households.demo", actor=by, households=len(households), people=len(people))


def _person(someone: Someone) -> Person:
    person = Person(name=someone.name, birth=someone.birth, sex=someone.sex)
    put_sealed(person, "id_number", someone.id_number)
    return person


def _told(known: dict, asked: Iterable[str], person) -> list[NewFact]:
    """Every question that was asked: what is not named was answered with "none"."""
    return [NewFact(code, known[code] if code in known else kinds.none_of(code), person) for code in asked]
