"""What the pages of a judgement print: the answer in words, clauses, sums, and what to bring."""

from applications.conditions import judged
from applications.letters import things_to_bring
from applications.presenting import applicant, crumbs, village
from eligibility.showing import entries, labels
from papers.templatetags.lr import moment, money


def judgement_page(application, today) -> dict:
    """判定: the answer in words, its clauses, its rows, what to bring, and which values nobody has verified.

    From the review on it is the assessment that was kept; before, what the rules say of what is known today.
    """
    if application.assessment_id:
        kept = application.assessment.content
        answer, people, bring = kept["answer"], kept["people"], []
    else:
        judgement = judged(application, today)
        answer, people = judgement.answer, judgement.people
        bring = things_to_bring(judgement, application.papers_seen)
    dibao = answer["benefits"]["dibao"]
    return {
        "dibao": dibao,
        "headline": headline(dibao),
        "clauses": entries([one for one in dibao["clauses"] if "who" not in one], people),
        "incomes": entries([one for one in dibao["clauses"] if "who" in one], people),
        "income_answer": "UNKNOWN" if answer["household"]["net_income_12m"] is None else "YES",
        "income_headline": income_words(answer["household"]),
        "membership": entries(answer["household"]["clauses"], people),
        "membership_answer": "UNKNOWN" if answer["household"]["size"] is None else "YES",
        "membership_headline": counted_words(answer["household"]),
        "lines": amount_lines(dibao, people),
        "bring": [{"what": thing["ask"], "why": thing["why"]} for thing in bring],
        "unverified": labels(answer["unverified"]),
        "pairs": _grounds(application, answer),
    }


def assessment_page(application, today) -> dict:
    """The page of a judgement: its title says the answer."""
    page = judgement_page(application, today)
    kept = (
        "初审时存档的判定，以后不再变。" if application.assessment_id else "按现在查明的事实判定，还没存档。"
    )
    return {
        "judgement": page,
        "title": f"{applicant(application)}一家：{page['headline']}",
        "crumbs": crumbs(application, "判定"),
        "says": f"{village(application)}，{page['membership_headline']}。{kept}",
    }


def _grounds(application, answer: dict) -> list[dict]:
    """By which day, which rulebook and whose hand a judgement was made."""
    pairs = [
        {"label": "按此日规则", "value": answer["on"]},
        {"label": "规则摘要", "value": answer["rulebook"][:12]},
    ]
    if kept := application.assessment:
        pairs.append({"label": "存档", "value": f"{moment(kept.made_at)}，{kept.made_by.name}"})
    return pairs


def income_words(household: dict) -> str:
    """全家 12 个月净收入 4,968.00 元, or that a part is unknown."""
    if household["net_income_12m"] is None:
        return "还有收入没问清"
    return f"全家 12 个月净收入 {money(household['net_income_12m'])} 元"


def counted_words(household: dict) -> str:
    """计入 3 人, or that it is not known yet who counts."""
    return "还不知道谁计入" if household["size"] is None else f"计入 {household['size']} 人"


def headline(dibao: dict) -> str:
    """The answer as a title says it; no amount while it is unknown."""
    if dibao["answer"] == "YES":
        return f"按户低保，每月 {money(dibao['total'])} 元" if dibao["total"] else "符合低保，金额待查清"
    if dibao["answer"] == "NO":
        return "不符合低保"
    return f"尚缺 {len(dibao['missing'])} 项事实，还不能判定"


def amount_lines(dibao: dict, people: dict[str, str]) -> list[dict]:
    """The rows of the monthly sum as the amount component prints them."""
    lines = []
    for entry in dibao["rows"]:
        amount = entry["value"] or ""
        sign = "−" if amount.startswith("-") else "+" if lines else ""
        note = people.get(entry.get("who"), "")
        lines.append({"sign": sign, "label": entry["says"], "note": note, "amount": amount.lstrip("-")})
    return lines
