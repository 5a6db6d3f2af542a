"""What cases do on news from below."""

from applications import actions
from households import events
from kernel import clock
from kernel.outbox import listen


@listen(events.FACTS_RECORDED)
def watch_the_ground(subject_id: str) -> None:
    """A family's facts have changed: a case already reviewed may rest on what no longer holds."""
    actions.look_again(subject_id, on=clock.today())
