"""The page that shows a judgement (看判定): queries and time, beside the bare login page of the same run.

    python -m benchmarks.assessment_page

Bars: at most 15 queries, p50 at most 60 ms (part 1). A throw-away database with one township's families.
"""

import os
import statistics
import sys
import tempfile
import time

PAGES = 60
MOST_QUERIES, MOST_MS = 15, 60


def prepare():
    """A fresh database with the demonstration's staff and one accepted case; gives client and address."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="longyan-relief-bench-")
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)
    from tests.situations import case, staff  # noqa: PLC0415

    team = staff()
    found = case(team, "reviewed")
    client = Client()
    client.force_login(team.reviewer)
    return client, reverse("applications:assessment", args=[found.pk]), reverse("agencies:login")


def milliseconds(client, address: str) -> list[float]:
    taken = []
    for _ in range(PAGES):
        began = time.perf_counter()
        answer = client.get(address)
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code in (200, 302)
    return taken


def main() -> int:
    client, page, login = prepare()
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client.get(page)
    with CaptureQueriesContext(connection) as capture:
        client.get(page)
    asked = capture.captured_queries
    ours, bare = milliseconds(client, page), milliseconds(type(client)(), login)
    p50, login_p50 = statistics.median(ours), statistics.median(bare)
    print(f"看判定: {len(asked)} queries (bar {MOST_QUERIES}), p50 {p50:.1f} ms (bar {MOST_MS} ms)")
    print(f"login page in the same run: p50 {login_p50:.1f} ms; ratio {p50 / login_p50:.1f}")
    for number, query in enumerate(asked, 1):
        print(f"  {number:2} {query['sql'][:110]}")
    return 0 if len(asked) <= MOST_QUERIES and p50 <= MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main())
