"""Open → checked → closed, and back from checked."""

from django.db.models import TextChoices

from kernel.moves import Arrow
from kernel.refusals import Refused

RIGHT = "agencies.accept_applications"


class State(TextChoices):
    OPEN = "open", "已登记"
    CHECKED = "checked", "已核"
    CLOSED = "closed", "已办结"


def refuses_on_sundays(row, by, *, on=None, **_):
    if on is not None and on.weekday() == 6:
        raise Refused("星期日不办理，请改日再办。")


MAKE = Arrow(set(), State.OPEN, RIGHT)
CHECK = Arrow({State.OPEN}, State.CHECKED, RIGHT, apart=("made_by",), conditions=(refuses_on_sundays,))
GIVE_BACK = Arrow({State.CHECKED}, State.OPEN, RIGHT)
CLOSE = Arrow({State.CHECKED}, State.CLOSED, RIGHT, apart=("made_by", "checked_by"))
ARROWS = (MAKE, CHECK, GIVE_BACK, CLOSE)
EVENT = "probe.checked"
