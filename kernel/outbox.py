"""News: what a lower floor tells and an upper floor listens to. One job per listener."""

from collections import defaultdict
from uuid import uuid4

from kernel import jobs

NEWS = "news"
_LISTENERS: dict[str, dict] = defaultdict(dict)


def listen(event: str):
    """Register a handler: called with the subject's id after the change, perhaps more than once."""

    def register(handler):
        _LISTENERS[event][f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return register


def publish(event: str, subject) -> None:
    """Tell everybody who listens, when this transaction is committed and not otherwise."""
    number = subject.pk if isinstance(subject.pk, int) else str(subject.pk)
    telling = uuid4().hex
    for listener in sorted(_LISTENERS[event]):
        jobs.enqueue(NEWS, f"{telling}:{listener}"[:200], event=event, listener=listener, subject=number)


@jobs.work(NEWS)
def deliver(event: str, listener: str, subject) -> None:
    """Hand one piece of news to one listener."""
    _LISTENERS[event][listener](subject)
