"""Finding people among 300,000: by full number, by name and by how a name begins, and the list pages beside it.

    python -m benchmarks.search [households]

Fills the database of DATABASE_URL (or a file under BENCH_DIR) with invented families until there are as many as
asked (185,000 are 300,000 people; the first fill takes minutes, the next run finds them there) and
posts the searches as the auditor, whose scope is the whole city. In the same run: the bare login page, and the
same rows asked of the database alone. Bars (part 2): a search ≤ 10 queries and p95 ≤ 100 ms, a list ≤ 15 queries.
A surname alone, which thousands bear, is shown beside, without a bar.
"""

import os
import random
import statistics
import sys
import time

SEARCHES = 200
MOST_QUERIES, MOST_MS, MOST_QUERIES_OF_A_LIST = 10, 100, 15


def prepare(households: int):
    """A filled database; gives a signed-in client and the account."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")
    os.environ.setdefault("VAR_DIR", os.environ.get("BENCH_DIR", "var/bench"))
    os.makedirs(os.environ["VAR_DIR"], exist_ok=True)
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    call_command("migrate", verbosity=0)
    call_command("demo", households=households, only_what_is_there=True)
    from agencies.models import Account  # noqa: PLC0415

    client = Client()
    client.force_login(Account.objects.get(username="audit"))
    return client


def asked(kind: str, people: list) -> list[str]:
    """The words of the searches: of people drawn by lot."""
    from kernel.sealing import sealed  # noqa: PLC0415

    return {
        "full number": lambda: [sealed(one, "id_number") for one in people],
        "whole name": lambda: [one.name for one in people],
        "beginning of a name": lambda: [one.name[:2] for one in people],
        "surname alone": lambda: [one.name[:1] for one in people],
    }[kind]()


def milliseconds(work, words: list[str]) -> tuple[float, float]:
    """p50 and p95 of one call for each of these words."""
    taken = []
    for word in words:
        began = time.perf_counter()
        work(word)
        taken.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(taken, n=100)
    return cuts[49], cuts[94]


def count_queries(work) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as capture:
        work()
    transaction = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET TRANSACTION", "PRAGMA")
    transaction += ("SELECT set_config(",)  # the mark of a ledger transaction, which goes with BEGIN
    return sum(not query["sql"].startswith(transaction) for query in capture.captured_queries)


def main(households: int) -> int:
    client = prepare(households)
    from django.db import connection  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from households.models import Person  # noqa: PLC0415

    total = Person.objects.count()
    lot = random.Random(2026)  # noqa: S311  (which people are looked for; nothing secret)
    keys = list(Person.objects.values_list("pk", flat=True))
    people = list(Person.objects.filter(pk__in=lot.sample(keys, SEARCHES)))
    page, login = reverse("desk:search"), reverse("agencies:login")
    print(f"{connection.vendor}, {total:,} people, {SEARCHES} searches of each kind")
    bare, _ = milliseconds(lambda _: type(client)().get(login), people)
    failed = False
    for kind in ("full number", "whole name", "beginning of a name", "surname alone"):
        words = asked(kind, people)
        queries = max(count_queries(lambda word=word: client.post(page, {"q": word})) for word in words[:5])
        p50, p95 = milliseconds(lambda word: client.post(page, {"q": word}), words)
        print(
            f"  {kind:<20} {queries:2} queries, p50 {p50:5.1f} ms, p95 {p95:5.1f} ms, p50 / login page {p50 / bare:.1f}"
        )
        failed |= queries > MOST_QUERIES or (p95 > MOST_MS and kind != "surname alone")
    for name in (
        "desk:home",
        "desk:households",
        "applications:list",
        "applications:visits",
        "desk:conflicts",
    ):
        address = reverse(name)
        client.get(address)
        queries = count_queries(lambda address=address: client.get(address))
        p50, p95 = milliseconds(lambda _, address=address: client.get(address), list(range(20)))
        print(f"  {address:<20} {queries:2} queries, p50 {p50:5.1f} ms, p95 {p95:5.1f} ms")
        failed |= queries > MOST_QUERIES_OF_A_LIST
    print(f"  login page           p50 {bare:5.1f} ms")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 185_000))
