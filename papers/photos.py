"""Photographs from outside: checked, then drawn anew, so that only the picture is kept."""

import hashlib
import io
import warnings

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from kernel.moves import Refused

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 2000
FORMATS = ("JPEG", "PNG", "WEBP", "MPO")


def redraw(upload) -> tuple[ContentFile, str]:
    """The picture as a new JPEG of at most 2000 pixels a side, without EXIF or place, and its SHA-256."""
    if upload.size > MAX_BYTES:
        raise Refused(
            f"照片“{upload.name[:40]}”有 {upload.size // 1024 // 1024} MB，超过 10 MB，请缩小后再传。"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
            _refuse_flood(picture, upload.name)
            picture = ImageOps.exif_transpose(picture).convert("RGB")
    except Refused:
        raise
    except Exception as problem:  # whatever a hostile file makes the decoder raise
        raise Refused(f"“{upload.name[:40]}”不是能打开的照片，请传 JPG、PNG 或 WebP 图片。") from problem
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    content = buffer.getvalue()
    return ContentFile(content), hashlib.sha256(content).hexdigest()


def _refuse_flood(picture, name: str) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise Refused(f"照片“{name[:40]}”有 {width}×{height} 像素，太大，请缩小后再传。")
