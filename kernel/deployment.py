"""Is this installation fit to hold real people's data? The judgement, the system check and the refusal to start.

A trial may be anything; production is refused, sentence by sentence, until nothing of a trial is left in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, connections

from kernel import guards, keys

SHORTEST_SECRET = 50  # characters; Django's own measure (security.W009)
FEWEST_LETTERS = 5
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}

_TRIAL_ROWS: list[Callable[[], int]] = []


@dataclass(frozen=True)
class Fault:
    """Why production must not start, and what to do about it. Never holds a key or an address."""

    id: str
    sentence: str
    remedy: str


@dataclass(frozen=True)
class Facts:
    """What the settings alone do not tell: who we are in the database, and what a trial left behind."""

    is_reachable: bool = True
    is_superuser: bool = False
    owns: int = 0
    may_rewrite: int = 0
    trial_accounts: int = 0
    trial_keys: frozenset[str] = frozenset()


def counts_trial_accounts(count: Callable[[], int]) -> None:
    """Whoever loads a demonstration declares how its accounts are recognised."""
    _TRIAL_ROWS.append(count)


def judge(source, facts: Facts) -> list[Fault]:
    """Every fault of a configuration: settings and facts in, sentences out."""
    found = list(_switch_fault(source))
    if source.PRODUCTION:
        found += [
            *_settings_faults(source),
            *_key_faults(source, facts),
            *_database_faults(source, facts),
        ]
    return found


def _switch_fault(source):
    if guards.is_switch_misplaced(source):
        yield Fault("kernel.E001", "GUARDS_OFF 只许出现在测试设置里。", "从设置中删去 GUARDS_OFF。")


def _settings_faults(source):
    if source.DEBUG:
        yield Fault("kernel.E003", "正式环境打开了 DEBUG，出错页会泄露数据。", "删去环境变量 DEBUG。")
    hosts = [host.strip() for host in source.ALLOWED_HOSTS if host.strip()]
    if not set(hosts) - LOOPBACK:
        yield Fault(
            "kernel.E007", "没有写明系统的访问域名。", "在环境变量 ALLOWED_HOSTS 写上域名，用逗号分开。"
        )
    if any(host in {"*", "."} for host in hosts):
        yield Fault("kernel.E008", "ALLOWED_HOSTS 是“*”，任何域名都能冒充本系统。", "改为写明具体域名。")


def _key_faults(source, facts: Facts):
    sentence = keys.fault(source)
    if sentence:
        yield Fault("kernel.E002", sentence, "用密钥管理系统重新生成并写入环境变量。")
    secret, given = _secret(source), _given_keys(source)
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_LETTERS or secret in given:
        yield Fault(
            "kernel.E009",
            f"SECRET_KEY 没有设置、太短（少于 {SHORTEST_SECRET} 个字符）、太简单，或与别的密钥相同。",
            "用密钥管理系统生成一串随机字符，写入环境变量 SECRET_KEY。",
        )
    if facts.trial_keys & {secret, *given}:
        yield Fault(
            "kernel.E010",
            "正式环境用了试用时自动生成的密钥。",
            "为正式环境另行生成全部密钥；试用的数据不能带到正式环境。",
        )


def _secret(source) -> str:
    try:
        return source.SECRET_KEY or ""
    except ImproperlyConfigured:  # Django's answer to an empty one
        return ""


def _given_keys(source) -> set[str]:
    """The keys as they were typed, without their ids."""
    sealing = {part.partition(":")[2] for part in source.SEALING_KEYS.split()}
    return {key for key in (*sealing, source.INDEX_KEY, source.JOURNAL_KEY) if key}


def _database_faults(source, facts: Facts):
    if source.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield Fault(
            "kernel.E004", "正式环境用的是 SQLite。", "在环境变量 DATABASE_URL 写上 PostgreSQL 的地址。"
        )
    if not facts.is_reachable:
        yield Fault("kernel.E011", "数据库连不上。", "检查 DATABASE_URL、数据库服务和网络，然后重新启动。")
    if facts.is_superuser:
        yield Fault(
            "kernel.E005",
            "连接数据库的角色是超级用户，或能绕过行级限制、建立角色。",
            "按 docs/runbook.md 建立应用角色，写入 DATABASE_URL。",
        )
    if facts.owns:
        yield Fault(
            "kernel.E006",
            f"连接数据库的角色拥有库、表或函数（{facts.owns} 个），能拆掉保护日志的触发器。",
            "DATABASE_URL 写应用角色；所有者角色只写在 MIGRATE_DATABASE_URL，只供 migrate 使用。",
        )
    if facts.may_rewrite:
        yield Fault(
            "kernel.E013",
            f"连接数据库的角色能改、删或清空只增不改的表，或能加触发器（{facts.may_rewrite} 个表）。",
            "以所有者身份运行 python manage.py database_roles --apply，每次 migrate 之后都要运行。",
        )
    if facts.trial_accounts:
        yield Fault(
            "kernel.E012",
            f"数据库里有 {facts.trial_accounts} 个演示账号，口令是公开的。",
            "正式环境从空数据库开始，不要沿用试用的数据库。",
        )


def facts() -> Facts:
    """Ask the database and the key folder. `migrate` comes as the owner, before there are any rows."""
    trial_keys = _trial_keys()
    if settings.MIGRATING:
        return Facts(trial_keys=trial_keys)
    try:
        is_superuser, owns = _role()
        # Of an owner it would say the same twice.
        may_rewrite = 0 if is_superuser or owns else _rewritable()
        return Facts(True, is_superuser, owns, may_rewrite, _trial_accounts(), trial_keys)
    except DatabaseError:
        return Facts(is_reachable=False, trial_keys=trial_keys)


def _role() -> tuple[bool, int]:
    """Is our role above every rule, and how much does it own, itself or as a member of another role?"""
    if connection.vendor != "postgresql":
        return False, 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole,"
            " (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
            "  AND pg_has_role(session_user, tableowner, 'MEMBER'))"
            " + (SELECT count(*) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            "  AND pg_has_role(session_user, proowner, 'MEMBER'))"
            " + (SELECT count(*) FROM pg_database WHERE datname = current_database()"
            "  AND pg_has_role(session_user, datdba, 'MEMBER'))"
            " FROM pg_roles WHERE rolname = session_user"
        )
        return cursor.fetchone()


def _rewritable() -> int:
    """Tables our role could rewrite though rows are only added to them, empty at once, or hang a trigger on."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
            " AND relkind IN ('r', 'p') AND (has_table_privilege(session_user, oid, 'TRUNCATE, TRIGGER')"
            "  OR relname = ANY(%s) AND has_any_column_privilege(session_user, oid, 'UPDATE')"
            "  OR relname = ANY(%s) AND has_table_privilege(session_user, oid, 'DELETE'))",
            [list(guards.append_only_tables())] * 2,
        )
        return cursor.fetchone()[0]


def _trial_accounts() -> int:
    """None, as long as the tables are still to be made."""
    if "agencies_account" not in connection.introspection.table_names():
        return 0
    return sum(count() for count in _TRIAL_ROWS)


def _trial_keys() -> frozenset[str]:
    """What a trial made for itself in the key folder, without the ids."""
    folder, found = Path(settings.KEY_DIR), set()
    for name in ("sealing_keys", "index_key", "journal_key", "django-secret"):
        try:
            text = (folder / name).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            continue
        found |= {part.rpartition(":")[2] for part in text.split()}
    return frozenset(found)


def faults() -> list[Fault]:
    """The faults of this installation; a trial is not asked for its facts."""
    return judge(settings, facts() if settings.PRODUCTION else Facts())


@register("kernel")
def is_fit(app_configs=None, **_):
    """The judgement as Django's system check: every command that checks is refused by it."""
    return [Error(fault.sentence, hint=fault.remedy, id=fault.id) for fault in faults()]


def refuse_to_start() -> None:
    """What web, worker and beat call first: SystemCheckError with every sentence, or nothing.

    The connection is closed, so that no forked child shares it.
    """
    try:
        call_command("check", tags=["kernel"])
    finally:
        connections.close_all()
