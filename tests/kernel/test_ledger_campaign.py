"""A long siege of the journal: every one of many random tamperings is found, and none is seen where there is none."""

import os
import random
import time

import pytest
from django.db import transaction

from agencies.models import Account
from kernel import guards, ledger, verifying
from kernel.models import JournalEntry

LENGTH = 200
KINDS = ("case.accepted", "case.reviewed", "person.revealed", "grant.begun", "shown")


@pytest.fixture
def journal(clerk, settings, tmp_path):
    """An honest journal of some hundred entries by two people, anchored at its head, its triggers away."""
    settings.VAR_DIR = tmp_path
    other = Account.objects.create(username="other", name="某他")
    dice = random.Random(7)  # noqa: S311  (dice, not keys)
    left = LENGTH
    while left:
        with ledger.transaction():
            for _ in range(min(left, dice.randint(1, 5))):
                by, subject = dice.choice([clerk, other]), dice.choice([clerk, other, None])
                ledger.write(
                    dice.choice(KINDS), actor=by, subject=subject, number=left, fen=dice.randint(0, 99)
                )
                left -= 1
    verifying.anchor()
    guards.remove()
    return list(JournalEntry.objects.order_by("seq"))


def edit(entry, **changed) -> None:
    JournalEntry.objects.filter(seq=entry.seq).update(**changed)


def at(dice, entry):
    moved = entry.at.replace(microsecond=(entry.at.microsecond + dice.randint(1, 999_999)) % 1_000_000)
    edit(entry, at=moved)


def actor(dice, entry):
    edit(entry, actor=Account.objects.exclude(pk=entry.actor_id).order_by("pk").first())


def kind(dice, entry):
    edit(entry, kind=dice.choice([one for one in KINDS if one != entry.kind]))


def subject_type(dice, entry):
    edit(entry, subject_type="households.person" if dice.random() < 0.5 else "x")


def subject_id(dice, entry):
    edit(entry, subject_id=f"{entry.subject_id}{dice.randint(0, 9)}")


def shifted_subject(dice, entry):
    """A letter wanders over the border of two fields: the same text in a row, and another entry."""
    edit(entry, kind=entry.kind + "x", subject_type=entry.subject_type[1:])


def content(dice, entry):
    edit(entry, content=entry.content | {"fen": entry.content["fen"] + dice.randint(1, 9)})


def content_key(dice, entry):
    edit(entry, content={"zahl": entry.content["number"], "fen": entry.content["fen"]})


def mac(dice, entry):
    edit(entry, mac=f"{dice.getrandbits(256):064x}")


def prev(dice, entry):
    edit(entry, prev=f"{dice.getrandbits(256):064x}")


FIELDS = (at, actor, kind, subject_type, subject_id, shifted_subject, content, content_key, mac, prev)


def edited(dice, entries):
    """One field of one entry."""
    dice.choice(FIELDS)(dice, dice.choice(entries))


def removed(dice, entries):
    """A run of entries is taken out; at the end it is a cut tail, below the anchor."""
    first = dice.randrange(len(entries))
    gone = entries[first : first + dice.randint(1, 20)]
    JournalEntry.objects.filter(seq__in=[one.seq for one in gone]).delete()


def closed(dice, entries):
    """Entries are taken out and the later ones close the ranks, numbers and links."""
    place = dice.randrange(len(entries) - 1)
    last = entries[place].prev
    JournalEntry.objects.filter(seq=entries[place].seq).delete()
    for entry in entries[place + 1 :]:
        edit(entry, seq=entry.seq - 1, prev=last)
        last = entry.mac


def swapped(dice, entries):
    """Two entries trade all they hold, signature and all, but their place in the chain."""
    one, other = dice.sample(entries, 2)
    names = ("at", "actor_id", "kind", "subject_type", "subject_id", "content", "mac")
    edit(one, **{name: getattr(other, name) for name in names})
    edit(other, **{name: getattr(one, name) for name in names})


def renumbered(dice, entries):
    """Two entries trade their numbers and keep their links."""
    one, other = dice.sample(entries, 2)
    spare = len(entries) + 1
    edit(one, seq=spare)
    edit(other, seq=one.seq)
    JournalEntry.objects.filter(seq=spare).update(seq=other.seq)


def resigned(entry) -> str:
    """What somebody without our key would sign."""
    stranger = type("Ring", (), {"journal": b"stranger" * 4})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "ring", lambda: stranger)
        return ledger.mac_of(entry)


def inserted(dice, entries):
    """A forged entry, well linked and signed with another key; the later ones make room."""
    place = dice.randint(1, len(entries))
    for entry in reversed(entries[place:]):
        edit(entry, seq=entry.seq + 1)
    like = dice.choice(entries)
    forged = JournalEntry(seq=place + 1, prev=entries[place - 1].mac, at=like.at, actor_id=like.actor_id)
    forged.kind, forged.content = dice.choice(KINDS), like.content
    forged.mac = resigned(forged)
    if place < len(entries):
        JournalEntry.objects.filter(seq=place + 2).update(prev=forged.mac)
    forged.save(force_insert=True)


def rewritten(dice, entries):
    """From some entry on the whole rest is signed anew, with another key."""
    place = dice.randrange(len(entries))
    rest = [
        JournalEntry(**{f.attname: getattr(one, f.attname) for f in one._meta.fields})
        for one in entries[place:]
    ]
    rest[0].kind, last = "forged", rest[0].prev
    for entry in rest:
        entry.prev = last
        entry.mac = last = resigned(entry)
    JournalEntry.objects.filter(seq__gt=place).delete()
    JournalEntry.objects.bulk_create(rest)


def cut(dice, entries):
    """The tail is gone, below the last anchor."""
    JournalEntry.objects.filter(seq__gt=dice.randrange(len(entries))).delete()


TAMPERINGS = (edited, edited, removed, closed, swapped, renumbered, inserted, rewritten, cut)


def survived(entries, rounds: int, seed: int) -> list[str]:
    """The tamperings the verifier did not see; each is rolled back before the next."""
    dice, unseen = random.Random(seed), []  # noqa: S311
    for number in range(rounds):
        tamper = dice.choice(TAMPERINGS)
        with transaction.atomic():
            tamper(dice, entries)
            if next(verifying.breaks(), None) is None:
                unseen.append(f"{number} {tamper.__name__}")
            transaction.set_rollback(True)
    return unseen


@pytest.mark.parametrize("rounds", [60, pytest.param(1000, marks=pytest.mark.campaign)])
def test_every_random_tampering_is_found_and_nothing_else(journal, rounds, capsys):
    seed = int(os.environ.get("SEED", time.time_ns() % 1_000_000))
    with capsys.disabled():
        print(f" [SEED={seed}]", end="")  # noqa: T201  (the way back to a failure)
    assert list(verifying.breaks()) == []

    unseen = survived(journal, rounds, seed)

    assert unseen == []
    assert list(verifying.breaks()) == []


def test_a_verifier_that_does_not_reckon_signatures_would_be_seen(journal, monkeypatch):
    """The control: with the signatures believed, the siege gets through."""
    monkeypatch.setattr(verifying, "is_signed", lambda row: True)

    unseen = {one.split()[1] for one in survived(journal, 60, seed=1)}

    assert "edited" in unseen
    assert "removed" not in unseen


def test_without_the_anchor_a_cut_tail_would_not_be_seen(journal, monkeypatch):
    """The control: the chain alone knows nothing of its end."""
    monkeypatch.setattr(verifying, "anchors", list)

    assert {one.split()[1] for one in survived(journal, 60, seed=1)} <= {"cut", "removed"}
    assert "cut" in {one.split()[1] for one in survived(journal, 60, seed=1)}
