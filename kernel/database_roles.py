"""The two roles in PostgreSQL: the owner, who migrates, and the application, which owns nothing.

The application may not change, delete or empty what is only added to, whatever triggers there are; nor can it take
a trigger away. `migrate` makes new tables, so this is run after each.
"""

import re
from collections.abc import Iterator

from django.db import connection

from kernel import guards
from kernel.refusals import Refused

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
MIGRATIONS = "django_migrations"


def statements(owner: str, app: str) -> Iterator[str]:
    """All it takes, in order; what needs an administrator of the database comes first, and only where it is missing."""
    _fit(owner, app)
    yield from _roles(owner, app)
    yield from _ownership(owner)
    yield from _rights(owner, app)


def _fit(owner: str, app: str) -> None:
    if connection.vendor != "postgresql":
        raise Refused("这个数据库是 SQLite，没有角色可建；请在 DATABASE_URL 写 PostgreSQL 的地址。")
    for name in (owner, app):
        if not NAME.fullmatch(name):
            raise Refused(f"角色名“{name}”不合要求：只用小写字母、数字和下划线，以字母开头。")
    if owner == app:
        raise Refused(f"所有者和应用不能是同一个角色“{owner}”；请写两个名字。")


def _roles(owner: str, app: str):
    """Made without a password: set it with \\password, so that it stands in no history."""
    there = dict(_ask("SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles"))
    for name in (owner, app):
        if name not in there:
            yield f"CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE"
        elif there[name]:
            yield f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS NOCREATEROLE"
    if app in there and owner in there:
        [(is_member,)] = _ask("SELECT pg_has_role(%s, %s, 'MEMBER')", app, owner)
        if is_member:
            yield f"REVOKE {owner} FROM {app}"


def _ownership(owner: str):
    """Whatever belongs to somebody else goes to the owner."""
    found = _ask(
        "SELECT quote_ident(datname) FROM pg_database"
        " WHERE datname = current_database() AND datdba::regrole::text <> %s",
        owner,
    )
    yield from (f"ALTER DATABASE {database} OWNER TO {owner}" for (database,) in found)
    found = _ask(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tableowner <> %s", owner
    )
    yield from (f'ALTER TABLE "{table}" OWNER TO {owner}' for (table,) in found)
    found = _ask(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = current_schema()::regnamespace AND proowner::regrole::text <> %s",
        owner,
    )
    yield from (f"ALTER FUNCTION {function} OWNER TO {owner}" for (function,) in found)


def _rights(owner: str, app: str):
    yield f"REVOKE CREATE ON SCHEMA {_schema()} FROM PUBLIC, {app}"
    yield f"GRANT USAGE ON SCHEMA {_schema()} TO {app}"
    for table in sorted(connection.introspection.table_names()):
        yield f'REVOKE ALL ON "{table}" FROM PUBLIC, {app}'
        yield f'GRANT {_verbs(table)} ON "{table}" TO {app}'
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {_schema()} TO {app}"
    # A table made later can be filled at most, until this is run again.
    default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {_schema()}"
    yield f"{default} REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLES FROM {app}"
    yield f"{default} GRANT SELECT, INSERT ON TABLES TO {app}"
    yield f"{default} GRANT USAGE, SELECT ON SEQUENCES TO {app}"


def _verbs(table: str) -> str:
    if table == MIGRATIONS:
        return "SELECT"
    return "SELECT, INSERT" if table in guards.append_only_tables() else "SELECT, INSERT, UPDATE, DELETE"


def _schema() -> str:
    [(schema,)] = _ask("SELECT quote_ident(current_schema())")
    return schema


def _ask(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
