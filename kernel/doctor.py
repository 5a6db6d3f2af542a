"""What is missing on this machine and what to do about it, in plain words. Looks, mends nothing, tells no secret."""

import ctypes.util
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kernel import clock, deployment, jobs, keys, verifying
from kernel.models import CalendarYear, JournalEntry

LEAST_FREE = 2 * 1024**3  # bytes: a day of photographs of a county and a database that still can write
OLDEST_ANCHOR = timedelta(hours=26)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: with a remedy, it is wrong; without, it is well."""

    subject: str
    sentence: str
    remedy: str = ""


def examine() -> list[Finding]:
    """Everything, in the order in which it should be mended; what needs the tables only if they are there."""
    found = [python(), *configuration(), redis_server(), pango(), fonts(), space(), folder()]
    tables = migrations()
    found.append(tables)
    if not tables.remedy:
        found += [server_log(), calendar(), *work(), anchor()]
    return found


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "Python", version, "" if sys.version_info >= (3, 11) else "请安装 Python 3.11 或更新版本。"
    )


def configuration():
    """The same judgement as at the start; a trial is asked for its keys as well, where it has made them."""
    faults = deployment.faults()
    yield from (Finding("配置", f"{fault.id} {fault.sentence}", fault.remedy) for fault in faults)
    if not faults:
        yield Finding("配置", "正式环境" if settings.PRODUCTION else "试用环境")
    if not settings.PRODUCTION and any(Path(settings.KEY_DIR).glob("*_key*")):
        sentence = keys.fault(settings)
        yield Finding("密钥", sentence or "齐全", "按上一句更换密钥。" if sentence else "")


def redis_server() -> Finding:
    """The queue; a trial without Redis keeps it in files."""
    if not settings.REDIS_URL:
        remedy = "正式环境请安装 Redis，写入环境变量 REDIS_URL。" if settings.PRODUCTION else ""
        return Finding("Redis", "没有设置，用文件队列", remedy)
    try:
        server = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)
        told = server.config_get("appendonly", "maxmemory-policy")
    except (redis.RedisError, ValueError) as fault:
        return Finding("Redis", f"连不上（{type(fault).__name__}）", "检查 REDIS_URL 和 Redis 服务。")
    wanted = {"appendonly": "yes", "maxmemory-policy": "noeviction"}
    wrong = [f"{name} {value}" for name, value in wanted.items() if told.get(name) != value]
    remedy = f"在 redis.conf 设置 {'、'.join(wrong)}，然后重启 Redis。" if wrong else ""
    return Finding("Redis", "设置不合要求" if wrong else "正常", remedy)


def pango() -> Finding:
    there = ctypes.util.find_library("pangoft2-1.0")
    remedy = "" if there else "请安装 Pango（Debian：libpangoft2-1.0-0）；没有它只能打印网页，不能生成 PDF。"
    return Finding("Pango", "已安装" if there else "没有安装", remedy)


def fonts() -> Finding:
    program = shutil.which("fc-list")
    listed = ""
    if program:
        asked = [program, ":lang=zh", "family"]
        listed = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=30).stdout  # noqa: S603
    remedy = "" if listed.strip() else "请安装 fontconfig 和中文字体（Debian：fontconfig、fonts-noto-cjk）。"
    return Finding("中文字体", "有" if listed.strip() else "没有找到", remedy)


def space() -> Finding:
    free = shutil.disk_usage(settings.VAR_DIR).free
    remedy = "请清理磁盘或扩容，至少留 2 GB。" if free < LEAST_FREE else ""
    return Finding("磁盘", f"VAR_DIR 所在磁盘剩余 {free / 1024**3:.1f} GB", remedy)


def folder() -> Finding:
    """Photographs, anchors and trial keys lie there: others on the machine may at most read, nobody else write."""
    paths = [Path(settings.VAR_DIR), Path(settings.KEY_DIR)]
    wide = [path.name for path in paths if path.exists() and path.stat().st_mode & 0o022]
    remedy = f"请运行 chmod go-w，目录：{'、'.join(wide)}。" if wide else ""
    return Finding("目录权限", "别的用户可以写入" if wide else "正常", remedy)


def migrations() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        left = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as fault:
        return Finding("数据库", f"连不上（{type(fault).__name__}）", "检查 DATABASE_URL 和数据库服务。")
    remedy = "请运行 python manage.py migrate。" if left else ""
    return Finding("数据库", f"还有 {left} 个迁移没有执行" if left else "迁移齐全", remedy)


# What each setting of PostgreSQL has to be, lest the server's own log repeat what was typed: DETAIL names the row
# that a constraint refused, and a statement carries its values, because psycopg2 writes them into it.
QUIET_LOG = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def server_log() -> Finding:
    """PostgreSQL writes a log of its own, which nothing of ours masks (SEC-28)."""
    if connection.vendor != "postgresql":
        return Finding("数据库日志", "SQLite 没有自己的日志")
    with connection.cursor() as cursor:
        loud = loud_settings(cursor)
    remedy = f"请在 postgresql.conf 设置 {'，'.join(loud)}，然后重新加载（pg_ctl reload）。" if loud else ""
    return Finding("数据库日志", "会写出所填的内容" if loud else "不写所填的内容", remedy)


def loud_settings(cursor) -> list[str]:
    """What to set otherwise, as the line in postgresql.conf."""
    cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET_LOG)])
    told = dict(cursor.fetchall())
    return [f"{name} = {wanted}" for name, wanted in QUIET_LOG.items() if told.get(name) != wanted]


def calendar() -> Finding:
    """This year and the next: a period begun in December ends in January."""
    year = clock.today().year
    known = set(CalendarYear.objects.values_list("year", flat=True))
    missing = [str(one) for one in (year, year + 1) if one not in known]
    remedy = f"请更新 chinese_calendar 后运行 migrate，导入 {'、'.join(missing)} 年。" if missing else ""
    return Finding("工作日历", "缺年份" if missing else "今年、明年都有", remedy)


def work():
    """Beat, broker and worker as the jobs show them."""
    told = jobs.health()
    yield Finding(
        "后台进程",
        "5 分钟没有巡查" if told["is_stalled"] else "正常",
        "请启动 worker 和 beat，看它们的日志。" if told["is_stalled"] else "",
    )
    bad = told["dead"] + told["running_without_heart"]
    remedy = "请运行 python manage.py jobs，按 docs/runbook.md 处理。" if bad else ""
    yield Finding("后台工作", f"已放弃或失去进程的 {bad} 项", remedy)
    remedy = "请校准服务器时间（NTP）。" if told["has_drifted"] else ""
    yield Finding("时钟", f"与数据库相差 {told['drift_seconds']:.1f} 秒", remedy)


def anchor() -> Finding:
    """The signed head outside the database: are the anchors whole, and how old is the newest by its own signed time?

    The missing newest file shows only here, by the age of what is left.
    """
    known = verifying.anchors()
    if not known:
        remedy = "请运行 python manage.py anchor_journal。" if JournalEntry.objects.exists() else ""
        return Finding("日志锚点", "还没有", remedy)
    for one in verifying.broken_anchors(known):
        remedy = "请保留现场，报告审计员，再运行 python manage.py verify_journal。"
        return Finding("日志锚点", one.sentence, remedy)
    age = max(timedelta(0), clock.now() - datetime.fromisoformat(known[-1]["at"]))
    remedy = "请查 beat 是否在运行、锚点文件有没有少，再运行 anchor_journal。" if age > OLDEST_ANCHOR else ""
    return Finding("日志锚点", f"最近一次在 {age.total_seconds() / 3600:.0f} 小时前", remedy)
