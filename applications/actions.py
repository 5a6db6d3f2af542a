"""The verbs of the procedure: each walks one arrow of `states.py`, and the kernel checks and records it."""

from dataclasses import dataclass
from datetime import date, timedelta

from applications import events, letters, states
from applications.conditions import judged
from applications.models import Application, Decision, Visit
from applications.states import State
from eligibility import rules
from eligibility.actions import keep
from grants.actions import begin_grant
from households.actions import lock, record_facts
from kernel import clock, ledger
from kernel.calendar import fixed_deadline
from kernel.moves import Refused, first_step, move, step_in_place
from kernel.sealing import put_sealed
from papers.actions import keep_photo, next_serial, short_name
from papers.models import Document


@dataclass(frozen=True)
class Intake:
    """What the counter learnt: facts in the register's form, papers seen, and the form as typed."""

    facts: list
    papers: list[str]
    typed: dict


@dataclass(frozen=True)
class VisitReport:
    """What two visitors saw: the facts they confirm or correct, and their photographs."""

    met: str
    findings: str
    facts: list
    photos: list


def open_case(household, *, by, on: date) -> Application:
    """The first question of a family at the counter: a draft, with its first-contact officer for ever.

    A family with an open case gets that one back: nobody is taken in twice.
    """
    with ledger.transaction():
        lock(household)  # a split or a move of the family waits, and then sees this case
        household.refresh_from_db(fields=["office"])
        if not by.holds("receive_applications", household.office):
            raise Refused(f"您没有在{household.office}受理的席位，不能为这户开案。", status=403)
        found = Application.objects.select_for_update().filter(household=household).open().first()
        if found:
            return found
        application = Application(
            household=household, office=household.office, first_contact=by, opened_on=on
        )
        application.save(force_insert=True)
        first_step(application, "open_case", by)
    return application


def save_draft(application, typed: dict, *, by) -> Application:
    """Keep the intake form as typed, valid or not; only while the family may still complete it."""
    if not by.holds("receive_applications", application.office):
        raise Refused("您没有修改这份草稿的权利。", status=403)
    with ledger.transaction():
        row = Application.objects.select_for_update().get(pk=application.pk)
        if row.state not in (State.DRAFT, State.RECEIVED, State.RETURNED):
            raise Refused(f"本案已是“{row.get_state_display()}”，受理前的表不能再改。")
        put_sealed(row, "draft", letters.dump(typed))
        row.save(update_fields=["draft_sealed"])
        ledger.write("application.draft_saved", actor=by, subject=row)
    return row


def take_in(application, intake: Intake, *, by, on: date, version: int) -> Application:
    """收件: the family's own statement goes into the register; a draft becomes a received case."""
    with ledger.transaction():
        row = save_draft(application, intake.typed, by=by)
        record_facts(row.household, intake.facts, source="declared", true_on=on, by=by, on=on)
        row.papers_seen = intake.papers
        row.save(update_fields=["papers_seen"])
        if row.state == State.DRAFT:
            return receive(row, by=by, version=version, on=on)
        if row.version != version:
            raise Refused("这一页打开以后，本案已被别人办理过。请刷新后再办。")
    return row


@move(states.RECEIVE)
def receive(application, *, by, on: date):
    """收件: the case gets its number."""
    serial = next_serial(application.office, "case", on.year)
    application.number = f"{short_name(application.office)}救〔{on.year}〕{serial} 号"
    application.received_by, application.received_on = by, on


@move(states.RETURN_FOR_COMPLETION)
def return_for_completion(application, *, by, on: date):
    """一次性告知: one sheet names everything that is missing (57 号 第十条)."""
    judgement = judged(application, on)
    if not letters.things_to_bring(judgement, application.papers_seen):
        raise Refused("什么都不缺，不用补正：请直接受理。")
    letters.issue(Document.Kind.COMPLETION, application, by=by, on=on, judgement=judgement)


@move(states.ACCEPT, tells=events.ACCEPTED)
def accept(application, *, by, on: date):
    """受理: the file is complete and the statutory clock starts (57 号 第二十二条)."""
    deadline = _statutory_deadline(application.office, on)
    application.accepted_by, application.accepted_on = by, on
    application.due_on, application.due_is_provisional = deadline.day, deadline.is_provisional
    letters.issue(Document.Kind.RECEIPT, application, by=by, on=on)


def _statutory_deadline(office, accepted_on: date):
    """The last of the working days the law gives from acceptance; fewer where the township itself decides."""
    level = rules.value("confirm_level", office.division_id, accepted_on).value
    name = "total_workdays_delegated" if level == "township" else "total_workdays"
    return fixed_deadline(accepted_on, rules.value(name, office.division_id, accepted_on).value)


def follow_notice(year: int, *, by, on: date) -> int:
    """The year's notice is out: deadlines of undecided cases that lean on it are reckoned anew; how many moved.

    Each in a transaction of its own, so that no case waits for all others. From December before: a new year's
    holiday may begin there. Whoever imported the notice stands for the step.
    """
    leaning = Application.objects.on_the_clock().filter(
        accepted_on__lte=date(year, 12, 31), due_on__gte=date(year - 1, 12, 1)
    )
    pks = leaning.order_by("pk").values_list("pk", flat=True)
    return sum(_reckon_anew(pk, year, by=by, on=on) for pk in list(pks))


def _reckon_anew(pk, year: int, *, by, on: date) -> bool:
    """One case's deadline by the table of today; unchanged, nothing is written."""
    with ledger.transaction():
        row = Application.objects.select_for_update().on_the_clock().filter(pk=pk).first()
        if row is None:
            return False
        was, deadline = row.due_on, _statutory_deadline(row.office, row.accepted_on)
        if (was, row.due_is_provisional) == (deadline.day, deadline.is_provisional):
            return False
        row.due_on, row.due_is_provisional = deadline.day, deadline.is_provisional
        row.save(update_fields=["due_on", "due_is_provisional"])
        told = "日期不变" if was == row.due_on else f"由 {was} 改为 {row.due_on}"
        step_in_place(row, "follow_notice", by, on=on, reason=f"{year} 年节假日安排已公布，{told}")
    return True


@move(states.VISIT, tells=events.VISITED)
def visit(application, *, by, on: date, companion, visited_on: date, report: VisitReport):
    """入户调查: what two people saw confirms or corrects what the family stated (57 号 第十六条)."""
    made = Visit(
        application=application,
        visitor=by,
        companion=companion,
        visited_on=visited_on,
        met=report.met,
        made_at=clock.now(),
    )
    put_sealed(made, "findings", report.findings)
    made.save(force_insert=True)
    record_facts(application.household, report.facts, source="visit", true_on=visited_on, by=by, on=on)
    for photo in report.photos:
        keep_photo(photo, caption="入户照片", office=application.office, subject=made, by=by)
    application.visited_by, application.visited_with = by, companion
    letters.issue(Document.Kind.VISIT, application, by=by, on=on, visit=made)


@move(states.REVIEW, tells=events.REVIEWED)
def review(application, *, by, on: date, opinion: str):
    """初审: the judgement is kept as the reviewer saw it; what is still unknown goes back to the visitors."""
    judgement = judged(application, on)
    if judgement.dibao["answer"] == "UNKNOWN":
        raise Refused("还有事实没有查清，不能出初审意见：不知道不等于不符合。请退回补查。")
    application.assessment = keep(judgement, application.household, by=by)
    application.reviewed_by, application.reviewed_on = by, on
    put_sealed(application, "opinion", opinion)
    letters.issue(Document.Kind.REVIEW, application, by=by, on=on, judgement=judgement)


@move(states.POST_NOTICE, tells=events.NOTICE_POSTED)
def post_notice(application, *, by, on: date):
    """公示: seven natural days in the village, without private data (57 号 第十九条)."""
    days = rules.value("publicity_days", application.office.division_id, on).value
    application.posted_by, application.notice_posted_on = by, on
    application.notice_ends_on = on + timedelta(days=days)
    letters.issue(Document.Kind.NOTICE, application, by=by, on=on, judgement=judged(application, on))


@move(states.CONFIRM, tells=events.CONFIRMED)
def confirm(application, *, by, on: date):
    """审核确认: decision, notice and grant in one transaction; paid from the next month (第二十一条)."""
    judgement = judged(application, on)
    first_month = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
    _decide(application, Decision.Outcome.CONFIRMED, by=by, on=on, first_month=first_month)
    begin_grant(application.assessment, judgement, first_month=first_month, by=by)


@move(states.REFUSE, tells=events.REFUSED)
def refuse(application, *, by, on: date):
    """不予确认: every failed clause is told, with the numbers and the remedies (第二十一条)."""
    _decide(application, Decision.Outcome.REFUSED, by=by, on=on, first_month=None)


def _decide(application, outcome, *, by, on: date, first_month) -> None:
    """Write the one decision of a case on the assessment the reviewer kept."""
    application.confirmed_by, application.decided_on = by, on
    kind = Document.Kind.CONFIRMATION if first_month else Document.Kind.REFUSAL
    document = letters.issue(
        kind, application, by=by, on=on, judgement=judged(application, on), first_month=first_month
    )
    Decision.objects.create(
        application=application,
        outcome=outcome,
        assessment=application.assessment,
        document=document,
        monthly_fen=application.assessment.monthly_fen,
        first_month=first_month,
        made_at=clock.now(),
        made_by=by,
    )


def look_again(household_id: str, *, on: date) -> None:
    """Mark the reviewed cases of a family whose judgement today is not the one that was reviewed.

    The mark only warns; what decides is the confirmer's own condition (`as_reviewed`), under the lock.
    """
    reviewed = (State.REVIEWED, State.NOTICE_POSTED)
    with ledger.transaction():
        cases = Application.objects.select_for_update().filter(household=household_id, state__in=reviewed)
        for application in cases:
            moved = judged(application, on).digest != application.assessment.case_digest
            if moved != application.has_moved:
                Application.objects.filter(pk=application.pk).update(has_moved=moved)


def _forget_review(application) -> None:
    """The case is as before its review; the assessment that was kept stays in the record of assessments."""
    application.reviewed_by = application.reviewed_on = application.assessment = None
    application.has_moved = False


@move(states.VISIT_AGAIN)
def visit_again(application, *, by, on: date, reason: str):
    """退回补查: something at the home is still unknown or has changed."""
    _forget_review(application)


@move(states.SEND_BACK)
def send_back(application, *, by, on: date, reason: str):
    """退回初审: the ground has moved since the review, or the confirmer doubts it."""
    _forget_review(application)
    application.posted_by = None
    application.notice_posted_on = application.notice_ends_on = None


@move(states.DELIVER)
def deliver(application, *, by, on: date, delivery: str):
    """送达: how, and who signed for it."""
    application.delivered_by, application.delivered_on, application.delivery = by, on, delivery
