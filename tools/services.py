"""`make services`: private PostgreSQL and Redis for the suite, and Chromium, Pango and CJK fonts.

As root on Debian or Ubuntu it installs what is missing; elsewhere it finds what is there. It starts servers
of its own, with their data where only they write, and never touches anybody else's.
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

from environment import RECORD, recorded_services, say, stop

PACKAGES = {
    "PostgreSQL": ["postgresql"],
    "Redis": ["redis-server"],
    "Chromium": ["chromium"],
    "Pango": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "中文字体": ["fonts-noto-cjk"],
}
INITDB = ("-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "-U", "postgres")
ROLES = (
    "CREATE ROLE longyan_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS",
    "CREATE ROLE longyan_app LOGIN NOSUPERUSER NOBYPASSRLS",
    "CREATE DATABASE longyan OWNER longyan_owner",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stop", action="store_true")
    if parser.parse_args().stop:
        _stop_what_is_left()
        say("私有服务已停。")
        return 0
    missing = [name for name in PACKAGES if not _has(name)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install([package for name in missing for package in PACKAGES[name]])
        missing = [name for name in PACKAGES if not _has(name)]
    found = _running()
    if not found:
        _stop_what_is_left()
        found = _start()
    if chromium := shutil.which("chromium") or shutil.which("chromium-browser"):
        found["CHROMIUM"] = chromium
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text("".join(f"{name}={value}\n" for name, value in found.items()), encoding="utf-8")
    for name in missing:
        say(f"没有{name}：请以 root 运行 make services，或自行安装 {' '.join(PACKAGES[name])}。")
    say(f"服务：{'、'.join(name for name in PACKAGES if name not in missing)}。记在 var/services.env。")
    return 1 if missing else 0


def _has(name: str) -> bool:
    return {
        "PostgreSQL": lambda: bool(_postgres("initdb") and _postgres("psql")),
        "Redis": lambda: bool(shutil.which("redis-server")),
        "Chromium": lambda: bool(shutil.which("chromium") or shutil.which("chromium-browser")),
        "Pango": lambda: bool(glob.glob("/usr/lib/*/libpangoft2-1.0.so.0")),
        "中文字体": lambda: bool(glob.glob("/usr/share/fonts/**/NotoSansCJK*", recursive=True)),
    }[name]()


def _postgres(program: str) -> list[str]:
    """A program of the newest PostgreSQL on this machine, as the beginning of a command."""
    found = glob.glob(f"/usr/lib/postgresql/*/bin/{program}")
    newest = max(found, key=lambda path: int(path.split("/")[4]), default=shutil.which(program))
    return [newest] if newest else []


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
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "UCF_FORCE_CONFFOLD": "1"}
    try:
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        wanted = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        wanted += ["-o", "Dpkg::Options::=--force-confold", *packages]
        if subprocess.run(wanted, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
            stop("apt-get 没有装成，见上面的提示。")
    finally:
        if made_policy:
            policy.unlink()


def _running() -> dict[str, str]:
    """The servers of an earlier `make services`, if both still answer and are still ours."""
    found = recorded_services()
    return (
        found if {"SERVICES_HOME", "POSTGRES_DATA", "REDIS_PORT"} <= found.keys() and _are_ours(found) else {}
    )


def _are_ours(found: dict) -> bool:
    """Each server says itself where its data lies."""
    data = _psql(found, "SHOW data_directory", check=False)
    kept = _redis(found, "CONFIG", "GET", "dir")
    return data == found["POSTGRES_DATA"] and kept.endswith(found["SERVICES_HOME"])


def _start() -> dict[str, str]:
    """A cluster and a Redis in a fresh folder; PostgreSQL refuses root, so root lends it another user."""
    if not (_has("PostgreSQL") and _has("Redis")):
        return {}
    home = Path(tempfile.mkdtemp(prefix="longyan-relief-services-"))
    home.chmod(0o755)  # its socket is used by whoever runs the tests
    user = _unprivileged()
    if os.geteuid() == 0:
        shutil.chown(home, user)
    found = {"SERVICES_HOME": str(home), "SERVICES_USER": user, "POSTGRES_DATA": str(home / "postgres")}
    found |= {"POSTGRES_PORT": str(_free_port()), "REDIS_PORT": str(_free_port())}
    _start_postgres(found)
    _start_redis(found)
    if not _are_ours(found):
        stop("连到的服务不是刚才自己启动的，已停下，没有动它。")
    for statement in ROLES:
        _psql(found, statement)
    # django-environ's form of a socket: an empty host, and its folder in front of the name.
    found["DATABASE_URL"] = f"postgres://longyan_owner@:{found['POSTGRES_PORT']}/{home}/longyan"
    found["REDIS_URL"] = f"redis://127.0.0.1:{found['REDIS_PORT']}/0"
    return found


def _unprivileged() -> str:
    """Who the servers run as."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _start_postgres(found: dict) -> None:
    """Reached through a socket in its own folder only. Nothing in it outlives the tests: fsync is off."""
    home, data = found["SERVICES_HOME"], found["POSTGRES_DATA"]
    _as_user(found, [*_postgres("initdb"), "-D", data, *INITDB])
    options = f"-p {found['POSTGRES_PORT']} -k {home} -c listen_addresses='' -c fsync=off"
    _as_user(
        found, [*_postgres("pg_ctl"), "-D", data, "-o", options, "-l", f"{home}/postgres.log", "-w", "start"]
    )


def _start_redis(found: dict) -> None:
    words = ["--port", found["REDIS_PORT"], "--bind", "127.0.0.1", "--dir", found["SERVICES_HOME"]]
    words += ["--daemonize", "yes", "--appendonly", "yes", "--maxmemory-policy", "noeviction"]
    _as_user(found, ["redis-server", *words])
    for _ in range(50):
        if _redis(found, "PING") == "PONG":
            return
        time.sleep(0.1)
    stop("Redis 没有起来。")


def _as_user(found: dict, command: list[str], *, check: bool = True) -> str:
    """Run as the user the services belong to."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", found["SERVICES_USER"], "--", *command]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    ran = subprocess.run(command, cwd="/", check=False, **quiet)
    if check and ran.returncode:
        stop(f"{' '.join(command[:6])} … 没有成功：\n{ran.stdout}")
    return ran.stdout.strip()


def _psql(found: dict, statement: str, *, check: bool = True) -> str:
    words = ["-h", found["SERVICES_HOME"], "-p", found["POSTGRES_PORT"], "-U", "postgres", "-Atc", statement]
    return _as_user(found, [*_postgres("psql"), *words], check=check)


def _redis(found: dict, *words: str) -> str:
    return _as_user(found, ["redis-cli", "-p", found["REDIS_PORT"], *words], check=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _stop_what_is_left() -> None:
    """Stop what the record names as ours, each only if it says so itself, and remove its data."""
    found = recorded_services()
    home = found.get("SERVICES_HOME", "")
    if home and _redis(found, "CONFIG", "GET", "dir").endswith(home):
        _redis(found, "SHUTDOWN", "NOSAVE")
    if home and Path(found["POSTGRES_DATA"], "postmaster.pid").exists():
        _as_user(
            found, [*_postgres("pg_ctl"), "-D", found["POSTGRES_DATA"], "-m", "fast", "stop"], check=False
        )
    if home:
        shutil.rmtree(home, ignore_errors=True)
    RECORD.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
