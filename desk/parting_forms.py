"""The forms of 分户 and 迁移."""

from uuid import UUID

from django import forms

from agencies.models import Division, Office
from applications.family_forms import VillageField
from applications.forms import Day
from desk.kin_forms import VersionField, choice, words
from households import codes
from households.parting import MOST_WORDS, Plan
from kernel.once_form import OnceForm

_VILLAGE = {"required": "请选村（居）。", "invalid_choice": "这个村（居）不在这个乡镇，请重选。"}
STAYS = ("", "留在本户")


def _villages(office):
    return Division.objects.filter(parent=office.division_id, level=Division.Level.VILLAGE)


class SplitForm(OnceForm):
    """Per member: stays, or how they stand to the new applicant; then where the new family lives, and why."""

    def __init__(self, *args, household, members, **kwargs):
        super().__init__(*args, **kwargs)
        relations = [(code, f"分出，是新户的{label}") for code, label in codes.Relation.choices]
        for one in members:
            if one.relation != codes.Relation.APPLICANT:
                field = choice(one.person.name, [STAYS, *relations], required=False)
                self.fields[f"who-{one.person_id.hex}"] = field
        self.fields["village"] = VillageField(
            _villages(household.office),
            label="新户的村（居）",
            empty_label="请选择",
            initial=household.division_id,
            error_messages=_VILLAGE,
        )
        self.fields["address"] = words("新户住址", required=False)
        self.fields["reason"] = words("分户的理由", MOST_WORDS)

    def plan(self) -> Plan:
        """The split as the action takes it."""
        told = self.cleaned_data
        chosen = {
            UUID(name.removeprefix("who-")): relation
            for name, relation in told.items()
            if name.startswith("who-") and relation
        }
        return Plan(chosen, told["village"], told["address"], told["reason"])


class LeaveForm(OnceForm):
    """成员离开: who, since when, and why."""

    def __init__(self, *args, members, today, **kwargs):
        super().__init__(*args, **kwargs)
        people = [(one.person_id.hex, one.person.name) for one in members]
        self.fields["who"] = choice("离开的成员", [("", "请选择"), *people])
        self.fields["until"] = Day(label="最后一天")
        self.fields["until"].initial = today
        self.fields["why"] = choice("离开原因", [("", "请选择"), *codes.Leaving.choices])


class ApplicantForm(OnceForm):
    """更换申请人: everybody's relation to the new one."""

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        for one in members:
            field = choice(one.person.name, codes.Relation.choices)
            field.initial = one.relation
            self.fields[f"who-{one.person_id.hex}"] = field

    def relations(self) -> dict:
        """Person key → relation, as the action takes it."""
        told = self.cleaned_data.items()
        return {UUID(name.removeprefix("who-")): one for name, one in told if name.startswith("who-")}


class OfficeField(forms.ModelChoiceField):
    """A township's civil affairs office, with its county."""

    def label_from_instance(self, office):
        return f"{office.division.parent.name} {office.division.name}"


class SendForm(OnceForm):
    """Where the family went, and why."""

    def __init__(self, *args, household, **kwargs):
        super().__init__(*args, **kwargs)
        offices = Office.objects.filter(
            kind=Office.Kind.CIVIL_AFFAIRS, division__level=Division.Level.TOWNSHIP
        ).exclude(pk=household.office_id)
        self.fields["office"] = OfficeField(
            offices.select_related("division__parent"),
            label="迁入的乡镇（街道）",
            empty_label="请选择",
            error_messages={
                "required": "请选迁入的乡镇（街道）。",
                "invalid_choice": "没有这个乡镇（街道），请从列表里选。",
            },
        )
        self.fields["reason"] = words("迁移的理由", MOST_WORDS)


class ReceiveForm(forms.Form):
    """Where the family lives here."""

    version = VersionField()

    def __init__(self, *args, office, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["village"] = VillageField(
            _villages(office), label="村（居）", empty_label="请选择", error_messages=_VILLAGE
        )
        self.fields["address"] = words("住址", required=False)


class DeclineForm(forms.Form):
    """Why the family is not taken over."""

    version = VersionField()
    answer = words("退回的理由", MOST_WORDS)


class WithdrawForm(forms.Form):
    """Nothing but the version of the page."""

    version = VersionField()
