"""Who saw what: a view says that it shows personal data, the middleware writes it down."""

from kernel import ledger
from kernel.subjects import subject_of


def shown(request, subject, *, what: str) -> None:
    """Note that this response shows personal data of a row. `what` names the kind, never the content."""
    noted = getattr(request, "kernel_shown", None)
    if noted is None:
        noted = request.kernel_shown = {}
    noted[(*subject_of(subject), what)] = subject


def journal(request) -> None:
    """One entry for everything this response shows. If it cannot be written, nothing is shown."""
    noted = getattr(request, "kernel_shown", None)
    if not noted:
        return
    subjects = {key[:2]: subject for key, subject in noted.items()}
    only = next(iter(subjects.values())) if len(subjects) == 1 else None
    with ledger.transaction():
        ledger.write("read", actor=request.user, subject=only, shown=[list(key) for key in noted])
