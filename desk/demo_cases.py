"""The invented families of the demonstration, the roll they are on, and cases in every state."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from agencies.models import Division, Office
from applications import actions
from applications.actions import Intake, VisitReport
from applications.papers_required import REQUIRED
from desk.demo_staff import HETIAN, XIAOCHI
from eligibility.actions import judge_all
from grants.actions import take_over_roll
from households import demo
from households.models import Household
from kernel.calendar import is_workday

TOWNSHIPS = ((HETIAN, "hetian", 390, 20261), (XIAOCHI, "xiaochi", 390, 20262))
ON_THE_ROLL = 306  # households in payment per township, about 611 in all

# How far the cases of a township have come, and how many working days ago each was accepted.
COURSES = (
    ("draft", (None, None, None, None)),
    ("returned", (None, None)),
    ("accepted", (0, 3, 8, 16, 21)),
    ("visited", (5, 9, 18)),
    ("reviewed", (8, 12)),
    ("notice_posted", (10, 12, 17, 19)),
    ("confirmed", (16, 18)),
    ("notified", (25, 30, 36)),
    ("refused", (14, 15)),
)


def load(staff: dict, today: date) -> Iterator[str]:
    """Load both townships; tells how far it is, a line at a time."""
    for code, prefix, count, seed in TOWNSHIPS:
        office = Office.objects.get(code=code)
        yield _load_township(office, Team(staff, prefix, today), count, seed)


def _load_township(office, team: "Team", count: int, seed: int) -> str:
    villages = list(Division.objects.filter(parent=office.division, level=Division.Level.VILLAGE))
    families = list(demo.Township(seed, team.today.year).families(count))
    demo.load(families, office, villages, by=team.clerk, on=team.today - timedelta(days=200))
    eligible, others = [], []
    households = Household.objects.filter(office=office).select_related("office").order_by("number")
    for household, judgement in judge_all(list(households), on=team.today):
        (eligible if judgement.dibao["answer"] == "YES" else others).append((household, judgement))
    roll, waiting = eligible[:ON_THE_ROLL], eligible[ON_THE_ROLL:]
    take_over_roll(roll, first_month=team.today.replace(month=1, day=1), by=team.confirmer)
    refusable = [one for one, judgement in others if judgement.dibao["answer"] == "NO"]
    cases = _walk_all(team, [one for one, _ in waiting], refusable)
    return f"{office}：{count} 户，{len(roll)} 户在保，{cases} 个案件"


def _walk_all(team: "Team", eligible: list, refusable: list) -> int:
    walked = 0
    for goal, ages in COURSES:
        for age in ages:
            source = refusable if goal == "refused" else eligible
            team.walk(source.pop(0), goal, age)
            walked += 1
    return walked


class Team:
    """The people of one township's office, who take a case as far as it should come."""

    def __init__(self, staff: dict, prefix: str, today: date):
        self.today = today
        self.clerk, self.visitor = staff[prefix], staff[f"{prefix}2"]
        self.reviewer, self.confirmer = staff[f"{prefix}-review"], staff[f"{prefix}-confirm"]
        workdays = (today - timedelta(days=back) for back in range(90))
        self.workdays = [day for day in workdays if is_workday(day)]

    def walk(self, household, goal: str, age: int | None):
        """Take a family's case to `goal`, accepted `age` working days ago."""
        day = self.workdays[age or 1]
        case = actions.open_case(household, by=self.clerk, on=day)
        if goal == "draft":
            return
        seen = list(REQUIRED) if age is not None else ["application"]
        case = actions.take_in(case, Intake([], seen, {}), by=self.clerk, on=day, version=case.version)
        if goal == "returned":
            actions.return_for_completion(case, by=self.clerk, on=day, version=case.version)
            return
        case = actions.accept(case, by=self.clerk, on=day, version=case.version)
        for verb, state, wait in self._course(goal):
            if case.state == goal:
                return
            age = max(age - wait, 0)
            case = self._step(case, verb, self.workdays[age])
            if state == goal:
                return

    def _course(self, goal: str):
        """The steps after acceptance, with the working days each waits."""
        yield "visit", "visited", 2
        yield "review", "reviewed", 2
        if goal == "refused":
            yield "refuse", "refused", 2
            return
        yield "post_notice", "notice_posted", 1
        yield "confirm", "confirmed", 8
        yield "deliver", "notified", 1

    def _step(self, case, verb: str, on: date):
        by, matter = {
            "visit": (self.visitor, self._visit(on)),
            "review": (self.reviewer, {"opinion": "情况与入户所见一致。"}),
            "post_notice": (self.clerk, {}),
            "confirm": (self.confirmer, {}),
            "refuse": (self.confirmer, {}),
            "deliver": (self.clerk, {"delivery": "当面，签收人 申请人本人"}),
        }[verb]
        return getattr(actions, verb)(case, by=by, on=on, version=case.version, **matter)

    def _visit(self, on: date) -> dict:
        report = VisitReport("申请人", "砖房一层，家电简单，与申报一致。", [], [_photo()])
        return {"companion": self.clerk, "visited_on": on, "report": report}


def _photo() -> SimpleUploadedFile:
    """A plain picture in place of a photograph."""
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), (176, 190, 197)).save(buffer, "JPEG")
    return SimpleUploadedFile("visit.jpg", buffer.getvalue(), content_type="image/jpeg")
