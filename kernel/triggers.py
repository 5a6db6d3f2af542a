"""The triggers as SQL, for PostgreSQL and for SQLite."""

from django.db.backends.utils import names_digest


def made(guard, connection) -> list[str]:
    """The statements that put a guard in place."""
    return _VENDORS[connection.vendor][0](guard)


def dropped(guard, connection) -> list[str]:
    """The statements that take it away."""
    return _VENDORS[connection.vendor][1](guard)


def _name(guard, act: str) -> str:
    """A name that fits PostgreSQL's 63 characters."""
    return f"guard_{guard.table[:40]}_{names_digest(guard.table, length=6)}_{act}"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _fixed(guard) -> str:
    return _quoted(f"{guard.model._meta.verbose_name}（{guard.table}）只可追加，不可修改、删除或清空。")


def _kept(guard) -> str:
    return _quoted(f"{guard.model._meta.verbose_name}（{guard.table}）的记录不可删除。")


def _moved(guard) -> str:
    return _quoted(f"{guard.model._meta.verbose_name}（{guard.table}）不能这样改变状态：流程里没有这一步。")


def _no_edge(guard) -> str:
    """True where the state changes along an edge that no arrow names."""
    edges = [f"(OLD.state = {_quoted(a)} AND NEW.state = {_quoted(b)})" for a, b in sorted(guard.edges)]
    return f"OLD.state <> NEW.state AND NOT ({' OR '.join(edges) or '1 = 0'})"


def _not_initial(guard) -> str:
    return f"NEW.state NOT IN ({', '.join(map(_quoted, sorted(guard.initial)))})"


# PostgreSQL: one function per table, a row trigger, and a statement trigger against TRUNCATE.


def _postgresql(guard) -> list[str]:
    function, table = _name(guard, "f"), guard.table
    return [
        f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger LANGUAGE plpgsql AS $guard$\n'
        f"BEGIN\n{_body(guard)}\n  RETURN NEW;\nEND $guard$",
        f'CREATE TRIGGER "{_name(guard, "row")}" BEFORE INSERT OR UPDATE OR DELETE ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{function}"()',
        f'CREATE TRIGGER "{_name(guard, "all")}" BEFORE TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{function}"()',
    ]


def _body(guard) -> str:
    """check_violation, so that Django sees the IntegrityError it also gets from SQLite."""
    if guard.is_append_only:
        return f"  IF TG_OP <> 'INSERT' THEN {_raise(_fixed(guard))} END IF;"
    return (
        f"  IF TG_OP IN ('DELETE', 'TRUNCATE') THEN {_raise(_kept(guard))} END IF;\n"
        f"  IF TG_OP = 'INSERT' THEN\n"
        f"    IF {_not_initial(guard)} THEN {_raise(_moved(guard))} END IF;\n"
        f"  ELSIF {_no_edge(guard)} THEN {_raise(_moved(guard))} END IF;"
    )


def _raise(sentence: str) -> str:
    return f"RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = {sentence};"


def _postgresql_dropped(guard) -> list[str]:
    acts = [f'DROP TRIGGER IF EXISTS "{_name(guard, act)}" ON "{guard.table}"' for act in ("row", "all")]
    return [*acts, f'DROP FUNCTION IF EXISTS "{_name(guard, "f")}"()']


# SQLite: one trigger per act. REPLACE removes the old row without a DELETE trigger, so it is met on INSERT.


def _sqlite(guard) -> list[str]:
    refuse_delete = _sqlite_trigger(guard, "DELETE", "1", _kept(guard))
    refuse_replace = _sqlite_trigger(guard, "INSERT", _is_there(guard), _kept(guard), "replace")
    if guard.is_append_only:
        return [refuse_delete, refuse_replace, _sqlite_trigger(guard, "UPDATE", "1", _fixed(guard))]
    return [
        refuse_delete,
        refuse_replace,
        _sqlite_trigger(guard, "INSERT", _not_initial(guard), _moved(guard)),
        _sqlite_trigger(guard, "UPDATE", _no_edge(guard), _moved(guard)),
    ]


def _is_there(guard) -> str:
    """True where an inserted row would push out one that exists."""
    meta = guard.model._meta
    unique = [(column.name,) for column in meta.concrete_fields if column.unique]
    unique += [constraint.fields for constraint in meta.total_unique_constraints]
    same = " OR ".join(_same(meta, names) for names in unique)
    return f'EXISTS (SELECT 1 FROM "{guard.table}" WHERE {same})'  # noqa: S608  (names of our own tables)


def _same(meta, names) -> str:
    columns = [meta.get_field(name).column for name in names]
    return "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns) + ")"


def _sqlite_trigger(guard, act: str, when: str, sentence: str, name: str = "") -> str:
    return (
        f'CREATE TRIGGER "{_name(guard, name or act.lower())}" BEFORE {act} ON "{guard.table}" '
        f"WHEN {when} BEGIN SELECT RAISE(ABORT, {sentence}); END"
    )


def _sqlite_dropped(guard) -> list[str]:
    acts = ("delete", "replace", "insert", "update")
    return [f'DROP TRIGGER IF EXISTS "{_name(guard, act)}"' for act in acts]


_VENDORS = {
    "postgresql": (_postgresql, _postgresql_dropped),
    "sqlite": (_sqlite, _sqlite_dropped),
}
