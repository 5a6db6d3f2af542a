"""The proof behind the README: a clean clone, an ordinary user, `make run` and `make test`, with figures.

Part of .ci/run. As root it makes a user of its own, with an empty home, and removes it again; otherwise it runs
as whoever calls it. `--start` stops after the first start and takes its bar strictly (benchmarks/start.py).
"""

import argparse
import http.cookiejar
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from environment import ROOT, say, stop

USER = "longyan-trial"
FIRST_START = 120  # seconds, the bars
SECOND_START = 10
TESTS = 300
STOPS = 15
PATIENCE = 3  # a busy machine misses a bar and says so; beyond so many times the bar something is wrong
HANDED_ON = re.compile(r"PIP_|SSL_CERT|REQUESTS_CA|LANG$|TZ$|(https?|no)_proxy$", re.IGNORECASE)


class Trial:
    """The clone and the user that tries it."""

    def __init__(self, folder: Path, patience: int):
        self.patience = patience
        self.app, self.port = folder / "app", _free_port()
        self.log = folder / "run.log"
        self.account = _ordinary_user()
        home = folder / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(self.app)], check=True)
        if self.account:
            folder.chmod(0o755)
            subprocess.run(["chown", "-R", f"{USER}:", str(folder)], check=True)
        handed = {name: value for name, value in os.environ.items() if HANDED_ON.match(name)}
        path = "/usr/local/bin:/usr/bin:/bin" if self.account else os.environ["PATH"]
        # A temporary folder of its own: /tmp may hold one of an earlier user of the same name.
        own = {"HOME": str(home), "TMPDIR": str(home), "PYTEST_DEBUG_TEMPROOT": str(home)}
        self.environment = handed | own | {"PATH": path, "PYTHONUNBUFFERED": "1"}

    def make(self, *words: str, output) -> subprocess.Popen:
        """`make …` as that user, in a session of its own, as in a terminal window."""
        who = {"user": USER, "group": self.account.pw_gid, "extra_groups": []} if self.account else {}
        return subprocess.Popen(
            ["make", "--no-print-directory", *words],
            cwd=self.app,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **who,
        )

    def left(self) -> list[str]:
        """Processes that still work in the clone."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "cwd").readlink().is_relative_to(self.app):
                    found.append(
                        (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    )
            except OSError:
                continue  # gone meanwhile, dead, or somebody else's
        return found


def main() -> int:
    """Take the steps in order; the first that fails ends the proof with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", action="store_true")
    only_start = parser.parse_args().start
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(1)
    )  # so that a stopped CI leaves no process and no user
    folder = Path(tempfile.mkdtemp(prefix="longyan-relief-proof-")).resolve()
    made_user = _make_user()
    try:
        trial = Trial(folder, patience=1 if only_start else PATIENCE)
        _need_python(trial)
        if only_start:
            _started(
                trial, "从干净的克隆到登录页", FIRST_START, lambda child: os.killpg(child.pid, signal.SIGINT)
            )
        else:
            _prove(trial)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if made_user:
            subprocess.run(["userdel", USER], check=False)
    return 0


def _prove(trial: Trial) -> None:
    _busy_port_is_a_sentence(trial)
    _started(trial, "从干净的克隆到登录页", FIRST_START, lambda child: os.killpg(child.pid, signal.SIGINT))
    _started(trial, "第二次启动", SECOND_START, lambda child: child.send_signal(signal.SIGTERM))
    _tested(trial)
    say("两条命令都如 README 所说。")


def _started(trial: Trial, name: str, bar: int, end) -> None:
    """`make run` until the login page answers, a person signed in, and everything stopped again."""
    began = time.monotonic()
    with trial.log.open("wb") as output:
        child = trial.make("run", f"PORT={trial.port}", output=output)
        try:
            page = _login_page(trial, child, (PATIENCE + 1) * bar)
            taken = time.monotonic() - began
            _sign_in(trial, page)
            began = time.monotonic()
            end(child)
            child.wait(timeout=STOPS)
        except subprocess.TimeoutExpired:
            _fail(trial, f"{STOPS} 秒内没有停下来。")
        finally:
            _end_for_certain(child)
    _nothing_left(trial)
    say(f"  {name}：{taken:.1f} 秒（限 {bar} 秒）；停下用了 {time.monotonic() - began:.1f} 秒，没有留下进程")
    if taken > bar * trial.patience:
        _fail(trial, f"{name}太慢。")


def _login_page(trial: Trial, child: subprocess.Popen, patience: float) -> str:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if child.poll() is not None:
            _fail(trial, f"make run 自己结束了（{child.returncode}）。")
        try:
            with urllib.request.urlopen(_address(trial, "accounts/login/"), timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    return _fail(trial, f"{patience:.0f} 秒内没有看到登录页。")


def _sign_in(trial: Trial, page: str) -> None:
    """With the first login that `make run` printed."""
    if "csrfmiddlewaretoken" not in page or "龙岩" not in page:
        _fail(trial, "登录页不像登录页。")
    printed = _wait_for(trial, r"口令都是 (\S+?)）：\s+(\S+)")
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    form = browser.open(_address(trial, "accounts/login/"), timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    answers = {"csrfmiddlewaretoken": token, "username": printed[2], "password": printed[1]}
    with browser.open(
        _address(trial, "accounts/login/"), urllib.parse.urlencode(answers).encode(), 20
    ) as answer:
        if answer.status != 200 or "/login" in answer.geturl():
            _fail(trial, f"{printed[2]} 登录没有成功。")


def _wait_for(trial: Trial, pattern: str) -> re.Match:
    for _ in range(100):
        if found := re.search(pattern, trial.log.read_text(encoding="utf-8", errors="replace")):
            return found
        time.sleep(0.2)
    return _fail(trial, "make run 没有列出账号。")


def _nothing_left(trial: Trial) -> None:
    for _ in range(30):
        left = trial.left()
        if not left:
            break
        time.sleep(0.1)
    else:
        _fail(trial, f"停下之后还留着：{left}")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", trial.port)) == 0:
            _fail(trial, f"停下之后 {trial.port} 端口还有人应答。")


def _busy_port_is_a_sentence(trial: Trial) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = trial.make("run", f"PORT={taken.getsockname()[1]}", output=subprocess.PIPE)
        words = refused.communicate(timeout=30)[0].decode()
    if not refused.returncode or "make run PORT=" not in words or "Traceback" in words:
        _fail(trial, f"端口被占用时说的是：{words}")
    say("  端口被占用：一句话说清，没有启动任何进程")


def _tested(trial: Trial) -> None:
    """`make test` without services: green, and what could not run is named."""
    began = time.monotonic()
    with trial.log.open("wb") as output:
        child = trial.make("test", output=output)
        try:
            code = child.wait(timeout=(PATIENCE + 1) * TESTS)
        finally:
            _end_for_certain(child)
    taken = time.monotonic() - began
    printed = trial.log.read_text(encoding="utf-8", errors="replace")
    if code or "补救：make services" not in printed:
        _fail(trial, f"没有服务时 make test 的结果不对（{code}）。")
    say(f"  没有服务时的 make test（含安装）：{taken:.0f} 秒（限 {TESTS} 秒），没有跑的都点了名")
    if taken > TESTS * trial.patience:
        _fail(trial, "make test 太慢。")


def _fail(trial: Trial, words: str):
    tail = (
        trial.log.read_text(encoding="utf-8", errors="replace").splitlines()[-40:]
        if trial.log.exists()
        else []
    )
    logs = sorted(trial.app.glob("var/log/*.log"))
    for log in logs:
        tail += [f"--- {log.name}", *log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]]
    stop("\n".join([*tail, f"没有通过：{words}"]))


def _end_for_certain(child: subprocess.Popen) -> None:
    """After a failure: ask once more, so that `make run` stops its own children."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(timeout=STOPS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _address(trial: Trial, page: str) -> str:
    return f"http://127.0.0.1:{trial.port}/{page}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _make_user() -> bool:
    if os.geteuid() or _ordinary_user():
        return False
    subprocess.run(["useradd", "--no-create-home", "--shell", "/bin/sh", USER], check=True)
    return True


def _ordinary_user():
    """The user of the proof; nobody else where we are an ordinary user already."""
    if os.geteuid():
        return None
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        return None


def _need_python(trial: Trial) -> None:
    """The README's one assumption, for that user: root's own Python may be out of its reach."""
    if _has_python(trial) or os.geteuid() or not shutil.which("apt-get"):
        return
    say("为普通用户安装 Debian 的 Python …")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "python3", "python3-venv"],
        env=quiet,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _has_python(trial: Trial) -> bool:
    program = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
    words = f"$(command -v python3.11 || command -v python3) -c '{program}'"
    who = {"user": USER, "group": trial.account.pw_gid, "extra_groups": []} if trial.account else {}
    ran = subprocess.run(["sh", "-c", words], env=trial.environment, cwd="/", check=False, **who)
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
