"""How long a newcomer waits: `make run` from a clean clone, nothing installed, to the login page.

    python -m benchmarks.start

Downloads are part of it, so the figure is of this machine and this network. The bar is 120 s.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Run the first step of the proof of CI, which prints the figure and fails where the bar is missed."""
    return subprocess.run(
        [sys.executable, "tools/prove_two_commands.py", "--start"], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
