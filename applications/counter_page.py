"""What the intake page prints beside its form: who is in the family, what is known, and the live judgement."""

from django.urls import reverse

from applications.judgement_page import counted_words
from applications.letters import things_to_bring
from eligibility.showing import entries
from households.models import NumberConflict, Representative
from households.showing import applicant_name, member_rows
from papers.templatetags.lr import money

MEMBER_COLUMNS = [
    {"label": "姓名"},
    {"label": "证件号"},
    {"label": "关系"},
    {"label": "周岁", "num": True},
    {"label": "情况"},
]
INCOME_COLUMNS = [
    {"label": "成员"},
    {"label": "工资"},
    {"label": "经营净"},
    {"label": "财产净"},
    {"label": "转移净"},
]
STEPS = [
    {"label": "查找", "state": "done"},
    {"label": "家庭情况", "state": "now"},
    {"label": "受理回执", "state": "todo"},
]


def page(application, form, account, today) -> dict:
    """The frame of the intake page."""
    known = form.dossier
    has_facts = any(member.facts for member in known.members)
    return {
        "application": application,
        "applicant": applicant_name(application.household),
        "village": application.household.division.name,
        "known_says": "建过档，已知的不再问，请逐项核对。" if has_facts else "新建的档，请逐项问清。",
        "disputed": disputed_words(application.household, account),
        "acted_for": acted_for(application.household, account, today),
        "steps": STEPS,
        "members": member_rows(known, today),
        "member_columns": MEMBER_COLUMNS,
        "income_columns": INCOME_COLUMNS,
        "rows": form.member_rows(),
        "household_fields": form.household_fields(),
        "draft_url": reverse("applications:draft", args=[application.pk]),
        "draft_says": f"首问：{application.first_contact.name}。停笔就存草稿。",
        "others": [
            {"label": "存草稿并判定", "name": "act", "value": "draft"},
            {"label": "打印一次性告知书", "name": "act", "value": "complete"},
        ],
    }


def disputed_words(household, account) -> str:
    """Says that a number is typed with two names, and who may look into it; empty where none is."""
    found = NumberConflict.objects.visible_to(account).in_the_way_of(household).select_related("claimant")
    names = "、".join(one.claimant.name for one in found)
    if not names:
        return ""
    return f"{names}的证件号已登记在另一个姓名名下，先按没有号码登记。由发现人以外的人核对，核对完才能受理。"


def acted_for(household, account, today) -> str:
    """Who acts for whom in this family today; kept on the page of the person."""
    found = Representative.objects.visible_to(account).filter(household=household).valid_on(today)
    return "；".join(
        f"{one.name}，{one.person.name}的{one.get_kind_display()}" for one in found.select_related("person")
    )


def live(form, judgement) -> dict:
    """The live judgement beside the intake form, and what the family would be told to bring."""
    dibao, household = judgement.dibao, judgement.answer["household"]
    bring = things_to_bring(judgement, form.cleaned_data.get("papers", []))
    words = f"差 {len(dibao['missing'])} 项" if dibao["answer"] == "UNKNOWN" else ""
    clauses = entries([one for one in dibao["clauses"] if "who" not in one], judgement.people)
    return {
        "missing": [thing["ask"] for thing in bring],
        "programmes": [
            {"label": "低保（按户）", "answer": dibao["answer"], "text": words, "clauses": clauses}
        ],
        "total_words": f"每月 {money(dibao['total'])} 元"
        if dibao["answer"] == "YES" and dibao["total"]
        else "",
        "counted_says": counted_words(household),
        "per_capita_says": _per_capita(household),
    }


def _per_capita(household: dict) -> str:
    if household["per_capita_monthly"] is None:
        return ""
    income, each = money(household["net_income_12m"]), money(household["per_capita_monthly"])
    return f"全家净收入 {income} ÷ 12 ÷ {household['size']} 人 = 人均每月 {each} 元"
