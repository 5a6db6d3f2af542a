"""What the database itself refuses: triggers declared by the apps and installed after every migrate.

They are no migrations, because SQLite drops a table's triggers whenever Django rebuilds it.
"""

from itertools import product

from django.conf import settings
from django.db import connections, transaction

from kernel import watching
from kernel.models import Bypass

# Model → what is never done to its rows, besides emptying the table.
_FIXED: dict = {}
_ARROWS: dict = {}
# Model → (name, query that finds what must not be beside the new row, statement that makes rivals wait).
_NEVER: dict = {}


def off(guard: str) -> bool:
    """Tests alone may switch a guard off, to see what it prevents."""
    return not settings.PRODUCTION and guard in getattr(settings, "GUARDS_OFF", frozenset())


def is_switch_misplaced(source) -> bool:
    """A switched-off guard outside the suite's own settings is an error, not a setting."""
    is_suite = source.SETTINGS_MODULE == "longyan_relief.settings.test"
    return getattr(source, "GUARDS_OFF", None) is not None and (source.PRODUCTION or not is_suite)


def append_only(model) -> None:
    """Rows of this model are never changed, deleted or truncated."""
    _FIXED[model] = ("update", "delete")


def kept(model) -> None:
    """Rows of this model may change, but are never deleted or truncated."""
    _FIXED[model] = ("delete",)


def append_only_tables() -> set[str]:
    """The tables to which rows are only ever added."""
    return {model._meta.db_table for model, verbs in _FIXED.items() if "update" in verbs}


def arrows(model, allowed, initial: set) -> None:
    """States of this model change along these arrows only; rows begin in an initial state and stay."""
    edges = {(str(source), str(arrow.target)) for arrow in allowed for source in arrow.sources}
    _ARROWS[model] = (edges, {str(state) for state in initial})


def never(model, name: str, found: str, lock: str = "") -> None:
    """A row for which `found` (a query that speaks of NEW) finds anything is refused, new or changed.

    `lock` is what PostgreSQL does first, so that of two at once the second sees the first.
    """
    _NEVER.setdefault(model, {})[name] = (found, lock)


def install(sender=None, using: str = "default", **_) -> None:
    """Put every declared trigger in place; already there, it is replaced."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    # At once, so that nobody finds a moment without them.
    with transaction.atomic(using=using), connection.cursor() as cursor:
        remove(using=using)
        for statement in _statements(connection.vendor, there):
            cursor.execute(statement)


def make_way(sender=None, using: str = "default", **_) -> None:
    """Before a migrate: SQLite renames no table that a trigger of another one writes to. `install` follows."""
    connection = connections[using]
    if connection.vendor == "sqlite" and Bypass._meta.db_table in connection.introspection.table_names():
        remove(using=using)


def remove(using: str = "default") -> None:
    """Take the triggers away: for a rebuild, and for a test that must empty the tables."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in _names(connection.vendor):
            if table in tables:
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def _names(vendor: str):
    for model, verbs in _FIXED.items():
        table = model._meta.db_table
        for verb in (*verbs, *(["truncate"] if vendor == "postgresql" else [])):
            yield f"{table}_no_{verb}", table
    for model in _ARROWS:
        table = model._meta.db_table
        for verb in ("begin", "move", "delete", *(["truncate"] if vendor == "postgresql" else [])):
            yield f"{table}_{verb}_guard", table
    for model, rules in _NEVER.items():
        table = model._meta.db_table
        for name, verb in product(rules, ("insert", "update")):
            yield f"{table}_{name}_{verb}", table
    yield from watching.names(vendor)


def _statements(vendor: str, there: set[str]):
    """The triggers of the tables that are there (a partial migrate has not made all of them)."""
    fixed = {model._meta.db_table: verbs for model, verbs in _FIXED.items() if model._meta.db_table in there}
    moved = {model._meta.db_table: rules for model, rules in _ARROWS.items() if model._meta.db_table in there}
    beside = {model._meta.db_table: rules for model, rules in _NEVER.items() if model._meta.db_table in there}
    if vendor == "postgresql":
        yield _REFUSE
        yield from _postgresql(fixed, moved)
    else:
        yield from _sqlite(fixed, moved)
    yield from watching.statements(vendor, there)
    for table, rules in beside.items():
        for name, (found, lock) in rules.items():
            yield from _never(vendor, table, name, found, lock)


def _never(vendor: str, table: str, name: str, found: str, lock: str):
    """After the row is there, and so has its key: what is raised takes it back."""
    name = f"{table}_{name}"
    if vendor == "postgresql":
        yield _REFUSE_BESIDE.format(name=name, lock=lock, found=found, words=_words(name))
    for verb in ("insert", "update"):
        head = f'CREATE TRIGGER "{name}_{verb}" AFTER {verb.upper()} ON "{table}" FOR EACH ROW'
        if vendor == "postgresql":
            yield f'{head} EXECUTE FUNCTION "{name}"()'
        else:
            yield f"{head} BEGIN SELECT RAISE(ABORT, '{_words(name)}') WHERE EXISTS ({found}); END"


_REFUSE = """
CREATE OR REPLACE FUNCTION kernel_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


_REFUSE_BESIDE = """
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {lock}
    IF EXISTS ({found}) THEN
        RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""


def _postgresql(fixed: dict, moved: dict):
    for table, verbs in fixed.items():
        for verb in verbs:
            yield _pg(f"{table}_no_{verb}", f"BEFORE {verb.upper()}", table, "row")
        yield _pg(f"{table}_no_truncate", "BEFORE TRUNCATE", table, "statement")
    for table, (edges, initial) in moved.items():
        yield _pg(f"{table}_begin_guard", "BEFORE INSERT", table, "row", _not_initial(initial))
        yield _pg(f"{table}_move_guard", "BEFORE UPDATE", table, "row", _not_an_edge(edges))
        yield _pg(f"{table}_delete_guard", "BEFORE DELETE", table, "row")
        yield _pg(f"{table}_truncate_guard", "BEFORE TRUNCATE", table, "statement")


def _pg(name: str, event: str, table: str, each: str, when: str = "") -> str:
    condition = f"WHEN ({when})" if when else ""
    return (
        f'CREATE TRIGGER "{name}" {event} ON "{table}" FOR EACH {each.upper()} {condition} '
        f"EXECUTE FUNCTION kernel_refuse('{_words(name)}')"
    )


def _sqlite(fixed: dict, moved: dict):
    for table, verbs in fixed.items():
        for verb in verbs:
            yield _lite(f"{table}_no_{verb}", f"BEFORE {verb.upper()}", table)
    for table, (edges, initial) in moved.items():
        yield _lite(f"{table}_begin_guard", "BEFORE INSERT", table, _not_initial(initial))
        yield _lite(f"{table}_move_guard", "BEFORE UPDATE", table, _not_an_edge(edges))
        yield _lite(f"{table}_delete_guard", "BEFORE DELETE", table)


def _lite(name: str, event: str, table: str, when: str = "") -> str:
    condition = f"WHEN {when}" if when else ""
    return (
        f'CREATE TRIGGER "{name}" {event} ON "{table}" FOR EACH ROW {condition} '
        f"BEGIN SELECT RAISE(ABORT, '{_words(name)}'); END"
    )


def _words(name: str) -> str:
    """The sentence of a refusal; it names the trigger, never a value."""
    return f"{name}: this change is not one the procedure knows"


def _not_initial(initial: set) -> str:
    return "NEW.state NOT IN ({})".format(", ".join(f"'{state}'" for state in sorted(initial)))


def _not_an_edge(edges: set) -> str:
    named = " OR ".join(
        f"(OLD.state = '{source}' AND NEW.state = '{target}')" for source, target in sorted(edges)
    )
    return f"OLD.state <> NEW.state AND NOT ({named})"
