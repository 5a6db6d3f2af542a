"""Moves: one verb of the procedure is one walk along an arrow, all or nothing, on every entry point."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from django.apps import apps
from django.db import connection

from kernel import clock, guards, ledger, outbox
from kernel.models import Moved, Step
from kernel.refusals import Refused
from kernel.subjects import subject_of

__all__ = ["Arrow", "Moved", "Refused", "Step", "begin", "first_step", "move"]


@dataclass(frozen=True)
class Arrow:
    """An edge of the diagram: from which states, to which, by whose right, and apart from whom.

    apart        account columns of the row that must not hold the person who walks
    conditions   called with (row, by, **what the verb is given), raise Refused; a page has no third
    No sources: the arrow is a beginning.
    """

    sources: Iterable[str]
    target: str
    right: str
    apart: tuple[str, ...] = ()
    conditions: tuple[Callable, ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "sources", frozenset(str(state) for state in self.sources))
        object.__setattr__(self, "target", str(self.target))

    def open_to(self, user, row) -> bool:
        """Whether to draw the button."""
        return self.why_not(user, row) is None

    def why_not(self, user, row) -> str | None:
        """Why this person cannot walk here now, as a sentence; None when the way is open."""
        try:
            self.check(row, user)
        except Refused as refusal:
            return refusal.sentence
        return None

    def check(self, row, by, **given) -> None:
        """The door: state, right, separation of duties, conditions, in this order."""
        if guards.on("state"):
            _check_state(self, row)
        if guards.on("right"):
            _check_right(self, row, by)
        if guards.on("apart"):
            _check_apart(self, row, by)
        if guards.on("conditions"):
            for condition in self.conditions:
                condition(row, by, **given)


def move(arrow: Arrow, *, tells: str | None = None):
    """Make a verb a move: `row = verb(row, by=account, version=row.version, **what the verb takes)`."""

    def decorate(verb):
        @wraps(verb)
        def walk(row, *, by, version, **given):
            with ledger.transaction():
                found = _locked(row)
                _check_version(found, version)
                arrow.check(found, by, **given)
                came_from = found.state
                verb(found, by=by, **given)
                found.state, found.version = arrow.target, found.version + 1
                found.save()
                _record(found, verb.__name__, by, came_from, given.get("reason", ""))
                if tells:
                    outbox.publish(tells, found)
                return found

        walk.arrow = arrow
        return walk

    return decorate


def begin(arrow: Arrow, *, tells: str | None = None):
    """Make a verb that creates a row a move: the verb returns the row, saved or not."""

    def decorate(verb):
        @wraps(verb)
        def walk(*args, by, **given):
            with ledger.transaction():
                row = verb(*args, by=by, **given)
                _settle_first(arrow, row)
                arrow.check(row, by, **given)
                first_step(row, verb.__name__, by, reason=given.get("reason", ""))
                if tells:
                    outbox.publish(tells, row)
                return row

        walk.arrow = arrow
        return walk

    return decorate


def first_step(row, verb: str, by, *, reason: str = "") -> None:
    """The step of a row that has just been made, inside the transaction that made it."""
    _record(row, verb, by, "", reason)


def _settle_first(arrow: Arrow, row) -> None:
    if row._state.adding:
        row.state = arrow.target
        row.save()
    elif row.state != arrow.target:
        raise ValueError(
            f"新建的{_label(row)}状态是 {row.state}，箭头写的是 {arrow.target}：请改动作或箭头。"
        )


def _locked(row):
    """The row as it is now, held until the end. SQLite writers already wait in line (IMMEDIATE)."""
    found = type(row)._base_manager.filter(pk=row.pk)
    if connection.features.has_select_for_update and guards.on("lock"):
        found = found.select_for_update(of=("self",))
    try:
        return found.get()
    except row.DoesNotExist:
        raise Refused(f"这份{_label(row)}已不存在，请返回列表核对。") from None


def _record(row, verb: str, by, came_from: str, reason: str) -> None:
    kind, number = subject_of(row)
    Step.objects.create(
        subject_type=kind,
        subject_id=number,
        verb=verb,
        from_state=came_from,
        to_state=row.state,
        by=by,
        at=clock.now(),
        reason=reason,
    )
    walked = {"from": came_from, "to": row.state, "version": row.version}
    ledger.write(f"{row._meta.app_label}.{verb}", actor=by, subject=row, **walked)


def _check_version(row, version: int) -> None:
    if guards.on("version") and row.version != version:
        raise Refused(
            f"这份{_label(row)}已由他人更新（您看到的是第 {version} 版，现在是第 {row.version} 版，"
            f"状态“{row.get_state_display()}”）。请刷新页面，核对后再办。"
        )


def _check_state(arrow: Arrow, row) -> None:
    if arrow.sources and row.state not in arrow.sources:
        labels = dict(row._meta.get_field("state").flatchoices)
        allowed = "、".join(f"“{label}”" for value, label in labels.items() if value in arrow.sources)
        raise Refused(
            f"这份{_label(row)}现在是“{row.get_state_display()}”，只有{allowed}时才能办这一步。"
            "可能已有人先办，请刷新页面核对。"
        )


def _check_right(arrow: Arrow, row, by) -> None:
    if not by.has_perm(arrow.right, row.ruled_by):
        raise Refused(
            f"您在“{row.ruled_by}”没有“{_right_label(arrow.right)}”的权利，不能办这一步。请交由有此权利的人员办理。",
            status=403,
        )


def _check_apart(arrow: Arrow, row, by) -> None:
    for name in arrow.apart:
        column = row._meta.get_field(name)
        if getattr(row, column.attname) == by.pk:
            raise Refused(
                f"您已是这份{_label(row)}的“{column.verbose_name}”，同一人不能再办这一步。请交由他人办理。"
            )


def _label(row) -> str:
    return str(row._meta.verbose_name)


def _right_label(right: str) -> str:
    """The right's name on screen, from the model that declares it."""
    app, _, codename = right.partition(".")
    for model in apps.get_app_config(app).get_models():
        for name, label in model._meta.permissions:
            if name == codename:
                return str(label)
    return right
