"""一次性告知: what a family is asked to bring, all at once, so that an UNKNOWN can be settled."""

import re

from eligibility.rules.vocabulary import EXCLUDED_ITEMS, INCOME_KINDS

_PLACE = re.compile(r"\[(\d+)\]")
_HOUSEHOLD = {
    "household.assets": "全家的存款、房屋、商铺、企业和车辆情况",
    "household.assets.financial": "全家金融资产合计（存款、证券、基金、商业保险、网络账户）",
    "household.assets.houses": "全家名下住房套数（不动产登记证明）",
    "household.assets.shops": "全家名下商铺、车库、办公用房情况（不动产登记证明）",
    "household.assets.companies": "全家名下企业、个体工商户情况（是否有雇员）",
    "household.assets.vehicles": "全家名下车辆、船舶、大型农机具（行驶证或登记证明）",
    "household.assets.vehicles[].kind": "该车辆、船舶、农机具的种类（行驶证或登记证明）",
}
_MEMBER = {
    "relation": "与申请人的关系（户口簿、结婚证、出生证明）",
    "birth": "出生日期（身份证、户口簿）",
    "disability": "残疾人证",
    "disability.kind": "残疾人证上的类别",
    "disability.grade": "残疾人证上的等级",
    "disease": "是否患重大疾病（定点医院诊断证明）",
    "school": "是否全日制在读（学籍证明）",
    "status": "是否服刑、强制隔离戒毒、宣告失踪（有关文书）",
    "clergy_since": "何时脱离家庭独立生活、从事宗教教职（宗教事务部门证明）",
    "dependent_adult": "是否成年而不能独立生活",
    "cohabiting": "是否长期共同居住",
    "income_12m": "近12个月的全部收入",
    "excluded_12m": "近12个月领取的养老金、抚恤金、救助、补贴等款项",
    "support_12m": "不共同生活的赡养、抚养、扶养义务人近12个月给付的金额",
    "support_12m[].amount": "该义务人近12个月给付的金额",
    **{f"income_12m.{kind}": f"近12个月的{label}" for kind, label in INCOME_KINDS.items()},
    **{f"excluded_12m.{name}": f"近12个月领取的{label}" for name, label in EXCLUDED_ITEMS.items()},
}


def what_to_bring(answer: dict, document: dict) -> list[dict]:
    """The missing facts of an answer as Chinese sentences, each with the clause it is asked for."""
    return [
        {"path": path, "ask": _ask(path, document), "why": why}
        for path, why in _asked(answer).items()
        if not path.startswith("values.")  # a doubt about the law is ours to settle, not the family's
    ]


def _asked(answer):
    """Every missing path once, with the first clause that needs it."""
    asked = {}
    for benefit in answer["benefits"].values():
        entries = answer["household"]["clauses"] + benefit["clauses"]
        for path in benefit["missing"]:
            entry = next(entry for entry in entries if path in entry["missing"])
            asked.setdefault(path, f"{entry['says']}（{entry['cite']}）")
        for path in benefit["amount_missing"]:
            asked.setdefault(path, "分类施保金额须据此核定")
    return asked


def _ask(path, document):
    general = _PLACE.sub("[]", path)
    if general.startswith("household.members[]."):
        place = int(_PLACE.search(path)[1])
        ref = document["household"]["members"][place]["ref"]
        return f"成员 {ref} {_MEMBER[general.removeprefix('household.members[].')]}"
    return _HOUSEHOLD[general]
