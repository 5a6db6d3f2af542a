"""One verb is one walk along an arrow, all or nothing."""

from datetime import date

import pytest

from kernel import ledger, outbox
from kernel.models import Job, JournalEntry, Step
from kernel.moves import Arrow, Refused
from tests.kernel.probe import actions, states
from tests.kernel.probe.models import Parcel
from tests.kernel.probe.states import CHECK, CLOSE, State

SUNDAY = date(2026, 3, 1)
VERBS = [actions.check, actions.give_back, actions.close]


@pytest.fixture
def parcel(office, clerk):
    return actions.make(office, by=clerk)


@pytest.fixture
def checked(parcel, other):
    return actions.check(parcel, by=other, version=0)


def test_a_verb_leaves_state_version_step_journal_and_news(parcel, other):
    parcel = actions.check(parcel, by=other, version=0)

    assert (parcel.state, parcel.version, parcel.checked_by) == (State.CHECKED, 1, other)
    assert Parcel.objects.get().state == State.CHECKED
    assert [(step.verb, step.from_state, step.to_state) for step in Step.objects.of(parcel)] == [
        ("make", "", "open"),
        ("check", "open", "checked"),
    ]
    assert [entry.kind for entry in JournalEntry.objects.all()] == ["probe.make", "probe.check"]
    assert JournalEntry.objects.last().content == {"from": "open", "to": "checked", "version": 1}
    assert Job.objects.filter(kind=outbox.NEWS).count() == 2  # one per listener


def test_a_verb_without_a_version_is_a_mistake_of_the_programmer(parcel, other):
    with pytest.raises(TypeError):
        actions.check(parcel, by=other)


def test_who_looked_at_an_older_version_is_refused_and_told_so(checked, third):
    with pytest.raises(Refused, match="第 0 版，现在是第 1 版") as refusal:
        actions.close(checked, by=third, version=0)
    assert refusal.value.status == 409


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
@pytest.mark.parametrize("state", State)
def test_every_verb_is_refused_from_every_state_it_does_not_name(verb, state, parcel, third, request):
    walk_to(state, parcel, request)
    parcel = Parcel.objects.get()
    given = {"reason": "核错了"} if verb is actions.give_back else {}

    if state in verb.arrow.sources:
        assert verb(parcel, by=third, version=parcel.version, **given).state == verb.arrow.target
    else:
        with pytest.raises(Refused, match=f"现在是“{state.label}”"):
            verb(parcel, by=third, version=parcel.version, **given)


def walk_to(state, parcel, request):
    if state != State.OPEN:
        actions.check(parcel, by=request.getfixturevalue("other"), version=0)
    if state == State.CLOSED:
        actions.close(parcel, by=request.getfixturevalue("third"), version=1)


def test_without_the_state_guard_a_closed_row_is_checked_again(checked, third, settings):
    closed = actions.close(checked, by=third, version=1)
    settings.GUARDS_OFF = frozenset({"state"})

    CHECK.check(closed, third)


def test_who_holds_no_right_there_is_refused_with_the_name_of_the_right(parcel, stranger, settings):
    with pytest.raises(Refused, match="没有“受理、一次性告知”的权利") as refusal:
        actions.check(parcel, by=stranger, version=0)
    assert refusal.value.status == 403

    settings.GUARDS_OFF = frozenset({"right"})
    assert actions.check(parcel, by=stranger, version=0).state == State.CHECKED


def test_the_registrar_does_not_check(parcel, clerk, settings):
    with pytest.raises(Refused, match="您已是这份件的“登记人”"):
        actions.check(parcel, by=clerk, version=0)

    settings.GUARDS_OFF = frozenset({"apart"})
    assert actions.check(parcel, by=clerk, version=0).checked_by == clerk


@pytest.mark.parametrize("person", ["clerk", "other"])
def test_nobody_before_closes(checked, person, request):
    with pytest.raises(Refused, match="同一人不能再办这一步"):
        actions.close(checked, by=request.getfixturevalue(person), version=1)


def test_a_condition_is_asked_with_what_the_verb_is_given(parcel, other, settings):
    with pytest.raises(Refused, match="星期日"):
        actions.check(parcel, by=other, version=0, on=SUNDAY)

    settings.GUARDS_OFF = frozenset({"conditions"})
    assert actions.check(parcel, by=other, version=0, on=SUNDAY).version == 1


def test_the_button_and_the_door_ask_the_same(parcel, clerk, other, stranger):
    assert CHECK.open_to(other, parcel)
    assert CHECK.why_not(other, parcel) is None
    assert "登记人" in CHECK.why_not(clerk, parcel)
    assert "权利" in CHECK.why_not(stranger, parcel)
    assert "只有“已核”时" in CLOSE.why_not(other, parcel)


def test_a_refused_move_leaves_nothing(parcel, clerk):
    before = (Step.objects.count(), JournalEntry.objects.count(), Job.objects.count())

    with pytest.raises(Refused):
        actions.check(parcel, by=clerk, version=0)

    assert (Step.objects.count(), JournalEntry.objects.count(), Job.objects.count()) == before


def test_a_move_whose_news_cannot_be_told_leaves_nothing(parcel, other, monkeypatch):
    def broken(*_):
        raise OSError

    monkeypatch.setattr(outbox, "publish", broken)
    with pytest.raises(OSError):
        actions.check(parcel, by=other, version=0)

    assert Parcel.objects.get().state == State.OPEN
    assert [step.verb for step in Step.objects.all()] == ["make"]


def test_a_beginning_without_the_right_leaves_no_row(office, stranger):
    with pytest.raises(Refused):
        actions.make(office, by=stranger)

    assert not Parcel.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_reason_is_kept_with_the_step_and_not_in_the_journal(checked, third):
    actions.give_back(checked, by=third, version=1, reason="户口簿缺页")

    assert Step.objects.last().reason == "户口簿缺页"
    assert "户口簿" not in str(JournalEntry.objects.last().content)


def test_a_walk_works_on_the_row_as_it_is_now_not_as_it_was_read(parcel, other):
    parcel.made_by = other  # a stale or forged copy in memory

    with pytest.raises(Refused, match="现在是第 0 版"):
        actions.check(parcel, by=other, version=7)
    assert actions.check(parcel, by=other, version=0).made_by != other


def test_a_row_that_is_gone_is_refused(office, clerk, other):
    ghost = Parcel(pk=987654, office=office, made_by=clerk)
    with pytest.raises(Refused, match="已不存在"):
        actions.check(ghost, by=other, version=0)


def test_several_moves_may_be_one_act(parcel, other, third):
    with pytest.raises(Refused), ledger.transaction():
        checked = actions.check(parcel, by=other, version=0)
        actions.close(checked, by=other, version=1)

    assert Parcel.objects.get().state == State.OPEN
    assert [entry.kind for entry in JournalEntry.objects.all()] == ["probe.make"]


def test_arrows_compare_states_as_text():
    arrow = Arrow({State.OPEN}, State.CHECKED, states.RIGHT)
    assert arrow == Arrow({"open"}, "checked", states.RIGHT)
