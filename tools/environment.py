"""The virtual environment, made with what Python brings along: runs before anything is installed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"


def say(words: str) -> None:
    """Tell the person at the terminal, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def stop(words: str) -> None:
    """End with a sentence that says what is wrong and what to do."""
    sys.stderr.write(f"{words}\n")
    raise SystemExit(2)


def ensure(requirements: str) -> Path:
    """The environment with these pinned requirements; unchanged requirements cost nothing."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this runs under whatever python3 the machine has)
        stop(f"需要 Python 3.11 或更新，这里是 {sys.version.split()[0]}。请安装后用 make PYTHON=… 指定。")
    pinned = ROOT / "requirements" / f"{requirements}.txt"
    stamp = VENV / f".{requirements}-{hashlib.sha256(pinned.read_bytes()).hexdigest()[:16]}"
    if stamp.exists():
        return PYTHON
    if not PYTHON.exists():
        say("建立 .venv …")
        _run([sys.executable, "-m", "venv", str(VENV)], "建不了 .venv：请安装 Python 的 venv 模块（Debian：python3-venv）。")
    say(f"安装 requirements/{requirements}.txt（带校验和）…")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    _run(
        [str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(pinned)],
        "安装没有成功：请检查网络和上面的提示后再试。",
    )
    stamp.touch()
    return PYTHON


def _run(command: list[str], remedy: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:  # noqa: S603  (our own words)
        stop(remedy)


def services() -> dict[str, str]:
    """Addresses of the private services that `make services` started; the environment prevails."""
    found = {}
    recorded = VAR / "services.env"
    if recorded.exists():
        lines = recorded.read_text(encoding="utf-8").splitlines()
        found = dict(line.split("=", 1) for line in lines if "=" in line)
    return found | {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "CHROMIUM") if name in os.environ}
