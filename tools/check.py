"""`make check`: what a tool can see is not left to a reviewer."""

import subprocess
import sys

from environment import ROOT, VENV, ensure, say

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    ("python", "manage.py", "check", "--fail-level", "WARNING"),
)


def main() -> int:
    ensure("test")
    failed = [check for check in CHECKS if not _passes(check)]
    for check in failed:
        say(f"没有通过：{' '.join(check)}")
    return 1 if failed else 0


def _passes(check: tuple[str, ...]) -> bool:
    say(f"· {' '.join(check)}")
    return not subprocess.run([str(VENV / "bin" / check[0]), *check[1:]], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
