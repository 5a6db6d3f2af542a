"""The facts clauses speak of, level by level, and the objects that carry them for one case.

Class attributes of `Household`, `Member` and `Vehicle` are what an absent key of the case file means; `None`
is unknown everywhere.
"""

from calendar import isleap

from eligibility.rules import vocabulary
from eligibility.rules.expressions import Amount, Code, Flag
from eligibility.rules.language import Level

vehicle = Level(
    "vehicle",
    {"kind": (Code, "kind", "车船农机种类", vocabulary.VEHICLE_KINDS)},
    group="vehicles",
)

member = Level(
    "member",
    {
        "relation": (Code, "relation", "与申请人的关系", vocabulary.RELATIONS),
        "age": (Amount, "birth", "周岁"),
        "is_minor": (Flag, "birth", "未满十八周岁"),
        "is_clergy": (Flag, "clergy_since", "脱离家庭的宗教教职人员"),
        "clergy_years": (Amount, "clergy_since", "脱离家庭独立生活的整年数"),
        "school": (Code, "school", "全日制在读", vocabulary.SCHOOLS),
        "status": (Code, "status", "人身状态", vocabulary.STATUSES),
        "dependent_adult": (Flag, "dependent_adult", "成年而不能独立生活"),
        "cohabiting": (Flag, "cohabiting", "长期共同居住"),
        "has_disability": (Flag, "disability", "持有残疾人证"),
        "disability_kind": (Code, "disability.kind", "残疾类别", vocabulary.DISABILITY_KINDS),
        "disability_grade": (Amount, "disability.grade", "残疾等级"),
        "has_disease": (Flag, "disease", "患重大疾病目录内的病"),
        "support": (Amount, "support_12m", "不共同生活的义务人给付"),
        **{kind: (Amount, f"income_12m.{kind}", label) for kind, label in vocabulary.INCOME_KINDS.items()},
        **{
            item: (Amount, f"excluded_12m.{item}", label) for item, label in vocabulary.EXCLUDED_ITEMS.items()
        },
    },
    group="counted",
    floor=None,  # while it is unknown who counts, nothing is concluded from a total (settled reading 1)
)

household = Level(
    "household",
    {
        "size": (Amount, "members", "计入人数", None),
        "financial": (Amount, "assets.financial", "全家金融资产"),
        "houses": (Amount, "assets.houses", "住房"),
        "shops": (Amount, "assets.shops", "商铺、车库、办公用房"),
        "companies": (Amount, "assets.companies", "企业或有雇员的市场主体"),
    },
)


class Carrier:
    """Somebody or something the case states facts of, and where in the document it stands."""

    path = ""
    ref = None

    def __init__(self, path, facts, gaps=None):
        self.__dict__.update(facts)
        self.path = path
        self.gaps = gaps or {}  # fact -> the paths to ask for, where they are not simply path + key

    def paths(self, fact):
        """Where the document would have to be filled in for a fact to be known."""
        return self.gaps.get(fact.name) or [f"{self.path}.{fact.path}"]


class Vehicle(Carrier):
    """A vehicle, boat or machine of the household."""


class Member(Carrier):
    """A person put forward as living in the household."""

    relation = birth = age = is_minor = None
    school, status = "none", "normal"
    is_clergy = dependent_adult = unemployed = orphan = has_disability = has_disease = False
    cohabiting = True
    clergy_years = disability_kind = disability_grade = None
    wage = business = property = transfer = other = support = 0
    central_basic_pension = social_insurance_medical = preferential_pension = family_planning_award = 0
    scholarship = bravery_award = social_assistance = old_age_allowance = disability_subsidy = 0
    orphan_subsidy = 0


class Household(Carrier):
    """The household on the day: everybody put forward, those who count, and what it owns."""

    members = vehicles = maybe_counted = ()
    counted = size = None
    financial = shops = companies = 0
    houses = 1

    def possible(self, level):
        """Whose facts to ask for all at once while it is unknown who belongs to a level."""
        return self.maybe_counted if level is member else ()

    def group_paths(self, level):
        """Where to look while a whole group is unknown: a null list, or a doubt about who counts."""
        return self.gaps.get(level.group) or [f"{self.path}.assets.{level.group}"]


def full_years(since, on):
    """Whole years between two days, ending on the same day, else on the last of the month (reading 14)."""
    years = on.year - since.year
    ends_on = (since.month, since.day)
    if ends_on == (2, 29) and not isleap(on.year):
        ends_on = (2, 28)
    return years if (on.month, on.day) >= ends_on else years - 1
