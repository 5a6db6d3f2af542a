"""What a member's income of twelve months comes to (民发〔2021〕57号 第十三条)."""

from eligibility.rules.clauses import Cite
from eligibility.rules.facts import member
from eligibility.rules.language import plus, value, when
from eligibility.rules.vocabulary import EXCLUDED_ITEMS

_57 = "minfa-2021-57"
EXCLUSION_CLAUSES = {
    "DB-INC-X1": (
        "优待抚恤金、计划生育奖励扶助、奖学金、见义勇为奖励不计入家庭收入",
        Cite(_57, "第十三条第二款第（一）项", "13-2-1"),
        ("preferential_pension", "family_planning_award", "scholarship", "bravery_award"),
    ),
    "DB-INC-X2": (
        "政府发放的各类社会救助款物不计入家庭收入",
        Cite(_57, "第十三条第二款第（二）项", "13-2-2"),
        ("social_assistance",),
    ),
    "DB-INC-X3": (
        "“十四五”期间，中央确定的城乡居民基本养老保险基础养老金不计入家庭收入",
        Cite(_57, "第十三条第二款第（三）项", "13-2-3"),
        ("central_basic_pension",),
    ),
    "DB-INC-X4": (
        "设区的市级以上人民政府规定的其他不计入家庭收入的项目",
        Cite(_57, "第十三条第二款第（四）项", "13-2-4"),
        ("social_insurance_medical", "old_age_allowance", "disability_subsidy"),
    ),
    "DB-INC-X5": (
        "孤儿、事实无人抚养儿童补贴不计入家庭收入",
        Cite("minfa-2019-62", "第三条第（一）项", "3-1"),
        ("orphan_subsidy",),
    ),
}

EMPLOYMENT_COST = member.wage * value.employment_cost_rate


def item(name):
    """An income item by its name in the case file."""
    return getattr(member, name)


def left_out(names, programme):
    """The items a dated list keeps out of income for a programme."""
    return plus(*(when(value.income_exclusions.lists(name, programme), item(name)) for name in names))


def still_counted(programme):
    """The items no list keeps out any more; they count as transfer income."""
    return plus(
        *(when(~value.income_exclusions.lists(name, programme), item(name)) for name in EXCLUDED_ITEMS)
    )


def transfers(programme):
    """Transfer income: what is received, what obligors elsewhere give, and items no longer left out."""
    return member.transfer + member.support + still_counted(programme)


def counted_income(programme):
    """A member's counted income of twelve months under the list of a programme."""
    wage = member.wage * (1 - value.employment_cost_rate)
    return wage + member.business + member.property + member.other + transfers(programme)


def lay_down(programme, list_name):
    """Give a programme the paragraphs behind its income, one entry per member and kind."""
    kinds = (
        ("DB-INC-02", "工资性收入", "（一）", "1", member.wage),
        ("DB-INC-03", "经营净收入", "（二）", "2", member.business),
        ("DB-INC-04", "财产净收入", "（三）", "3", member.property),
        ("DB-INC-05", "转移净收入", "（四）", "4", transfers(list_name)),
        ("DB-INC-06", "其他应当计入家庭收入的项目", "（五）", "5", member.other),
    )
    for id, says, mark, place, amount in kinds:
        programme.item(id, says, Cite(_57, f"第十三条第一款第{mark}项", f"13-1-{place}"), amount)
    programme.item(
        "DB-INC-D1", "工资性收入扣减必要的就业成本", Cite(_57, "第十三条第三款", "13-3"), EMPLOYMENT_COST
    )
    for id, (says, cite, names) in EXCLUSION_CLAUSES.items():
        programme.item(id, says, cite, left_out(names, list_name))
