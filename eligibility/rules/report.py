"""An answer as a table for the terminal: every clause with both sides, then the amount row by row."""

from rich.console import Group
from rich.table import Table
from rich.text import Text

from eligibility.rules.vocabulary import PROGRAMMES

_STYLES = {"YES": "green", "NO": "red", "UNKNOWN": "yellow"}
_WORDS = {"YES": "符合", "NO": "不符合", "UNKNOWN": "尚缺材料"}


def table(answer):
    """The answer of one case, ready to print."""
    household = answer["household"]
    size = household["size"] if household["size"] is not None else "未定"
    head = Text(f"{answer['case']}  {answer['on']}  {answer['division']}  计入 {size} 人", style="bold")
    parts = [head, _clauses("共同生活的家庭成员", household["clauses"])]
    for code, benefit in answer["benefits"].items():
        parts.append(_clauses(PROGRAMMES[code], benefit["clauses"], benefit["answer"]))
        if benefit["rows"]:
            parts.append(_rows(benefit))
        if benefit["missing"]:
            parts.append(Text("尚缺：" + "、".join(benefit["missing"]), style="yellow"))
    return Group(*parts)


def _clauses(title, entries, answer=None):
    shown = Table(title=f"{title} {_WORDS.get(answer, '')}".strip(), title_style=_STYLES.get(answer, ""))
    for column in ("条款", "成员", "结论", "内容", "依据"):
        shown.add_column(column, overflow="fold")
    for entry in entries:
        sides = " ".join(entry[key] for key in ("left", "sign", "right", "unit") if entry[key] is not None)
        result = Text(_WORDS[entry["answer"]], style=_STYLES[entry["answer"]])
        shown.add_row(entry["id"], entry.get("who", ""), result, f"{entry['says']}\n{sides}", entry["cite"])
    return shown


def _rows(benefit):
    shown = Table(title="金额")
    for column in ("条款", "成员", "内容", "元/月"):
        shown.add_column(column, justify="right" if column == "元/月" else "left")
    for row in benefit["rows"]:
        shown.add_row(row["id"], row.get("who", ""), row["says"], row["value"] or "未定")
    shown.add_row("", "", "合计", benefit["total"] or "未定", style="bold")
    return shown
