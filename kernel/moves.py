"""Moves: one verb of the procedure, checked, taken and recorded in one transaction, on every entry point."""

import functools
from dataclasses import dataclass

from django.db import models

from kernel import clock, ledger, outbox
from kernel.guards import off
from kernel.models import Step
from kernel.refusals import Refused

__all__ = ["Arrow", "Moved", "Refused", "Step", "first_step", "move", "step_in_place"]


MOST_REASON = 300  # characters; a reason is a few sentences, what is longer belongs into a paper


class Moved(models.Model):
    """A row that moves along arrows. The subclass declares `state` and says on what rights are asked."""

    version = models.PositiveIntegerField("版本", default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def ruled_by(self):
        """The object (an office) on which the right to move this row is asked."""
        raise NotImplementedError


@dataclass(frozen=True)
class Arrow:
    """From which states to which, by what right, and by whom not.

    `apart` names the persons on the row who may not take this step; `conditions` are questions about the row
    that raise `Refused` when the answer is no.
    """

    sources: frozenset
    target: str
    right: str
    apart: tuple[str, ...] = ()
    conditions: tuple = ()

    def why_not(self, account, row) -> str | None:
        """A sentence if this person cannot walk the arrow from here; None if they can."""
        try:
            self.check(account, row)
        except Refused as refused:
            return refused.sentence
        return None

    def open_to(self, account, row) -> bool:
        return self.why_not(account, row) is None

    def check(self, account, row) -> None:
        """State, right and separation of persons; refused with the sentence that helps."""
        if row.state not in self.sources and not off("state"):
            raise Refused(
                f"{row._meta.verbose_name}现在是“{row.get_state_display()}”，不能办这一步。请刷新后再看。"
            )
        if not off("right") and not account.has_perm(self.right, row.ruled_by):
            raise Refused(f"您没有在{row.ruled_by}办这一步的权利。", status=403)
        for column in () if off("apart") else self.apart:
            if getattr(row, f"{column}_id") == account.pk:
                part = row._meta.get_field(column).verbose_name
                raise Refused(f"您是本案的{part}，不能再办这一步，请由另一位工作人员办理。")


def move(arrow: Arrow, *, tells: str | None = None):
    """Make a function the verb of an arrow: `verb(row, *, by, version, …)` gives the moved row.

    The transaction, the lock, the checks after the lock, the step, the journal and the news are here, so that
    a verb is only what the procedure does.
    """

    def decorate(verb):
        @functools.wraps(verb)
        def walk(row, *, by, version: int, **matter):
            with ledger.transaction():
                fresh = _locked(row)
                _refuse_outdated(fresh, version)
                arrow.check(by, fresh)
                for condition in () if off("conditions") else arrow.conditions:
                    condition(fresh, by, **matter)
                verb(fresh, by=by, **matter)
                _record(fresh, verb.__name__, arrow, by, matter)
                if tells:
                    outbox.publish(tells, fresh)
            return fresh

        walk.arrow = arrow
        return walk

    return decorate


def _locked(row):
    """The row as it is now, held until the transaction ends (SQLite holds the whole database)."""
    rows = type(row)._default_manager.all()
    if not off("lock"):
        rows = rows.select_for_update()
    return rows.get(pk=row.pk)


def _refuse_outdated(row, version: int) -> None:
    if row.version != version and not off("version"):
        raise Refused(
            f"这一页打开以后，别人已经办过：现在是“{row.get_state_display()}”。请刷新，看过再办；填的内容还在。"
        )


def _record(row, verb: str, arrow: Arrow, by, matter: dict) -> None:
    if len(matter.get("reason", "")) > MOST_REASON:
        raise Refused(f"理由最多 {MOST_REASON} 字，请写短一些。")
    came_from, row.state = row.state, arrow.target
    row.version += 1
    row.save()
    _step(row, verb, by, came_from=came_from, on=matter.get("on"), reason=matter.get("reason", ""))


def first_step(row, verb: str, by, *, on=None) -> None:
    """The step by which a row came to be; in the transaction that made it."""
    _step(row, verb, by, came_from="", on=on, reason="")


def step_in_place(row, verb: str, by, *, on, reason: str) -> None:
    """A step that leaves the state as it is, in the transaction that changed the row."""
    _step(row, verb, by, came_from=row.state, on=on, reason=reason)


def _step(row, verb: str, by, *, came_from: str, on, reason: str) -> None:
    step = Step(
        subject_type=row._meta.label_lower,
        subject_id=str(row.pk),
        verb=verb,
        from_state=came_from,
        to_state=row.state,
        by=by,
        on=on,
        at=clock.now(),
    )
    step.give_reason(reason)
    step.save()
    ledger.write(
        f"{row._meta.label_lower}.{verb}", actor=by, subject=row, state=row.state, version=row.version
    )
