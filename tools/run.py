"""`make run`: from a bare Python to a signed-in screen; one Ctrl-C stops everything it started."""

import argparse
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from environment import ROOT, VAR, ensure, say, stop

LOG = VAR / "log"
STARTS_WITHIN = 60  # seconds
ENDS_WITHIN = 10
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Prepare, start, watch; whatever happens, stop what was started."""
    for sign in STOPPING:
        signal.signal(sign, _interrupt)
    children = {}
    try:
        port = _port()
        claim = _alone()  # kept open: the claim ends with this process
        _refuse_busy(port)
        python = str(ensure("base"))
        _prepare(python)
        _start(python, port, children)
        _wait_until_up(port, children)
        say(f"\n龙岩救助：http://127.0.0.1:{port}/")
        _manage(python, "logins")
        say("按 Ctrl-C 停止。日志在 var/log/。")
        return _watch(children, claim)
    except KeyboardInterrupt:
        say("\n正在停止 …")
        return 0
    finally:
        _stop(children)


def _port() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args().port


def _alone():
    """One run per folder: two would share a database file, a queue and their logs."""
    LOG.mkdir(parents=True, exist_ok=True)
    claim = (VAR / "run.lock").open("w", encoding="ascii")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stop("这个目录里已经有一个 make run 在运行。请先在那个窗口按 Ctrl-C。")
    return claim


def _refuse_busy(port: int) -> None:
    """Ask for the port as gunicorn will."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            stop(f"端口 {port} 要有管理员权限才能用。请换一个：make run PORT=8000")
        except (OSError, OverflowError):
            stop(f"端口 {port} 用不了（多半已被占用）。请换一个，例如：make run PORT=8080")


def _prepare(python: str) -> None:
    """Tables, static files, the demonstration. A first start that was cut short begins again from nothing."""
    database, unfinished = VAR / "db.sqlite3", VAR / "first-start-unfinished"
    if unfinished.exists():
        say("上一次的首次启动没有完成，从头再来 …")
        for part in VAR.glob("db.sqlite3*"):
            part.unlink()
    if not database.exists() and not os.environ.get("DATABASE_URL"):
        unfinished.touch()
    _manage(python, "migrate", "--verbosity", "0")
    _collect_static(python)
    _manage(python, "demo")
    unfinished.unlink(missing_ok=True)


def _collect_static(python: str) -> None:
    """Static files are gathered and compressed anew only when they may have changed: it takes long."""
    digest, stamp = _static_digest(), VAR / "static" / ".collected"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    say("整理静态文件 …")
    _manage(python, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    stamp.write_text(digest, encoding="ascii")


def _static_digest() -> str:
    """What the gathered files depend on: our own, the packages that bring theirs, and the settings."""
    found = hashlib.sha256()
    folders = [ROOT / "static", *(one for one in ROOT.glob("*/static") if one.parent != VAR)]
    sources = [path for folder in folders for path in folder.rglob("*")]
    sources += [ROOT / "requirements" / "base.txt", ROOT / "longyan_relief" / "settings" / "base.py"]
    for path in sorted(filter(Path.is_file, sources)):
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def _manage(python: str, *words: str) -> None:
    """One command, ended with us: in a group of its own, so that Ctrl-C shows our sentence and no traceback."""
    child = subprocess.Popen([python, "manage.py", *words], cwd=ROOT, start_new_session=True)
    try:
        code = child.wait()
    except KeyboardInterrupt:
        _signal(child, signal.SIGTERM)
        child.wait()
        raise
    if code:
        stop(f"manage.py {words[0]} 没有成功，见上面的提示。")


def _start(python: str, port: int, children: dict) -> None:
    """Web, and worker with beat."""
    web = ["-m", "gunicorn", "longyan_relief.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    web += ["--worker-class", "gthread", "--threads", "4", "--access-logfile", "-", "--no-control-socket"]
    queue = [
        "-m",
        "celery",
        "-A",
        "longyan_relief",
        "worker",
        "--beat",
        "--pool",
        "solo",
        "--loglevel",
        "INFO",
    ]
    queue += [
        "--scheduler",
        "django_celery_beat.schedulers:DatabaseScheduler",
        "--without-gossip",
        "--without-mingle",
    ]
    for name, words in (("web", web), ("worker", queue)):
        children[name] = _child(python, words, name)


def _child(python: str, words: list[str], name: str) -> subprocess.Popen:
    """A process group of its own: the terminal's Ctrl-C reaches only us, and its children end with it."""
    with (LOG / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [python, *words],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait_until_up(port: int, children: dict) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        _refuse_dead(children)
        try:
            with direct.open(f"http://127.0.0.1:{port}/accounts/login/", timeout=10):
                return
        except OSError:
            time.sleep(0.2)
    stop(f"{_tail('web')}\n{STARTS_WITHIN} 秒内登录页没有起来，上面是 var/log/web.log 的末尾。")


def _watch(children: dict, _claim) -> int:
    while True:
        _refuse_dead(children)
        time.sleep(0.5)


def _refuse_dead(children: dict) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            code = child.returncode
            stop(f"{_tail(name)}\n{name} 意外停了（退出码 {code}），其余的也一并停止。上面是它的日志末尾。")


def _tail(name: str) -> str:
    return "\n".join((LOG / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


def _interrupt(*_) -> None:
    raise KeyboardInterrupt


def _stop(children: dict) -> None:
    """Ask each group to end; after ten seconds, end it. A second Ctrl-C leaves nobody behind."""
    for sign in STOPPING:
        signal.signal(sign, signal.SIG_IGN)
    for child in children.values():
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + ENDS_WITHIN
    for child in children.values():
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        _signal(child, signal.SIGKILL)  # whoever of the group is left
        child.wait()


def _signal(child: subprocess.Popen, sign: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, sign)


if __name__ == "__main__":
    sys.exit(main())
