"""Recomputing the journal: is every entry there, in its place and unchanged, down to the last anchor?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kernel import bypass, clock, ledger
from kernel.keys import ring
from kernel.models import JournalEntry
from kernel.sealing import keyed


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and what it looks like."""

    seq: int
    sentence: str


def breaks() -> Iterator[Break]:
    """Every place where the chain does not hold; none for an honest journal."""
    known = anchors()  # read first: an anchor made meanwhile may name an entry later than those seen here
    expected, prev, macs = 1, ledger.FIRST, dict.fromkeys(anchor["seq"] for anchor in known)
    for row in JournalEntry.objects.order_by("seq").values_list(*ROW).iterator(chunk_size=2000):
        seq, mac, named = row[0], row[-1], row[-2]
        if seq != expected:
            yield Break(expected, f"第 {expected} 条不见了：下一条是第 {seq} 条。")
        if not is_signed(row):
            yield Break(seq, f"第 {seq} 条的内容与它的签名不符：被改过，或与别的条目对调。")
        if named != prev:
            yield Break(seq, f"第 {seq} 条接不上前一条：中间有删除、插入或对调。")
        expected, prev = seq + 1, mac
        if seq in macs:
            macs[seq] = mac
    yield from _against_anchors(known, macs)
    yield from (Break(seq, f"第 {seq} 条所记的绕过记录被改过、删过或插过。") for seq in bypass.broken())


ROW = (*ledger.SIGNED, "mac")


def is_signed(row: tuple) -> bool:
    """Do the values of an entry give the signature that stands behind them?"""
    return ledger.link(*row[:-1]) == row[-1]


def _against_anchors(known: list[dict], macs: dict[int, str | None]) -> Iterator[Break]:
    """A tail that was cut leaves a chain that holds; the anchors outside the database still know it."""
    yield from broken_anchors(known)
    for anchor in known:
        if _is_whole(anchor) and macs[anchor["seq"]] != anchor["mac"]:
            yield Break(
                anchor["seq"], f"{anchor['at']} 锚定的第 {anchor['seq']} 条不在日志里：尾部被截断或重写。"
            )


def broken_anchors(known: list[dict]) -> Iterator[Break]:
    """Anchors that were changed, and places where some are missing: each names the one before it.

    That the newest are missing cannot be seen from here; their age is (kernel/doctor.py).
    """
    before = ledger.FIRST
    for anchor in known:
        if not _is_whole(anchor):
            yield Break(anchor["seq"], f"{anchor['at']} 的锚点文件被改过。")
        elif anchor["before"] != before:
            yield Break(anchor["seq"], f"{anchor['at']} 的锚点之前少了锚点：有锚点文件被删除或清空。")
        before = anchor["signature"]


def anchor() -> dict | None:
    """Write the head of the chain, signed and linked to the last anchor, into the day's file outside the database."""
    with transaction.atomic():
        ledger.hold()  # two at once would link to the same anchor
        head = JournalEntry.objects.order_by("-seq").first()
        return _written(head) if head else None


def _written(head: JournalEntry) -> dict:
    known = anchors()
    found = {"seq": head.seq, "mac": head.mac, "at": clock.now().isoformat(timespec="seconds")}
    found["before"] = known[-1]["signature"] if known else ledger.FIRST
    found["signature"] = _signature(found)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{clock.today().isoformat()}.jsonl").open("a", encoding="ascii") as file:
        file.write(json.dumps(found) + "\n")
    return found


def anchors() -> list[dict]:
    """Every anchor kept, oldest first."""
    files = sorted(_folder().glob("*.jsonl"))
    return [_read(file, line) for file in files for line in file.read_bytes().splitlines()]


_TEXTS = ("mac", "at", "before", "signature")


def _read(file: Path, line: bytes) -> dict:
    """A line that was torn or defaced is an anchor whose signature does not hold, not a reason to stop."""
    try:
        found = json.loads(line)
        return {"seq": int(found["seq"])} | {name: str(found[name]) for name in _TEXTS}
    except (ValueError, TypeError, KeyError):
        return {"seq": 0, "mac": "", "at": f"{file.stem} ", "before": "", "signature": ""}


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "anchors"


def _is_whole(anchor: dict) -> bool:
    return _signature(anchor) == anchor["signature"]


def _signature(found: dict) -> str:
    text = f"{found['seq']}|{found['mac']}|{found['at']}|{found['before']}"
    return keyed(ring().journal, b"anchor|" + text.encode()).hex()
