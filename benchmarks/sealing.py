"""How long it takes to seal the numbers of 100,000 people and reckon their index, beside bare SM4-GCM in the same run.

    python -m benchmarks.sealing [people]

The bar (part 2) is 5 s for 100,000. No database is used.
"""

import os
import sys
import tempfile
from time import perf_counter

BAR_SECONDS = 5.0


def prepare():
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="longyan-relief-bench-")
    django.setup()


def seconds(work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def bare(texts: list[str]) -> None:
    """The cipher alone: no place bound, no index, no Base64, no row."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415

    key = os.urandom(16)
    for text in texts:
        encryptor = Cipher(algorithms.SM4(key), modes.GCM(os.urandom(12))).encryptor()
        encryptor.update(text.encode())
        encryptor.finalize()


def main(people: int) -> int:
    prepare()
    from datetime import date, timedelta  # noqa: PLC0415

    from households.identity import trial_id_number  # noqa: PLC0415
    from households.models import Person  # noqa: PLC0415
    from kernel.sealing import put_sealed, sealed  # noqa: PLC0415

    first = date(1930, 1, 1)
    numbers = [trial_id_number(first + timedelta(days=n // 400), "M", n % 400) for n in range(people)]
    rows = [Person(name="某人") for _ in numbers]

    def seal_all() -> None:
        for row, number in zip(rows, numbers, strict=True):
            put_sealed(row, "id_number", number)

    ours, plain = seconds(seal_all), seconds(lambda: bare(numbers))
    assert sealed(rows[-1], "id_number") == numbers[-1]
    bar = BAR_SECONDS * people / 100_000
    print(f"sealed and indexed {people:,} numbers: {ours:.2f} s (bar {bar:.1f} s), {people / ours:,.0f}/s")
    print(f"bare SM4-GCM in the same run: {plain:.2f} s; ratio {ours / plain:.2f}")
    return 0 if ours <= bar else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
