"""Where a paper's subject has its page. Upper apps say so at start; papers itself knows no procedure."""

from django.urls import reverse

_PAGES: dict[str, tuple[str, str]] = {}


def belongs_to(label: str, url_name: str, words: str) -> None:
    """Papers about this model lead back to this page, under these words."""
    _PAGES[label] = (url_name, words)


def way_back(document) -> dict[str, str]:
    """The page a paper was reached from, for its back button; empty where nobody said so."""
    if document.subject_type not in _PAGES:
        return {}
    url_name, words = _PAGES[document.subject_type]
    return {"back_url": reverse(url_name, args=[document.subject_id]), "back_label": words}
