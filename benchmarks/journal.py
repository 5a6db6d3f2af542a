"""The journal on PostgreSQL: appends at once beside a bare loop, the cost of the watch, and verifying it all.

    python -m benchmarks.journal [--entries 100000] [--each 500]

Bars: 8 writers at least 400 appends/s and 0.3 of a bare psycopg loop with the same lock and INSERT; registering a
family at most 15 % slower with the watch (kernel/watching.py); a million entries verified in 60 s, so 60 µs each.
A throw-away database beside that of DATABASE_URL or of `make services`.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

WRITERS, ROUNDS, FAMILIES, TURNS = 8, 3, 200, 10
BAR_RATE, BAR_RATIO, BAR_SLOWER, BAR_EACH = 400, 0.3, 1.15, 60e-6
FORK = multiprocessing.get_context("fork")
RECORD = Path(__file__).parent.parent / "var" / "services.env"


def prepare() -> bool:
    """Django with the PostgreSQL there is, if there is one."""
    if not os.environ.get("DATABASE_URL") and RECORD.exists():
        lines = dict(line.split("=", 1) for line in RECORD.read_text(encoding="utf-8").splitlines())
        os.environ["DATABASE_URL"] = lines.get("DATABASE_URL", "")
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return False
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="longyan-relief-bench-")
    import django  # noqa: PLC0415

    django.setup()
    return True


@contextmanager
def scratch():
    """A database of this run alone."""
    from django.db import connection  # noqa: PLC0415

    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"longyan_bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def through_the_kernel(clerk_id: int, each: int) -> None:
    """A writer who journals one entry a transaction."""
    from agencies.models import Account  # noqa: PLC0415
    from kernel import ledger  # noqa: PLC0415

    clerk = Account.objects.get(pk=clerk_id)
    for number in range(each):
        with ledger.transaction():
            ledger.write("raced", actor=clerk, subject=clerk, number=number)


def bare(clerk_id: int, each: int) -> None:
    """The same lock and INSERT, and nothing else."""
    from django.db import connection  # noqa: PLC0415

    from kernel.ledger import CHAIN_LOCK  # noqa: PLC0415

    connection.ensure_connection()
    session = connection.connection
    session.autocommit = False
    cursor = session.cursor()
    for number in range(each):
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        cursor.execute(
            "INSERT INTO bench_bare (at, actor_id, kind, subject_type, subject_id, content, prev, mac)"
            " VALUES (clock_timestamp(), %s, 'raced', 'agencies.account', '1', %s, %s, %s)",
            [clerk_id, f'{{"number": {number}}}', f"{os.getpid()}:{number}", "0" * 64],
        )
        session.commit()


def rate(work, clerk_id: int, each: int) -> float:
    """Appends a second of eight processes, from the same moment on."""
    start = FORK.Barrier(WRITERS + 1)

    def run():
        start.wait()
        work(clerk_id, each)

    writers = [FORK.Process(target=run) for _ in range(WRITERS)]
    for one in writers:
        one.start()
    start.wait()
    began = time.perf_counter()
    for one in writers:
        one.join()
    assert not any(one.exitcode for one in writers)
    return WRITERS * each / (time.perf_counter() - began)


def appending(clerk_id: int, each: int) -> bool:
    """In turns, so that whatever else the machine does meets both; the bare table has the same keys and indexes."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (LIKE kernel_journalentry INCLUDING ALL)")
        cursor.execute(
            "ALTER TABLE bench_bare DROP COLUMN seq, ADD COLUMN seq bigserial PRIMARY KEY,"
            " ADD FOREIGN KEY (actor_id) REFERENCES agencies_account DEFERRABLE INITIALLY DEFERRED"
        )
    connection.close()  # no child shares it
    pairs = [(rate(through_the_kernel, clerk_id, each), rate(bare, clerk_id, each)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"{WRITERS} writers × {each}: {ours:.0f} appends/s (bar {BAR_RATE}); bare loop {theirs:.0f}/s")
    print(
        f"ratio {ratio:.2f} (bar {BAR_RATIO}); load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    return ours >= BAR_RATE and ratio >= BAR_RATIO


@contextmanager
def unwatched():
    """The control: no triggers of the watch, and no word to the database about a ledger transaction."""
    from django.db import connection  # noqa: PLC0415

    from kernel import guards, watching  # noqa: PLC0415

    kept = watching.begin
    with connection.cursor() as cursor:
        for name, table in watching.names("postgresql"):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
    watching.begin = lambda: None
    try:
        yield
    finally:
        watching.begin = kept
        guards.install()


def registering() -> bool:
    """A family of two with their facts, with the watch and without, in turns."""
    from tests.situations import family, staff  # noqa: PLC0415

    team = staff()

    def once() -> float:
        began = time.perf_counter()
        family(team)
        return (time.perf_counter() - began) * 1000

    def some() -> list[float]:
        once()  # after the triggers changed, the database plans anew
        return [once() for _ in range(FAMILIES // TURNS)]

    some()
    seen, unseen = [], []
    for turn in range(TURNS):
        watched_first = turn % 2  # the register grows: neither is always the later one
        seen += some() if watched_first else []
        with unwatched():
            unseen += some()
        seen += [] if watched_first else some()
    ours, theirs = statistics.median(seen), statistics.median(unseen)
    print(
        f"registering a family: p50 {ours:.1f} ms, unwatched {theirs:.1f} ms: × {ours / theirs:.3f} (bar 1.15)"
    )
    return ours / theirs <= BAR_SLOWER


def verifying_all(clerk, entries: int) -> bool:
    """An honest journal of so many entries, and how long it takes to be sure of that."""
    from kernel import ledger, verifying  # noqa: PLC0415
    from kernel.models import JournalEntry  # noqa: PLC0415

    left = entries - JournalEntry.objects.count()
    while left > 0:
        with ledger.transaction():
            for number in range(min(left, 2000)):
                ledger.write(
                    "application.accepted", actor=clerk, subject=clerk, state="accepted", number=number
                )
        left -= 2000
    verifying.anchor()
    count = JournalEntry.objects.count()
    began, worked = time.perf_counter(), time.process_time()
    found = list(verifying.breaks())
    taken, worked = time.perf_counter() - began, time.process_time() - worked
    print(
        f"verifying {count:,} entries: {taken:.1f} s, {taken / count * 1e6:.1f} µs each (bar 60), {len(found)} breaks"
    )
    return not found and taken / count <= BAR_EACH


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=500)
    asked = parser.parse_args()
    if not prepare():
        print("没有 PostgreSQL；补救：make services")
        return 0
    with scratch():
        from agencies.models import Account  # noqa: PLC0415

        clerk = Account.objects.create(username="bench", name="某测速")
        reached = [appending(clerk.pk, asked.each), registering(), verifying_all(clerk, asked.entries)]
    print("all bars reached" if all(reached) else "a bar was MISSED")
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
