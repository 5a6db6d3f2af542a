"""The shape of the answers each step asks for."""

from datetime import date

from django import forms
from django.forms.widgets import ClearableFileInput

from agencies.models import Account
from households.typed import BadInput, name


class Day(forms.DateField):
    """A day that happened; what is not a day is named."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "invalid": "“%(value)s”不是存在的日期，请写成 2026-12-04 这样。",
                "required": "请写日期。",
            },
            **kwargs,
        )


class StepForm(forms.Form):
    """Every step names the version of the case it was decided on."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, application, by, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.application, self.by, self.today = application, by, today

    def matter(self) -> dict:
        """What the verb takes besides who, when and version."""
        return {}


class OpinionForm(StepForm):
    """初审意见."""

    opinion = forms.CharField(
        label="初审意见",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="补充说明，可以不写。判定和金额由规则算出，会一并存档。",
    )

    def matter(self):
        return {"opinion": self.cleaned_data["opinion"]}


class ReasonForm(StepForm):
    """Going back needs a reason."""

    reason = forms.CharField(
        label="退回的理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明退回的理由。"},
    )

    def matter(self):
        return {"reason": self.cleaned_data["reason"]}


class DeliveryForm(StepForm):
    """送达: how, and who signed."""

    HOW = [("当面", "当面"), ("邮寄", "邮寄"), ("村（居）代送", "村（居）代送"), ("留置", "留置")]
    how = forms.ChoiceField(label="送达方式", choices=HOW, widget=forms.RadioSelect, initial="当面")
    signed_by = forms.CharField(
        label="签收人", max_length=60, error_messages={"required": "请写签收人姓名。"}
    )

    def clean_signed_by(self):
        try:
            return name(self.cleaned_data["signed_by"])
        except BadInput as fault:
            raise forms.ValidationError(str(fault)) from fault

    def matter(self):
        return {"delivery": f"{self.cleaned_data['how']}，签收人 {self.cleaned_data['signed_by']}"}


class Photos(ClearableFileInput):
    """Several photographs at once."""

    allow_multiple_selected = True


class PhotoField(forms.FileField):
    """A list of uploads; whether each is a picture is judged where it is redrawn."""

    def clean(self, data, initial=None):
        files = [file for file in (data if isinstance(data, list) else [data]) if file]
        if not files and self.required:
            raise forms.ValidationError("请至少拍一张入户照片。")
        if len(files) > 9:
            raise forms.ValidationError(f"一次最多传 9 张照片，您选了 {len(files)} 张。")
        return files


class CompanionField(forms.ModelChoiceField):
    """The other visitor."""

    def label_from_instance(self, account):
        return account.name


class VisitForm(StepForm):
    """入户调查: who went along, when, who was at home, what was seen."""

    companion = CompanionField(
        Account.objects.none(),
        label="同行调查人",
        empty_label="请选择",
        error_messages={
            "required": "入户调查至少两人：请选同行的调查人。",
            "invalid_choice": "这位同行人没有在本地入户调查的权利，请重选。",
        },
    )
    visited_on = Day(label="入户日期")
    met = forms.CharField(
        label="在场成员", max_length=120, error_messages={"required": "请写见到了家里的谁。"}
    )
    findings = forms.CharField(
        label="所见情况",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="住房、家电、生产、在场人说的与所见是否一致。不写与救助无关的私事。",
        error_messages={"required": "请写所见情况。"},
    )
    photos = PhotoField(
        label="入户照片",
        widget=Photos(attrs={"accept": "image/*", "multiple": True}),
        help_text="房屋内外各一张，一次最多 9 张，每张不超过 10 MB。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["companion"].queryset = Account.objects.who_may(
            "visit_households", self.application.office, self.today
        ).exclude(pk=self.by.pk)
        self.fields["visited_on"].initial = self.today
