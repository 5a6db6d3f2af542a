"""What cases do on news from below."""

from applications import actions
from households import events
from kernel import calendar, clock
from kernel.outbox import listen


@listen(events.FACTS_RECORDED)
def watch_the_ground(subject_id: str) -> None:
    """A family's facts have changed: a case already reviewed may rest on what no longer holds."""
    actions.look_again(subject_id, on=clock.today())


@listen(calendar.ANNOUNCED)
def follow_notice(subject_id: str) -> None:
    """A year's holidays were announced: what was reckoned by the provisional year is reckoned anew."""
    year = int(subject_id)
    actions.follow_notice(year, by=calendar.imported_by(year), on=clock.today())
