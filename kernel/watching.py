"""What went round the code: the database records every change of a watched table outside `ledger.transaction()`.

So no `.update()`, bulk insert, raw statement, admin page or hand at the database goes unseen: it leaves a journal
entry or a bypass row (绕过记录) with table, verb and key, never a content. A ledger transaction that changed
something and journalled nothing leaves one as well. It is a net, not a wall: who knows the setting's name can set
it in PostgreSQL by hand, and who owns the tables can take the triggers away (against them stand the roles,
`manage.py database_roles`). SQLite has no setting; there a function of our connections answers, and a connection
from elsewhere, which lacks it, cannot write to a watched table at all.
"""

from django.db import connection
from django.db.backends.signals import connection_created

from kernel import clock
from kernel.models import Bypass

BYPASS_LOCK = 0x72C3B9E5  # shared by whoever writes a bypass row, until its commit
OPEN = "open"  # a ledger transaction in which nothing has been changed yet

_WATCHED: dict = {}


def watched(*models, but: tuple[str, ...] = ()) -> None:
    """Changes of these models are journalled, or recorded as a bypass; columns in `but` may change unseen."""
    for model in models:
        _WATCHED[model] = but


# The state of the connection: nothing outside, OPEN inside, then the first change of the ledger transaction.


def begin() -> None:
    """A ledger transaction begins: its changes will be journalled."""
    if connection.vendor == "postgresql":
        _ask(f"SELECT set_config('kernel.ledger', '{OPEN}', true)")
    else:
        connection.kernel_ledger = OPEN


# Django's outer transactions outlive ours, and the setting would too.
END = "SELECT current_setting('kernel.ledger', true), set_config('kernel.ledger', '', true)"


def end() -> str:
    """It is over; its first change as `table verb key`, or nothing."""
    if connection.vendor == "postgresql":
        first = _ask(END)
    else:
        first, connection.kernel_ledger = connection.kernel_ledger, ""
    return "" if first == OPEN else first


def state() -> str:
    """What `back_to` needs. PostgreSQL takes its setting back with the savepoint itself."""
    return getattr(connection, "kernel_ledger", "")


def back_to(found: str) -> None:
    """A part was rolled back, and its first change with it."""
    connection.kernel_ledger = found


def record(first: str) -> None:
    """A bypass of the program's own: a ledger transaction changed this, and journalled nothing."""
    table, verb, key = first.split(" ", 2)
    role = "sqlite"
    if connection.vendor == "postgresql":
        role = _ask("SELECT session_user::text, pg_advisory_xact_lock_shared(%s)", BYPASS_LOCK)
    Bypass.objects.create(table_name=table, verb=verb, key=key, role=role, at=clock.now())


def is_settled() -> bool:
    """Nobody is between a bypass row and its commit, and nobody will be until we are done: no number comes late."""
    if connection.vendor != "postgresql":
        return True
    return _ask("SELECT pg_try_advisory_xact_lock(%s)", BYPASS_LOCK)


def _ask(sql: str, *values):
    """The first column of a statement's one row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def _teach(sender, connection, **_) -> None:
    """Each of our SQLite connections can answer its triggers."""
    if connection.vendor != "sqlite":
        return

    def goes_round(table: str, verb: str, key) -> bool:
        now = getattr(connection, "kernel_ledger", "")
        if now == OPEN:
            connection.kernel_ledger = f"{table} {verb} {key}"
        return not now

    connection.connection.create_function("kernel_goes_round", 3, goes_round)


connection_created.connect(_teach, dispatch_uid="kernel.watching")


# The triggers, installed with the others (kernel/guards.py).


def names(vendor: str):
    """Every trigger that may be there, with its table."""
    verbs = ("row", "truncate") if vendor == "postgresql" else ("insert", "update", "delete")
    for model in _WATCHED:
        table = model._meta.db_table
        yield from ((f"{table}_watched_{verb}", table) for verb in verbs)


def statements(vendor: str, there: set[str]):
    """The triggers of the tables that are there, once the table they write to is."""
    if Bypass._meta.db_table not in there:
        return
    if vendor == "postgresql":
        yield _WATCH
        yield "REVOKE ALL ON FUNCTION kernel_watch() FROM PUBLIC"
    for model, but in _WATCHED.items():
        if model._meta.db_table in there:
            yield from (_postgresql if vendor == "postgresql" else _sqlite)(model, _columns(model, but))


def _columns(model, but: tuple[str, ...]) -> str:
    """The columns whose change counts; empty for all."""
    if not but:
        return ""
    return " OF " + ", ".join(f'"{one.column}"' for one in model._meta.local_fields if one.name not in but)


# As its owner, so that a role which may write to one table only is recorded too; and therefore with no search path.
# All rows of a statement are queued before the first call: the later ones find its mark already set.
_WATCH = f"""
CREATE OR REPLACE FUNCTION kernel_watch() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE key text := '';
BEGIN
    IF TG_OP = 'DELETE' THEN key := to_jsonb(OLD) ->> TG_ARGV[0];
    ELSIF TG_OP <> 'TRUNCATE' THEN key := to_jsonb(NEW) ->> TG_ARGV[0];
    END IF;
    IF current_setting('kernel.ledger', true) = '{OPEN}' THEN
        PERFORM set_config('kernel.ledger', format('%s %s %s', TG_TABLE_NAME, lower(TG_OP), key), true);
    ELSIF coalesce(current_setting('kernel.ledger', true), '') = '' THEN
        PERFORM pg_advisory_xact_lock_shared({BYPASS_LOCK});
        EXECUTE format('INSERT INTO %I.kernel_bypass (table_name, verb, key, role, at)'
                       ' VALUES ($1, $2, $3, $4, clock_timestamp())', TG_TABLE_SCHEMA)
        USING TG_TABLE_NAME, lower(TG_OP), key, session_user;
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608  (names of ours)
# Inside, only the first change of a transaction calls the function.
_WORTH_A_CALL = f"coalesce(current_setting('kernel.ledger', true), '') IN ('', '{OPEN}')"


def _postgresql(model, columns: str):
    table, pk = model._meta.db_table, model._meta.pk.column
    call = f"WHEN ({_WORTH_A_CALL}) EXECUTE FUNCTION kernel_watch('{pk}')"
    changes = f"INSERT OR DELETE OR UPDATE{columns}"
    yield f'CREATE TRIGGER "{table}_watched_row" AFTER {changes} ON "{table}" FOR EACH ROW {call}'
    yield f'CREATE TRIGGER "{table}_watched_truncate" AFTER TRUNCATE ON "{table}" FOR EACH STATEMENT {call}'


def _sqlite(model, columns: str):
    table, pk = model._meta.db_table, model._meta.pk.column
    for verb, row in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
        of = columns if verb == "update" else ""
        yield (
            f'CREATE TRIGGER "{table}_watched_{verb}" AFTER {verb.upper()}{of} ON "{table}" FOR EACH ROW '
            f"WHEN kernel_goes_round('{table}', '{verb}', {row}.\"{pk}\") BEGIN "
            f"{_NOTE} ('{table}', '{verb}', {row}.\"{pk}\", 'sqlite', strftime('%Y-%m-%d %H:%M:%f', 'now')); END"
        )


_NOTE = "INSERT INTO kernel_bypass (table_name, verb, key, role, at) VALUES"
