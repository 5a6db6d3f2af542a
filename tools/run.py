"""`make run`: from a bare Python to a signed-in screen; one Ctrl-C stops everything it started."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from environment import ROOT, VAR, ensure, say, stop  # noqa: E402

LOG = VAR / "log"
STARTS_WITHIN = 40  # seconds


def main() -> int:
    port = _port()
    _refuse_busy(port)
    python = str(ensure("base"))
    LOG.mkdir(parents=True, exist_ok=True)
    _manage(python, "migrate", "--verbosity", "0")
    _manage(python, "collectstatic", "--noinput", "--verbosity", "0")
    _manage(python, "demo")
    children = _start(python, port)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _wait_until_up(port, children)
        say(f"\n龙岩救助：http://127.0.0.1:{port}/")
        _manage(python, "logins")
        say("按 Ctrl-C 停止。日志在 var/log/。")
        return _watch(children)
    except KeyboardInterrupt:
        say("\n正在停止 …")
        return 0
    finally:
        _stop(children)


def _port() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args().port


def _refuse_busy(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            stop(f"端口 {port} 已被占用。请换一个：make run PORT={port + 1}")


def _manage(python: str, *words: str) -> None:
    if subprocess.run([python, "manage.py", *words], cwd=ROOT, check=False).returncode:  # noqa: S603
        stop(f"manage.py {words[0]} 没有成功，见上面的提示。")


def _start(python: str, port: int) -> dict[str, subprocess.Popen]:
    """Web, and worker with beat. Each is a process group of its own, so that its children end with it."""
    web = ["-m", "gunicorn", "longyan_relief.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    web += ["--worker-class", "gthread", "--threads", "4", "--access-logfile", "-"]
    queue = ["-m", "celery", "-A", "longyan_relief", "worker", "--beat", "--pool", "solo", "--loglevel", "INFO"]
    queue += ["--schedule", str(VAR / "beat-schedule"), "--without-gossip", "--without-mingle"]
    return {"web": _child(python, web, "web"), "worker": _child(python, queue, "worker")}


def _child(python: str, words: list[str], name: str) -> subprocess.Popen:
    log = (LOG / f"{name}.log").open("ab")
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(  # noqa: S603
        [python, *words], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )


def _wait_until_up(port: int, children: dict) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        _refuse_dead(children)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    stop(f"{STARTS_WITHIN} 秒内没有起来，请看 var/log/web.log。")


def _watch(children: dict) -> int:
    while True:
        _refuse_dead(children)
        time.sleep(1)


def _refuse_dead(children: dict) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            tail = (LOG / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            stop("\n".join([*tail, f"{name} 意外停了（{child.returncode}），其余的也一并停止。"]))


def _interrupt(*_):
    raise KeyboardInterrupt


def _stop(children: dict) -> None:
    """Ask each group to end; after ten seconds, end it."""
    for child in children.values():
        _signal(child, signal.SIGTERM)
    for child in children.values():
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)


def _signal(child: subprocess.Popen, sign: int) -> None:
    try:
        os.killpg(child.pid, sign)
    except ProcessLookupError:
        pass


if __name__ == "__main__":
    sys.exit(main())
