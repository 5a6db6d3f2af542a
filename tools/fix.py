"""`make fix`: the linters mend what they can; requirements are pinned anew, with hashes, no addresses."""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from environment import ROOT, VENV, ensure, say


def main() -> int:
    ensure("test")
    for words in (("check", "--fix", "."), ("format", ".")):
        subprocess.run([str(VENV / "bin" / "ruff"), *words], cwd=ROOT, check=False)
    return _pin()


def _pin() -> int:
    """uv compiles the pins from an environment of its own, which is thrown away. UPGRADE=1 takes newer releases."""
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") == "1" else []
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        tool = Path(folder) / "bin"
        subprocess.run([str(tool / "pip"), "install", "--quiet", "uv"], check=True)
        for name in ("base", "test"):
            say(f"重新锁定 requirements/{name}.txt …")
            words = [
                str(tool / "uv"),
                "pip",
                "compile",
                "--quiet",
                "--generate-hashes",
                "--no-emit-index-url",
            ]
            words += ["--no-header", "--python-version", "3.11", *upgrade]
            words += [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
            if subprocess.run(words, cwd=ROOT, check=False).returncode:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
