"""`make test`: the suite on each profile this machine can carry; what could not run is named with its remedy.

REQUIRE_SERVICES=1 (as in CI): a missing service, and any test skipped, fails the run.
CAMPAIGN=1: the long fault and race campaigns run too.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from environment import ROOT, ensure, say, services

REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"
CAMPAIGN = os.environ.get("CAMPAIGN") == "1"


def main() -> int:
    python = str(ensure("test"))
    found = services()
    not_run, failed = [], []
    for name, needs, marks, environment in _passes(found):
        lacking = [one for one in needs if one not in found]
        if lacking:
            not_run.append(f"{name}：没有 {'、'.join(lacking)}。补救：make services")
            continue
        began = time.monotonic()
        say(f"\n== {name}")
        if not _suite(python, marks, environment):
            failed.append(name)
        say(f"== {name}：{time.monotonic() - began:.0f} 秒")
    if not CAMPAIGN:
        not_run.append("长时间的故障与竞争测试（campaign）。补救：CAMPAIGN=1 make test")
    return _tell(failed, not_run)


def _passes(found: dict):
    """Name, services needed, which tests, and the profile's environment."""
    campaign = "" if CAMPAIGN else " and not campaign"
    postgresql = {name: found[name] for name in ("DATABASE_URL", "REDIS_URL") if name in found}
    browser = {"CHROMIUM": found.get("CHROMIUM", "")}
    yield "SQLite", (), f"not browser and not postgresql{campaign}", {}
    yield "PostgreSQL 和 Redis", ("DATABASE_URL", "REDIS_URL"), f"not browser{campaign}", postgresql
    yield "浏览器（Chromium）", ("CHROMIUM",), "browser", browser


def _suite(python: str, marks: str, environment: dict) -> bool:
    """One run of pytest. A browser test drives one page at a time; the others use both cores."""
    clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    words = ["-m", "pytest", "-q", "-m", marks]
    if marks != "browser":
        words += ["-n", "2", "--dist", "loadgroup"]
    # The configuration is handed on whole; a test that needs a service that is not there skips, and is counted.
    ran = subprocess.run([python, *words], cwd=ROOT, env=clean | environment, check=False)  # noqa: S603
    return ran.returncode == 0


def _tell(failed: list[str], not_run: list[str]) -> int:
    say("")
    for line in not_run:
        say(f"没有跑 {line}")
    for name in failed:
        say(f"没有通过：{name}")
    missing = [line for line in not_run if "campaign" not in line]
    if REQUIRED and missing:
        say("REQUIRE_SERVICES=1：缺服务，算没有通过。")
        return 1
    say("没有通过。" if failed else "都通过了。")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
