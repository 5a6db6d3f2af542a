"""News from a lower floor to a higher one: written with the change, one job per listener, delivered later."""

from collections import defaultdict

from kernel import jobs, ledger

_LISTENERS: dict[str, list] = defaultdict(list)


def listen(event: str):
    """Hear an event: the function gets the id of its subject, at least once."""

    def decorate(handler):
        kind = f"news:{event}:{handler.__module__}.{handler.__name__}"
        jobs.work(kind)(handler)
        _LISTENERS[event].append(kind)
        return handler

    return decorate


def publish(event: str, subject, *, version: int | None = None) -> None:
    """Tell an event in the transaction of the change: one row per listener, so that none holds up another.

    The same subject and version is the same news; a row that does not move says which version it is.
    """
    ledger.require()
    if version is None:
        version = getattr(subject, "version", 0)
    for kind in _LISTENERS[event]:
        jobs.enqueue(kind, f"{kind}:{subject.pk}:{version}", subject_id=str(subject.pk))
