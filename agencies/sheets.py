"""A table somebody filled in, as XLSX or CSV: its rows of cells, as they are."""

import csv
import zipfile
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from kernel.refusals import Refused

# Beyond what any list of ours has; a small file that unpacks to more is no list.
MOST_BYTES, MOST_UNPACKED = 4 * 1024 * 1024, 64 * 1024 * 1024


def rows(raw: bytes) -> list[list]:
    """The first sheet from its first row on; text of a CSV by UTF-8 or, from a Chinese Excel, GB 18030."""
    if len(raw) > MOST_BYTES:
        raise Refused(
            f"文件有 {len(raw) // 1024} KB，超过 {MOST_BYTES // 1024} KB。请删去多余的表页、图片再传。"
        )
    if raw.startswith(b"PK"):
        return _xlsx(raw)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("这是旧的 XLS 文件。请在 Excel 里另存为 XLSX 或 CSV 再传。")
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return list(csv.reader(StringIO(text, newline="")))
    raise Refused("文件读不出来。请另存为 XLSX 或 CSV 再传。")


def _xlsx(raw: bytes) -> list[list]:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise Refused("文件解开后太大。请只留名单这一页，另存为 XLSX 再传。")
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, IndexError):
        raise Refused("文件打不开，可能已损坏或设了密码。请另存为不加密的 XLSX 再传。") from None
