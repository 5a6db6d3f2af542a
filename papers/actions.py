"""Issuing, printing and photographing: the only ways a paper comes to be."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from agencies.models import Office
from kernel import clock, ledger
from kernel.sealing import put_sealed
from papers.models import Document, Photo, Serial
from papers.photos import redraw

# The one character each kind of document is known by in its number.
MARKS = {
    Document.Kind.RECEIPT: "受",
    Document.Kind.COMPLETION: "告",
    Document.Kind.VISIT: "入",
    Document.Kind.REVIEW: "初",
    Document.Kind.NOTICE: "公",
    Document.Kind.CONFIRMATION: "确",
    Document.Kind.REFUSAL: "不",
}


def next_serial(office, kind: str, year: int) -> int:
    """One, two, three … per office, kind and year; call inside the transaction that uses the number."""
    Serial.objects.get_or_create(office=office, kind=kind, year=year)
    row = Serial.objects.select_for_update().get(office=office, kind=kind, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def short_name(office) -> str:
    """长汀河田: county and township without their suffixes, as document numbers are written."""
    place = office.division
    names = [place.parent.name, place.name] if place.parent and place.level == "township" else [place.name]
    return "".join(re.sub(r"(街道|镇|乡|县|区|市)$", "", name) for name in names)


@dataclass(frozen=True)
class Numbered:
    """A number taken for a paper about to be written: 长汀河田民受〔2026〕12 号."""

    kind: str
    office: Office
    on: date
    number: str


def take_number(kind: str, *, office, on: date) -> Numbered:
    """The number is on the sheet, so it is taken before the sheet is written; both or neither are kept."""
    serial = next_serial(office, kind, on.year)
    return Numbered(kind, office, on, f"{short_name(office)}民{MARKS[kind]}〔{on.year}〕{serial} 号")


def issue(numbered: Numbered, *, subject, body: str, by) -> Document:
    """Freeze a paper under its number. Its body is sealed, its digest goes into the journal."""
    document = Document(
        kind=numbered.kind,
        number=numbered.number,
        office=numbered.office,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        title=Document.Kind(numbered.kind).label,
        digest=hashlib.sha256(body.encode()).hexdigest(),
        made_on=numbered.on,
        made_at=clock.now(),
        made_by=by,
    )
    put_sealed(document, "body", body)
    document.save(force_insert=True)
    ledger.write("paper.issued", actor=by, subject=document, paper=document.kind, digest=document.digest)
    return document


def count_print(document: Document, *, by) -> int:
    """Count one more printing; the second and later ones are marked as reprints on the sheet."""
    with ledger.transaction():
        row = Document.objects.select_for_update().get(pk=document.pk)
        row.prints += 1
        row.save(update_fields=["prints"])
        ledger.write("paper.printed", actor=by, subject=row, prints=row.prints)
    return row.prints


def keep_photo(upload, *, caption: str, office, subject, by) -> Photo:
    """Keep a photograph with the thing it shows."""
    content, digest = redraw(upload)
    photo = Photo(
        office=office,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        caption=caption[:60],
        sha256=digest,
        made_at=clock.now(),
        made_by=by,
    )
    photo.file.save(f"{photo.pk}.jpg", content, save=False)
    photo.save(force_insert=True)
    ledger.write("photo.kept", actor=by, subject=photo, digest=digest)
    return photo


def papers_of(subject):
    """Everything issued for a subject, newest first; narrow it with `visible_to` before showing it."""
    return Document.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


def photos_of(subject):
    """The photographs kept with a subject."""
    return Photo.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
