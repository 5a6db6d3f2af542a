"""Papers: numbered without a gap, frozen, counted when printed; photographs are drawn anew."""

import io
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from kernel import ledger
from kernel.refusals import Refused
from papers import actions, pdfs
from papers.models import Document, Photo
from papers.photos import redraw
from papers.wording import deadline, yuan_in_words
from tests.situations import COUPLE, MONDAY, RICH, case, family, photo, staff


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("1040.00", "壹仟零肆拾元整"),
        ("0.00", "零元整"),
        ("1.00", "壹元整"),
        ("10.05", "壹拾元零伍分"),
        ("1186.50", "壹仟壹佰捌拾陆元伍角"),
        ("20000.00", "贰万元整"),
        ("10203.04", "壹万零贰佰零叁元零肆分"),
        ("100000.10", "壹拾万元壹角"),
    ],
)
def test_a_sum_is_written_in_capital_numerals(yuan, words):
    assert yuan_in_words(yuan) == words


@pytest.mark.parametrize(
    ("days", "text", "tone"),
    [
        (-4, "逾期 3 个工作日（2 月 26 日止）", "over"),  # Saturday the 28th was a working day (调休)
        (0, "今天到期（3 月 2 日）", "hot"),
        (3, "剩 3 个工作日（3 月 5 日前）", "soon"),
        (4, "剩 4 个工作日（3 月 6 日前）", "plain"),
    ],
)
def test_a_deadline_is_worded_one_way_only(db, days, text, tone):
    found = deadline(MONDAY + timedelta(days=days), MONDAY)

    assert (found["text"], found["tone"]) == (text, tone)


def test_numbers_run_without_a_gap_and_a_refused_paper_takes_none(db):
    team = staff()
    with ledger.transaction():
        first = actions.take_number("notice", office=team.office, on=MONDAY)
    with pytest.raises(Refused), ledger.transaction():
        actions.take_number("notice", office=team.office, on=MONDAY)
        raise Refused("…")
    with ledger.transaction():
        second = actions.take_number("notice", office=team.office, on=MONDAY)

    assert [first.number, second.number] == ["长汀河田民公〔2026〕1 号", "长汀河田民公〔2026〕2 号"]


def test_printing_is_counted_and_the_second_time_is_a_reprint(db, client):
    team = staff()
    paper = Document.objects.get(subject_id=str(case(team, "accepted").pk))
    client.force_login(team.clerk)

    for _ in range(2):
        sheet = client.post(reverse("papers:print", args=[paper.pk]), follow=True).content.decode()

    assert "第 2 次打印（补打）" in sheet


def test_the_database_keeps_one_paper_to_a_number(db):
    team = staff()
    paper = Document.objects.get(subject_id=str(case(team, "accepted").pk))

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(
            kind=paper.kind,
            number=paper.number,
            office=paper.office,
            title=paper.title,
            body_sealed="x",
            made_on=paper.made_on,
            made_at=paper.made_at,
            made_by=paper.made_by,
        )


def picture(size=(300, 200), **extra) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, (10, 20, 30)).save(buffer, "JPEG", **extra)
    return SimpleUploadedFile("p.jpg", buffer.getvalue())


def test_nothing_but_the_picture_is_left_of_a_photograph():
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    content, _ = redraw(picture(exif=exif))

    kept = Image.open(content)

    assert kept.format == "JPEG"
    assert not kept.getexif()
    assert max(kept.size) <= 2000


HOSTILE = [
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg"),
    (b"<html><script>alert(1)</script></html>", "a.jpg"),
    (b"GIF89a<?php system($_GET['c']); ?>", "a.php.jpg"),
    (b"\xff\xd8\xff\xe0 broken", "broken.jpg"),
    (b"PK\x03\x04 zip", "a.zip"),
    (b"\x00" * 64, "../../etc/passwd"),
]


@pytest.mark.parametrize(("content", "name"), HOSTILE, ids=[name for _, name in HOSTILE])
def test_what_is_no_photograph_is_refused_in_a_sentence(content, name):
    with pytest.raises(Refused, match="不是能打开的照片"):
        redraw(SimpleUploadedFile(name, content))


def test_a_pixel_flood_is_refused(monkeypatch):
    monkeypatch.setattr("papers.photos.MAX_PIXELS", 100)

    with pytest.raises(Refused, match="像素"):
        redraw(picture())


def test_a_photograph_has_a_name_of_ours_and_no_address_of_its_own(db, client):
    team = staff()
    case(team, "visited")
    kept = Photo.objects.get()
    client.force_login(team.clerk)

    assert kept.file.name.endswith(f"{kept.pk}.jpg")
    assert client.get(f"/{kept.file.name}").status_code == 404
    assert client.get(reverse("papers:photo", args=[kept.pk]))["Content-Type"] == "image/jpeg"
    assert photo().name not in kept.file.name


needs_pango = pytest.mark.skipif(not pdfs.available(), reason="没有 Pango。补救：make services")
THREE = (
    *COUPLE,
    ("minor_child", date(2015, 6, 9), {"school": "compulsory"}),
)


@needs_pango
@pytest.mark.parametrize(("state", "kind"), [("confirmed", "confirmation"), ("refused", "refusal")])
def test_a_decision_on_a_family_of_three_fits_one_sheet_with_its_receipt(db, state, kind):
    team = staff()
    assets = RICH if state == "refused" else None
    found = case(team, state, family(team, members=THREE, assets=assets))
    letter = Document.objects.get(subject_id=str(found.pk), kind=kind)

    assert "送达回执" in letter.body
    assert len(pdfs.laid_out(letter).pages) == 1


@needs_pango
def test_what_does_not_fit_goes_on_on_a_second_sheet(db):
    team = staff()
    letter = Document.objects.get(subject_id=str(case(team, "confirmed").pk), kind="confirmation")
    sheet = SimpleNamespace(title=letter.title, number=letter.number, body=letter.body * 2)

    assert len(pdfs.laid_out(sheet).pages) == 2
