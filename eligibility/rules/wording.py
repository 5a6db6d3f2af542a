"""Clauses in Chinese, as people read them."""

from functools import singledispatch

from eligibility.rules.clauses import Clause, Item
from eligibility.rules.expressions import (
    Amount,
    Both,
    Choice,
    Code,
    Compare,
    Constant,
    Count,
    Dated,
    Either,
    Flag,
    Highest,
    Listed,
    Minus,
    Not,
    OneOf,
    Plus,
    Some,
    Times,
    Total,
    When,
)

_SIGNS = {"<": "低于", "<=": "不超过", ">": "超过", ">=": "不低于"}
_LEVELS = {"member": "计入的成员", "vehicle": "车船农机"}


def text(expression, labels):
    """An expression in words; `labels` names the dated values."""
    return _text(expression, labels)


@singledispatch
def _text(node, labels):
    raise TypeError(f"没有 {node!r} 的说法")


@_text.register(Clause)
def _(node, labels):
    return _text(node.condition, labels)


@_text.register(Item)
def _(node, labels):
    divided = "" if node.per == 1 else f"÷{abs(node.per)}"
    return _text(node.comes_to, labels) + divided


@_text.register(Constant)
def _(node, labels):
    return str(node.amount)


@_text.register(Dated)
def _(node, labels):
    return labels[node.name]


@_text.register(Amount)
@_text.register(Flag)
@_text.register(Code)
def _(node, labels):
    return node.label


@_text.register(Plus)
def _(node, labels):
    return "（" + "+".join(_text(term, labels) for term in node.terms) + "）"


@_text.register(Minus)
def _(node, labels):
    return f"（{_text(node.left, labels)}−{_text(node.right, labels)}）"


@_text.register(Times)
def _(node, labels):
    return f"{_text(node.left, labels)}×{_text(node.right, labels)}"


@_text.register(When)
def _(node, labels):
    return f"{_text(node.condition, labels)}的{_text(node.amount, labels)}"


@_text.register(Highest)
def _(node, labels):
    return "其中最高一项：" + "、".join(_text(term, labels) for term in node.terms)


@_text.register(Choice)
def _(node, labels):
    ways = "；".join(f"{way}：{_text(amount, labels)}" for way, amount in node.ways.items())
    return f"按“{labels[node.by.name]}”，{ways}"


@_text.register(Total)
def _(node, labels):
    return f"{_LEVELS[node.over.name]}合计{_text(node.of, labels)}"


@_text.register(Count)
def _(node, labels):
    return f"{_LEVELS[node.over.name]}中{_text(node.of, labels)}的数目"


@_text.register(Some)
def _(node, labels):
    return f"{'每一' if node.every else '任一'}{_LEVELS[node.over.name]}{_text(node.of, labels)}"


@_text.register(Compare)
def _(node, labels):
    return f"{_text(node.left, labels)}{_SIGNS[node.sign]}{_text(node.right, labels)}"


@_text.register(OneOf)
def _(node, labels):
    if isinstance(node.codes, Dated):
        return f"{node.fact.label}在“{labels[node.codes.name]}”之列"
    return f"{node.fact.label}为{'、'.join(node.fact.words[code] for code in node.codes)}"


@_text.register(Listed)
def _(node, labels):
    return f"列入{node.programme}“{labels[node.by.name]}”"


@_text.register(Both)
def _(node, labels):
    return f"{_text(node.left, labels)}，且{_text(node.right, labels)}"


@_text.register(Either)
def _(node, labels):
    return f"（{_text(node.left, labels)}，或{_text(node.right, labels)}）"


@_text.register(Not)
def _(node, labels):
    of = _text(node.of, labels)
    return f"未{of}" if isinstance(node.of, Listed) else f"非（{of}）"
