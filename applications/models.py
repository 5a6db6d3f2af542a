"""A family's case (案件), its visits and its decision."""

import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models import Office
from agencies.querysets import ScopedQuerySet
from applications.papers_required import REQUIRED
from applications.querysets import ApplicationQuerySet
from applications.states import DECIDED, DECIDERS_APART, OPEN, TAKERS, VISITORS, State
from eligibility.models import Assessment
from households.models import Household
from kernel.moves import Moved
from kernel.sealing import sealed
from papers.models import Document


def _person(label: str):
    """Somebody who took a step on the case: a natural person, by the one account that person has."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=label
    )


def _differs(later: str, earlier: tuple[str, ...]) -> Q:
    """The later person is none of the earlier ones (an unset person differs from everybody)."""
    apart = Q()
    for name in earlier:
        apart &= Q(**{f"{later}__isnull": True}) | Q(**{f"{name}__isnull": True}) | ~Q(**{later: F(name)})
    return apart


def _needs(states, *columns: str) -> Q:
    """In these states these columns are filled."""
    filled = Q(**{f"{column}__isnull": False for column in columns})
    return ~Q(state__in=[str(state) for state in states]) | filled


_FROM_NOTICE = (State.NOTICE_POSTED, State.CONFIRMED)
_FROM_REVIEW = (State.REVIEWED, *_FROM_NOTICE, State.REFUSED)
_FROM_VISIT = (State.VISITED, *_FROM_REVIEW)
_FROM_ACCEPT = (State.ACCEPTED, *_FROM_VISIT, State.NOTIFIED)
_FROM_RECEIVE = (State.RECEIVED, State.RETURNED, *_FROM_ACCEPT)


class Application(Moved):
    """One family's application for 低保 at one township, from the first question to the delivered decision."""

    seen_with = "read_applications"
    office_path = "office__lineage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("案号", max_length=60, blank=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="家庭")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="受理机构")
    programme = models.CharField("项目", max_length=24, default="dibao")
    state = models.CharField("状态", max_length=16, choices=State, default=State.DRAFT)
    first_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="首问责任人"
    )
    opened_on = models.DateField("首问日")
    draft_sealed = models.TextField(blank=True, editable=False)
    papers_seen = models.JSONField("已看材料", default=list)

    received_by, received_on = _person("登记人"), models.DateField("收件日", null=True)
    accepted_by, accepted_on = _person("受理人"), models.DateField("受理日", null=True)
    due_on = models.DateField("法定办结日", null=True)
    due_is_provisional = models.BooleanField("办结日按暂定日历", default=False)
    visited_by, visited_with = _person("入户调查人"), _person("同行调查人")
    reviewed_by, reviewed_on = _person("初审人"), models.DateField("初审日", null=True)
    opinion_sealed = models.TextField("初审意见（密封）", blank=True, editable=False)
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, related_name="+", verbose_name="初审认定"
    )
    has_moved = models.BooleanField("初审后情况有变", default=False)
    posted_by, notice_posted_on = _person("公示人"), models.DateField("公示起", null=True)
    notice_ends_on = models.DateField("公示止", null=True)
    confirmed_by, decided_on = _person("确认人"), models.DateField("决定日", null=True)
    delivered_by, delivered_on = _person("送达人"), models.DateField("送达日", null=True)
    delivery = models.CharField("送达方式与签收人", max_length=120, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案件"
        ordering = ["due_on", "opened_on"]
        indexes = [models.Index(fields=["office", "state", "due_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "programme"],
                condition=Q(state__in=[str(state) for state in OPEN]),
                name="one_open_case",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="case_number_once"),
            models.CheckConstraint(name="two_visitors", condition=_differs("visited_by", ("visited_with",))),
            models.CheckConstraint(
                name="reviewer_apart", condition=_differs("reviewed_by", TAKERS + VISITORS)
            ),
            models.CheckConstraint(
                name="confirmer_apart", condition=_differs("confirmed_by", DECIDERS_APART)
            ),
            models.CheckConstraint(
                name="received_has_person", condition=_needs(_FROM_RECEIVE, "received_by", "received_on")
            ),
            models.CheckConstraint(
                name="accepted_has_clock",
                condition=_needs(_FROM_ACCEPT, "accepted_by", "accepted_on", "due_on"),
            ),
            models.CheckConstraint(
                name="visited_has_visitors", condition=_needs(_FROM_VISIT, "visited_by", "visited_with")
            ),
            models.CheckConstraint(
                name="reviewed_has_assessment",
                condition=_needs(_FROM_REVIEW, "reviewed_by", "reviewed_on", "assessment"),
            ),
            models.CheckConstraint(
                name="notice_has_term",
                condition=_needs(_FROM_NOTICE, "posted_by", "notice_posted_on", "notice_ends_on"),
            ),
            models.CheckConstraint(
                name="decided_has_person", condition=_needs(DECIDED, "confirmed_by", "decided_on")
            ),
            models.CheckConstraint(
                name="delivered_has_person",
                condition=_needs((State.NOTIFIED,), "delivered_by", "delivered_on"),
            ),
        ]

    def __str__(self):
        return self.number or "未收件的草稿"

    @property
    def ruled_by(self):
        """The office on which rights over this case are asked."""
        return self.office

    @property
    def draft(self) -> dict:
        """The intake form as last typed, whether or not it was valid: nothing typed is lost."""
        return json.loads(sealed(self, "draft") or "{}")

    @property
    def opinion(self) -> str:
        """The reviewer's own words; they may speak of an illness."""
        return sealed(self, "opinion")

    def papers_missing(self) -> list[str]:
        return [label for code, label in REQUIRED.items() if code not in self.papers_seen]


class Visit(models.Model):
    """A home visit (入户调查): who went, when, what was found. Photographs are kept with it."""

    seen_with = "read_applications"
    office_path = "application__office__lineage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="visits")
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="调查人"
    )
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="同行调查人"
    )
    visited_on = models.DateField("入户日期")
    met = models.CharField("在场成员", max_length=120)
    findings_sealed = models.TextField("所见情况（密封）", editable=False)
    made_at = models.DateTimeField("登记时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入户调查"
        ordering = ["-made_at"]
        constraints = [models.CheckConstraint(name="visit_by_two", condition=~Q(visitor=F("companion")))]

    def __str__(self):
        return f"{self.application}（{self.visited_on}）"

    @property
    def findings(self) -> str:
        """What the two saw, in their words."""
        return sealed(self, "findings")


class Decision(models.Model):
    """The one decision on a case, with the assessment and the paper it was made on."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "同意"
        REFUSED = "refused", "不予确认"

    seen_with = "read_applications"
    office_path = "application__office__lineage"

    application = models.OneToOneField(Application, models.PROTECT, primary_key=True, related_name="decision")
    outcome = models.CharField("结果", max_length=12, choices=Outcome)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+", verbose_name="认定")
    document = models.OneToOneField(Document, models.PROTECT, related_name="+", verbose_name="决定文书")
    monthly_fen = models.BigIntegerField("每月金额（分）", null=True)
    first_month = models.DateField("起始月", null=True)
    made_at = models.DateTimeField("决定时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决定"
        constraints = [
            models.CheckConstraint(
                name="confirmed_has_amount",
                condition=Q(outcome="refused") | Q(monthly_fen__isnull=False, first_month__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.application}：{self.get_outcome_display()}"
