"""`make services`: private PostgreSQL and Redis for the suite, and Chromium, Pango and CJK fonts.

As root on Debian or Ubuntu it installs what is missing; elsewhere it finds what is there. It starts servers of
its own on free ports, with their data where only they write, and never touches anybody else's.
"""

import argparse
import glob
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from environment import VAR, say, stop

RECORD = VAR / "services.env"
PACKAGES = {
    "PostgreSQL": ["postgresql"],
    "Redis": ["redis-server"],
    "Chromium": ["chromium"],
    "Pango": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "中文字体": ["fonts-noto-cjk"],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stop", action="store_true")
    if parser.parse_args().stop:
        return _stop_all()
    missing = [name for name in PACKAGES if not _has(name)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install([package for name in missing for package in PACKAGES[name]])
        missing = [name for name in PACKAGES if not _has(name)]
    found = _running() or _start()
    if chromium := shutil.which("chromium") or shutil.which("chromium-browser"):
        found["CHROMIUM"] = chromium
    VAR.mkdir(exist_ok=True)
    RECORD.write_text("".join(f"{name}={value}\n" for name, value in found.items()), encoding="utf-8")
    for name in missing:
        say(f"没有{name}：请以 root 运行 make services，或自行安装 {' '.join(PACKAGES[name])}。")
    say(f"服务：{'、'.join(name for name in PACKAGES if name not in missing)}。记在 var/services.env。")
    return 1 if missing else 0


def _has(name: str) -> bool:
    return {
        "PostgreSQL": lambda: bool(_postgres("initdb")),
        "Redis": lambda: bool(shutil.which("redis-server")),
        "Chromium": lambda: bool(shutil.which("chromium") or shutil.which("chromium-browser")),
        "Pango": lambda: bool(glob.glob("/usr/lib/*/libpangoft2-1.0.so.0")),
        "中文字体": lambda: bool(glob.glob("/usr/share/fonts/**/NotoSansCJK*", recursive=True)),
    }[name]()


def _postgres(program: str) -> str | None:
    """A program of the newest PostgreSQL on this machine."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{program}"))
    return found[-1] if found else shutil.which(program)


def _install(packages: list[str]) -> None:
    """Install without letting the packages start servers or make clusters of their own."""
    say(f"安装 {' '.join(packages)} …")
    policy, cluster = Path("/usr/sbin/policy-rc.d"), Path("/etc/postgresql-common/createcluster.conf")
    made_policy = not policy.exists()
    if made_policy:
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
        policy.chmod(0o755)
    if not cluster.exists():
        cluster.parent.mkdir(parents=True, exist_ok=True)
        cluster.write_text("create_main_cluster = false\n", encoding="ascii")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)  # noqa: S607
        wanted = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        if subprocess.run(wanted, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:  # noqa: S603
            stop("apt-get 没有装成，见上面的提示。")
    finally:
        if made_policy:
            policy.unlink()


def _running() -> dict[str, str]:
    """The servers of an earlier `make services`, if they still answer and are still ours."""
    if not RECORD.exists():
        return {}
    found = dict(
        line.split("=", 1) for line in RECORD.read_text(encoding="utf-8").splitlines() if "=" in line
    )
    ports = [int(found[name]) for name in ("POSTGRES_PORT", "REDIS_PORT") if name in found]
    answers = len(ports) == 2 and all(_answers(port) for port in ports)
    return found if answers and _is_ours(found) else {}


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _is_ours(found: dict) -> bool:
    asked = _psql(found, "SHOW data_directory", "postgres")
    return asked.strip() == found["POSTGRES_DATA"]


def _start() -> dict[str, str]:
    """A cluster and a Redis in a fresh folder; PostgreSQL refuses root, so root lends it another user."""
    if not (_has("PostgreSQL") and _has("Redis")):
        return {}
    home = Path(tempfile.mkdtemp(prefix="longyan-relief-services-"))
    home.chmod(0o755)
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(home, user, user)
    found = {
        "SERVICES_HOME": str(home),
        "SERVICES_USER": user,
        "POSTGRES_DATA": str(home / "postgres"),
        "POSTGRES_PORT": str(_free_port()),
    }
    _start_postgres(found, home)
    found["REDIS_PORT"] = str(_free_port())
    _start_redis(found, home)
    found["DATABASE_URL"] = f"postgres://longyan_owner@127.0.0.1:{found['POSTGRES_PORT']}/longyan"
    found["REDIS_URL"] = f"redis://127.0.0.1:{found['REDIS_PORT']}/0"
    return found


def _start_postgres(found: dict, home: Path) -> None:
    data, port = found["POSTGRES_DATA"], found["POSTGRES_PORT"]
    initdb = [
        _postgres("initdb"),
        "-D",
        data,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale",
        "C.UTF-8",
        "-U",
        "postgres",
    ]
    _as_user(found, initdb)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    start = [_postgres("pg_ctl"), "-D", data, "-o", options, "-l", str(home / "postgres.log"), "-w", "start"]
    _as_user(found, start)
    if not _is_ours(found):
        stop("连到的 PostgreSQL 不是刚才自己启动的那一个，已停下，没有动它。")
    _psql(found, "CREATE ROLE longyan_owner LOGIN CREATEDB", "postgres")
    _psql(found, "CREATE ROLE longyan_app LOGIN NOSUPERUSER NOBYPASSRLS", "postgres")
    _psql(found, "CREATE DATABASE longyan OWNER longyan_owner", "postgres")


def _start_redis(found: dict, home: Path) -> None:
    words = ["--port", found["REDIS_PORT"], "--bind", "127.0.0.1", "--dir", str(home), "--daemonize", "yes"]
    words += ["--appendonly", "yes", "--maxmemory-policy", "noeviction", "--pidfile", str(home / "redis.pid")]
    _as_user(found, [shutil.which("redis-server"), *words])
    for _ in range(50):
        if _answers(int(found["REDIS_PORT"])):
            return
        time.sleep(0.1)
    stop("Redis 没有起来。")


def _as_user(found: dict, command: list[str]) -> str:
    """Run as the user the services belong to."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", found["SERVICES_USER"], "--", *command]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    ran = subprocess.run(command, cwd=found["SERVICES_HOME"], check=False, **quiet)  # noqa: S603
    if ran.returncode:
        stop(f"{' '.join(command[:6])} … 没有成功：\n{ran.stdout}")
    return ran.stdout


def _psql(found: dict, statement: str, database: str) -> str:
    words = [
        "-h",
        "127.0.0.1",
        "-p",
        found["POSTGRES_PORT"],
        "-U",
        "postgres",
        "-d",
        database,
        "-Atc",
        statement,
    ]
    return _as_user(found, [_postgres("psql"), *words])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _stop_all() -> int:
    """Stop what we started, and remove its data."""
    found = _running()
    if found:
        _as_user(found, [_postgres("pg_ctl"), "-D", found["POSTGRES_DATA"], "-m", "fast", "stop"])
        _as_user(found, [shutil.which("redis-cli"), "-p", found["REDIS_PORT"], "shutdown", "nosave"])
        shutil.rmtree(found["SERVICES_HOME"], ignore_errors=True)
    RECORD.unlink(missing_ok=True)
    say("私有服务已停。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
