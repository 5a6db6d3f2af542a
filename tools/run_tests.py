"""`make test`: the suite on each profile this machine can carry; what could not run is named with its remedy.

REQUIRE_SERVICES=1 (as in CI): a missing service, and any test skipped, fails the run.
CAMPAIGN=1: the long fault and race campaigns run too.
ONLY=words: handed to pytest, for example ONLY="tests/kernel -k journal".
"""

import os
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass, field

from environment import ROOT, SERVICES, ensure, say, services

REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"
CAMPAIGN = os.environ.get("CAMPAIGN") == "1"
NO_TESTS = 5  # pytest's exit code for a selection that is empty
TOO_LATE = ("not campaign",) if not CAMPAIGN else ()


@dataclass(frozen=True)
class Pass:
    """One run of pytest: which tests, on which services, on how many processes."""

    name: str
    needs: tuple[str, ...]
    marks: tuple[str, ...]
    processes: int = 2
    only_database: bool = False  # the rest has run on SQLite already, and knows no database


PASSES = (
    Pass("SQLite", (), ("not browser", "not postgresql", *TOO_LATE)),
    Pass("PostgreSQL + Redis", ("DATABASE_URL", "REDIS_URL"), ("not browser", *TOO_LATE), only_database=True),
    Pass("Chromium", ("CHROMIUM",), ("browser", *TOO_LATE)),
)


@dataclass
class Outcome:
    """What the closing lines say."""

    lines: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def main() -> int:
    """Run every pass there are services for, then tell."""
    python = str(ensure("test"))
    found, outcome = services(), Outcome()
    for one in PASSES:
        lacking = [name for name in one.needs if not found.get(name)]
        if lacking:
            outcome.not_run.append(f"{one.name}：缺 {'、'.join(lacking)}。补救：make services")
        else:
            _run(python, one, found, outcome)
    return _tell(outcome)


def _run(python: str, one: Pass, found: dict, outcome: Outcome) -> None:
    began = time.monotonic()
    say(f"\n== {one.name}")
    code = subprocess.run(_words(python, one), cwd=ROOT, env=_environment(one, found), check=False).returncode
    result = {0: "通过", NO_TESTS: "没有选中任何测试"}.get(code, f"没有通过（{code}）")
    outcome.lines.append(f"{one.name}：{result}，{time.monotonic() - began:.0f} 秒")
    if code and (code != NO_TESTS or REQUIRED):
        outcome.failed.append(one.name)


def _words(python: str, one: Pass) -> list[str]:
    words = [python, "-m", "pytest", "-q", "-m", " and ".join(one.marks)]
    if one.processes:
        words += ["-n", str(one.processes), "--dist", "loadgroup"]
    return words + shlex.split(os.environ.get("ONLY", ""))


def _environment(one: Pass, found: dict) -> dict[str, str]:
    """Only the services of this pass: the SQLite pass must not see a database server."""
    clean = {name: value for name, value in os.environ.items() if name not in SERVICES}
    database = {"DATABASE_TESTS_ONLY": "1"} if one.only_database else {}
    return clean | database | {name: found[name] for name in one.needs}


def _tell(outcome: Outcome) -> int:
    """The summary a reader needs when nothing above is read."""
    say("\n== 小结")
    for line in outcome.lines:
        say(f"  {line}")
    for line in outcome.not_run:
        say(f"  没有跑 {line}")
    if not CAMPAIGN:
        say("  没有跑 长时间的故障与竞争测试（campaign）。补救：CAMPAIGN=1 make test")
    if REQUIRED and outcome.not_run:
        say("REQUIRE_SERVICES=1：缺服务，算没有通过。")
        return 1
    say("没有通过。" if outcome.failed else "都通过了。")
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(main())
