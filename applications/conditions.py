"""What must hold before a step, beyond state and right: questions about the case, refused in a sentence."""

from datetime import timedelta

from django.conf import settings

from eligibility import rules
from eligibility.actions import Judgement, judge
from eligibility.showing import labels
from households.models import NumberConflict
from kernel.moves import Refused, Step


def day(on) -> str:
    """12 月 4 日, as sentences name a day."""
    return f"{on.month} 月 {on.day} 日"


def judged(application, today) -> Judgement:
    """What the rules of the day of acceptance say of what is known today; computed once per step."""
    if not hasattr(application, "_judged"):
        application._judged = judge(
            application.household, on=application.accepted_on or today, known_on=today
        )
    return application._judged


def papers_complete(application, by, **_) -> None:
    """受理 needs every required paper seen (57 号 第十条)."""
    missing = application.papers_missing()
    if missing:
        raise Refused(f"还缺{'、'.join(missing)}，不能受理。请打印一次性告知书，补齐后再受理。")


def no_number_in_conflict(application, by, **_) -> None:
    """A member whose number another name holds is looked into first (SEC-21)."""
    found = NumberConflict.objects.in_the_way_of(application.household).select_related("claimant").first()
    if found:
        raise Refused(
            f"成员{found.claimant.masked_name}的身份证号与已登记的姓名不符，还没有核对完，不能受理。"
            "请由另一位经办员从工作台或一户一档打开“号码冲突”，核对后再受理。"
        )


def two_visitors(application, by, *, companion, **_) -> None:
    """入户调查 is made by at least two people (第十六条)."""
    if companion is None or companion.pk == by.pk:
        raise Refused("入户调查至少两人：请选另一位同行的调查人。")
    if not companion.holds("visit_households", application.office):
        raise Refused(f"{companion.name}没有在{application.office}入户调查的权利，请换一位同行人。")


def visit_day_possible(application, by, *, on, visited_on, **_) -> None:
    """The day of the visit is a fact; it lies between acceptance and today."""
    if visited_on > on:
        raise Refused(f"入户日期 {day(visited_on)} 还没到，请改成实际入户的日期。")
    if visited_on < application.accepted_on:
        accepted = day(application.accepted_on)
        raise Refused(f"入户日期 {day(visited_on)} 早于受理日 {accepted}，请核对日期。")


def never_took_part(*verbs):
    """Nobody who took one of these steps on this case, in this round or an earlier one."""

    def condition(application, by, **_):
        if Step.objects.of(application).filter(verb__in=verbs, by=by).exists():
            raise Refused("您经办过本案前面的环节，不能再办这一步，请由另一位工作人员办理。")
        if "visit" in verbs and application.visits.filter(companion=by).exists():
            raise Refused("您参加过本案的入户调查，不能再办这一步，请由另一位工作人员办理。")

    return condition


def proposes_approval(application, by, **_) -> None:
    """Only a proposed approval is posted; a refusal is told to the family alone."""
    if application.assessment.answer != "YES":
        raise Refused("初审意见不是“符合”，不需要公示：请由确认人作出决定，或退回补查。")


def deciding_office(office, on):
    """The office that decides the cases of this one on a day."""
    level = rules.value("confirm_level", office.division_id, on)
    return office if level.value == "township" else office.parent


def decided_at_the_right_level(application, by, *, on, **_) -> None:
    """下放 (seed, measure five): the township decides where delegated, else the county, never both."""
    deciding = deciding_office(application.office, on)
    if deciding.lineage not in by.lineages_with("confirm_applications"):
        raise Refused(f"本案由{deciding}审核确认。您的席位不在那里，不能代为决定。")


def notice_has_ended(application, by, *, on, **_) -> None:
    """Seven natural days, the day of posting not counted (TIME-04)."""
    if on <= application.notice_ends_on:
        end, first = application.notice_ends_on, application.notice_ends_on + timedelta(days=1)
        raise Refused(f"公示到 {day(end)} 24 时才届满，最早 {day(first)}可以确认。")


def as_reviewed(application, by, *, on, **_) -> None:
    """The facts, values and clauses are those the reviewer saw; otherwise it goes back to review."""
    if judged(application, on).digest != application.assessment.case_digest:
        raise Refused("初审以后家庭情况或标准有变化，现在的判定与初审时不同。请退回，重新初审。")


def rules_say_no(application, by, *, on, **_) -> None:
    """A refusal needs a clause that answers NO: unknown is never no."""
    if judged(application, on).dibao["answer"] != "NO":
        raise Refused("现在的判定不是“不符合”，不能不予确认。尚缺事实的，请退回补查。")


def values_verified(application, by, *, on, **_) -> None:
    """Production decides on no amount whose document nobody has checked."""
    unverified = judged(application, on).answer["unverified"]
    if settings.PRODUCTION and unverified:
        names = "、".join(labels(unverified))
        raise Refused(f"判定用到尚未核实的数值：{names}。请先由管理员凭文件核实，再作决定。")


def gives_reason(application, by, *, reason="", **_) -> None:
    """Whoever sends a case back says why."""
    if not reason.strip():
        raise Refused("请写明退回的理由。")
