"""The virtual environment, made with what Python brings along: runs before anything is installed."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
RECORD = ROOT / "var" / "services.env"  # written by `make services`
SERVICES = ("DATABASE_URL", "REDIS_URL", "CHROMIUM")
SETS = ("base", "test")


def say(words: str) -> None:
    """Tell the person at the terminal, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def stop(words: str) -> None:
    """End with a sentence that says what is wrong and what to do."""
    sys.stderr.write(f"{words}\n")
    raise SystemExit(2)


def ensure(wanted: str) -> Path:
    """The environment with one set of pinned requirements; unchanged requirements cost nothing."""
    pinned = ROOT / "requirements" / f"{wanted}.txt"
    stamp, digest = _stamp(wanted), hashlib.sha256(_all_pins()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return PYTHON
    _make()
    say(f"安装 requirements/{wanted}.txt（带校验和）…")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    installed = _run([str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(pinned)])
    if not installed:
        stop("安装没有成功：请检查网络和上面的提示后再试。")
    for other in SETS:
        if other != wanted and _stamp(other).exists() and _stamp(other).read_text(encoding="ascii") != digest:
            _stamp(other).unlink()  # its pins were replaced under it
    stamp.write_text(digest, encoding="ascii")
    return PYTHON


def _make() -> None:
    """A fresh environment where there is none, or half of one (venv without ensurepip leaves that behind)."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this runs under whatever python3 the machine has)
        stop(f"需要 Python 3.11 或更新，这里是 {sys.version.split()[0]}。请安装后用 make PYTHON=… 指定。")
    if PYTHON.exists() and _run([str(PYTHON), "-c", "import pip"], quiet=True):
        return
    say("建立 .venv …")
    if not _run([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        shutil.rmtree(VENV, ignore_errors=True)
        stop("建不了 .venv：请安装 Python 的 venv 模块（Debian：python3-venv）。")


def _stamp(wanted: str) -> Path:
    return VENV / f".installed-{wanted}"


def _all_pins() -> bytes:
    """Both files at once: the sets share an environment, so a change in either is a change."""
    return b"".join((ROOT / "requirements" / f"{name}.txt").read_bytes() for name in SETS)


def _run(command: list[str], *, quiet: bool = False) -> bool:
    silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if quiet else {}
    return subprocess.run(command, cwd=ROOT, check=False, **silence).returncode == 0


def recorded_services() -> dict[str, str]:
    """What `make services` wrote down."""
    if not RECORD.exists():
        return {}
    lines = RECORD.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def services() -> dict[str, str]:
    """Where the services are: in the environment, or as `make services` started them."""
    given = {
        name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "CHROMIUM") if os.environ.get(name)
    }
    return recorded_services() | given
