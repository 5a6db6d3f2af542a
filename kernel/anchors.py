"""Anchors: the journal's head, signed and kept outside the database, so that a cut tail is found."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from kernel import chain, clock, ledger


@dataclass(frozen=True)
class Anchor:
    """The head of the journal at one instant."""

    seq: int
    mac: str
    at: str
    signature: str

    def is_genuine(self) -> bool:
        return self.signature == chain.seal("anchor", str(self.seq), self.mac, self.at)


def path() -> Path:
    return Path(settings.VAR_DIR) / "anchors" / "journal.anchors"


def drop() -> Anchor:
    """Append the head to the file. The file is to be copied off this machine daily (docs/runbook.md)."""
    seq, mac = ledger.head()
    at = clock.now().isoformat()
    anchor = Anchor(seq, mac, at, chain.seal("anchor", str(seq), mac, at))
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("a", encoding="ascii") as file:
        file.write(json.dumps(anchor.__dict__) + "\n")
    return anchor


def dropped() -> list[Anchor]:
    """Every anchor on file, in order."""
    if not path().exists():
        return []
    return [Anchor(**json.loads(line)) for line in path().read_text(encoding="ascii").splitlines()]
