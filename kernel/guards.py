"""What the database itself refuses, whoever asks: triggers declared by apps, renewed after every migrate.

(SQLite rebuilds a table to alter it and drops its triggers on the way, hence the renewal.)
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import connections

from kernel import triggers

OFF = "GUARDS_OFF"


def on(name: str) -> bool:
    """Whether a guard stands. Only the suite's settings may take one away, to see what it prevents."""
    return name not in getattr(settings, OFF, ())


@dataclass(frozen=True)
class Guard:
    """A table with what it refuses. No edges: nothing may ever change in it."""

    model: type
    edges: frozenset = frozenset()
    initial: frozenset = frozenset()
    is_append_only: bool = field(default=False)

    @property
    def table(self) -> str:
        return self.model._meta.db_table


_GUARDS: dict[str, Guard] = {}


def append_only(model) -> None:
    """Rows of this table are added and never changed, removed or truncated."""
    _GUARDS[model._meta.db_table] = Guard(model, is_append_only=True)


def arrows(model, arrows, *, initial) -> None:
    """Rows of this table start in an initial state, move along these arrows, and are never removed."""
    edges = frozenset((source, arrow.target) for arrow in arrows for source in arrow.sources)
    _GUARDS[model._meta.db_table] = Guard(model, edges, frozenset(str(state) for state in initial))


def install(using: str = "default") -> None:
    """Renew every trigger whose table exists."""
    remove(using)
    if not on("triggers"):
        return
    _run(using, triggers.made)


def remove(using: str = "default") -> None:
    """Take the triggers away (migrations that rewrite a table, and tests that empty it)."""
    _run(using, triggers.dropped)


def after_migrate(sender, using="default", **_) -> None:
    install(using)


def _run(using: str, statements) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for guard in _GUARDS.values():
            if guard.table in present:
                for statement in statements(guard, connection):
                    cursor.execute(statement)
