"""Work for a real worker that is to be killed in the middle: it stays in the middle the first time."""

import os
import time
from pathlib import Path

from kernel import jobs

FOLDER = Path(os.environ.get("SLOW_WORK", "."))


@jobs.work("slow")
def slow(number):
    """The first attempt does not come back; the second one finishes."""
    first = not (FOLDER / "begun").exists()
    (FOLDER / "begun").write_text(str(number), encoding="ascii")
    if first:
        time.sleep(600)
    (FOLDER / "finished").write_text(str(number), encoding="ascii")
