"""Lists as XLSX: what the screen shows, no more, in cells that can never become formulas.

A list is made and handed out in one answer. Nothing is kept on the server, so there is no file that another
person could fetch, none that outlives a right, and none to purge (docs/decisions/009).
"""

import hashlib
import uuid
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from kernel import clock, ledger
from kernel.refusals import Refused

RIGHT = "export_lists"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet takes for the beginning of a formula, in half and full width.
_FORMULA = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
_LOCKED = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


@dataclass(frozen=True)
class Listing:
    """A list to hand out: its code (for the journal), its title, column heads, and rows of texts and numbers."""

    code: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple]
    filters: dict[str, str]


def labels(columns: list[dict]) -> tuple[str, ...]:
    """The heads of a table of the screen as those of the sheet."""
    return tuple(column["label"] for column in columns)


def require_right(account) -> None:
    if not account.holds(RIGHT):
        raise Refused("你的席位没有导出清单的权利。确需清单，请本单位有权的人导出。", status=403)


def at_most(found):
    """The rows of a list, one more than may leave: enough to see that it is too long."""
    return found[: settings.EXPORT_MOST_ROWS + 1]


def answer(request, listing: Listing) -> HttpResponse:
    """The list as a file, journalled with its count and digest before it leaves."""
    require_right(request.user)
    if len(listing.rows) > settings.EXPORT_MOST_ROWS:
        raise Refused(
            f"这份清单超过 {settings.EXPORT_MOST_ROWS} 行，一次导不完。请先按状态筛选，再分次导出。"
        )
    serial = uuid.uuid4().hex[:8].upper()
    body = workbook(listing, mark=_mark(request.user, serial, len(listing.rows)))
    with ledger.transaction():
        ledger.write(
            "list.exported",
            actor=request.user,
            list=listing.code,
            filters=listing.filters,
            rows=len(listing.rows),
            serial=serial,
            digest=hashlib.sha256(body).hexdigest(),
        )
    response = HttpResponse(body, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{listing.code}-{serial}.xlsx"'
    return response


def _mark(account, serial: str, count: int) -> str:
    """Who took the list and when: the first line of the sheet, and its foot on paper."""
    at = timezone.localtime(clock.now())
    return f"{account.name} {at:%Y-%m-%d %H:%M} 导出，{count} 行，编号 {serial}。只供办理，用后删除。"


def workbook(listing: Listing, *, mark: str) -> bytes:
    """The sheet: the mark, the heads, then a line for each row."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **_LOCKED}) as book:
        sheet = book.add_worksheet(listing.title[:31])
        head = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        sheet.write_string(0, 0, harmless(mark))
        for place, label in enumerate(listing.columns):
            sheet.write_string(1, place, label, head)
        for line, row in enumerate(listing.rows, start=2):
            for place, value in enumerate(row):
                _write(sheet, (line, place), value, text)
        sheet.set_column(0, max(len(listing.columns) - 1, 0), 18)
        sheet.freeze_panes(2, 1)
        sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")
    return buffer.getvalue()


def _write(sheet, cell: tuple[int, int], value, text) -> None:
    if isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(*cell, value)
    else:
        sheet.write_string(*cell, harmless("" if value is None else str(value)), text)


def harmless(value: str) -> str:
    """A text that stays text, also after somebody saves the sheet as CSV and opens it again."""
    return f"'{value}" if value.startswith(_FORMULA) else value
