"""What an expression needs: its parts, the facts and the dated values it names, and whose facts they are."""

from eligibility.rules.expressions import AGGREGATES, Amount, Code, Dated, Flag


def walk(expression, into=lambda part: True):
    """An expression and every part of it, each once, outermost first."""
    seen, todo = set(), [expression]
    while todo:
        part = todo.pop(0)
        if part not in seen:
            seen.add(part)
            yield part
            if into(part):
                todo.extend(part.parts())


def facts_in(expression):
    """The facts an expression needs."""
    return [part for part in walk(expression) if isinstance(part, (Amount, Flag, Code))]


def values_in(expression):
    """The names of the dated values an expression needs, in the order it names them."""
    return list(dict.fromkeys(part.name for part in walk(expression) if isinstance(part, Dated)))


def level_in(expression):
    """Whose clause this is: the level of the facts that stand outside any aggregate."""
    bare = walk(expression, into=lambda part: not isinstance(part, AGGREGATES))
    levels = {part.level for part in bare if isinstance(part, (Amount, Flag, Code))} - {"household"}
    if len(levels) > 1:
        raise TypeError(f"一条条款只能说一个层级的事，这里有 {sorted(levels)}")
    return levels.pop() if levels else "household"
