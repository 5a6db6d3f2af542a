"""Answers as pages print them: people by name, values by label, articles in short."""

import re

from eligibility.rules.rulebook import catalogue

_INSTRUMENT = re.compile(r"《[^》]*》（[^）]*?(\d+)号）")


def short_cite(cite: str) -> str:
    """57 号文第十四条, for a narrow column; papers print the whole name."""
    return _INSTRUMENT.sub(r"\1 号文", cite)


def grounds(cites) -> str:
    """《甲》（民发〔2021〕57号）第九条、第十四条；《乙》…: every article once, under its instrument."""
    articles: dict[str, list[str]] = {}
    for cite in cites:
        named = _INSTRUMENT.match(cite)
        whole = named.group() if named else ""
        found = articles.setdefault(whole, [])
        if cite.removeprefix(whole) not in found:
            found.append(cite.removeprefix(whole))
    return "；".join(whole + "、".join(found) for whole, found in articles.items())


def label(name: str) -> str:
    """低保标准, from dibao_standard."""
    return catalogue()[name].label


def labels(names) -> list[str]:
    return [label(name) for name in names]


def entries(listed: list[dict], people: dict[str, str]) -> list[dict]:
    """Clause entries or amount rows with names, labels and short citations added."""
    return [
        entry
        | {
            "who_name": people.get(entry.get("who"), ""),
            "cite": short_cite(entry["cite"]),
            "values": [_value(value) for value in entry["values"]],
        }
        for entry in listed
    ]


def _value(value: dict) -> dict:
    """A value by its label; a list (of items, of vehicles) is not spelt out in a narrow column."""
    shown = "" if isinstance(value["value"], list | dict) else value["value"]
    return value | {"label": label(value["name"]), "value": shown}
