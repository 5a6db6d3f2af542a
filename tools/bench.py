"""`make bench`: every benchmark, one after another, on an otherwise idle machine."""

import subprocess
import sys

from environment import ROOT, ensure, say


def main() -> int:
    python = str(ensure("test"))
    failed = []
    for path in sorted((ROOT / "benchmarks").glob("[a-z]*.py")):
        say(f"\n== {path.stem}")
        if subprocess.run([python, "-m", f"benchmarks.{path.stem}"], cwd=ROOT, check=False).returncode:
            failed.append(path.stem)
    for name in failed:
        say(f"没有达到：{name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
