"""Looks at personal data are journalled like changes: the view notes them, the middleware writes them."""


def shown(request, subject, *, what: str) -> None:
    """Note that this response shows personal data of a subject (None: of a list)."""
    if not hasattr(request, "kernel_shown"):
        request.kernel_shown = []
    if (what, subject) not in request.kernel_shown:
        request.kernel_shown.append((what, subject))
