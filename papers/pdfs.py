"""PDF of a paper, where the system can make one (WeasyPrint needs Pango)."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string


@cache
def available() -> bool:
    """WeasyPrint imports only where Pango is installed; without it the print view serves."""
    try:
        import weasyprint  # noqa: F401, PLC0415
    except OSError:
        return False
    return True


def render(document) -> bytes:
    """The frozen body as a file."""
    return laid_out(document).write_pdf()


def laid_out(document):
    """The frozen body on A4 sheets, with the stylesheet of the print view and nothing from any address."""
    from weasyprint import CSS, HTML  # noqa: PLC0415

    page = render_to_string("papers/pdf.html", {"document": document})
    style = Path(settings.BASE_DIR, "static", "lr.css").read_text(encoding="utf-8")
    return HTML(string=page, url_fetcher=_no_address).render(stylesheets=[CSS(string=style)])


def _no_address(url: str):
    raise ValueError(f"文书里不应有外部地址：{url[:60]}")
