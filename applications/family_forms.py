"""A family nobody knows yet, and another member of a family at the counter."""

from django import forms

from agencies.models import Division, Office
from households import codes, credentials
from households.codes import IdKind
from households.typed import BadInput, name
from kernel import once

OTHER_PAPERS = ("id_kind", "no_number_reason", "birth", "sex")
NO_NUL = {"null_characters_not_allowed": "里面有不能保存的字符，请重新输入。"}


class PersonFields(forms.Form):
    """Name and document of a person, read the way the register keeps them. Untouched, the kind is the ID card."""

    name = forms.CharField(
        label="姓名", max_length=200, error_messages={"required": "请写姓名，与身份证一致。"}
    )
    id_number = forms.CharField(
        label="证件号",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="可刷身份证。没有身份证号的空着，在下面选证件、写原因。",
        error_messages=NO_NUL,
    )
    id_kind = forms.ChoiceField(
        label="证件",
        choices=IdKind.choices,
        initial=IdKind.ID_CARD,
        required=False,
        error_messages={"invalid_choice": "没有“%(value)s”这种证件，请从列表里选。"},
    )
    no_number_reason = forms.CharField(
        label="无号原因",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "例：未登记户口；证件遗失，补办中"}),
        error_messages={"max_length": "无号原因最多 120 个字，现在有 %(show_value)d 个字。"} | NO_NUL,
    )
    birth = forms.DateField(
        label="出生日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="号码里看不出的才填。",
        error_messages={"invalid": "“%(value)s”不是存在的日期，请写成 2026-12-04 这样。"},
    )
    sex = forms.ChoiceField(
        label="性别",
        choices=[("", "请选择"), *codes.Sex.choices],
        required=False,
        error_messages={"invalid_choice": "性别请选男或女。"},
    )

    def clean_name(self):
        return _said(name, self.cleaned_data["name"])

    def clean(self):
        data = super().clean()
        kind, typed = data.get("id_kind") or IdKind.ID_CARD, data.get("id_number", "")
        if typed:
            try:
                data["id_number"] = credentials.normal(kind, typed)
            except BadInput as fault:
                self.add_error("id_number", str(fault))
        elif not data.get("no_number_reason") and not self.errors:
            self.add_error("id_number", "请写证件号（可刷身份证）；没有号码的，请写无号原因。")
        return data

    def plain_fields(self) -> list:
        """What is asked of everybody."""
        return [one for one in self.visible_fields() if one.name not in OTHER_PAPERS]

    def other_fields(self) -> list:
        """What is asked of somebody without an identity card."""
        return [self[one] for one in OTHER_PAPERS]

    def has_other_papers(self) -> bool:
        """Whether any of them was touched: they are then shown."""
        chosen = self["id_kind"].value() not in ("", None, IdKind.ID_CARD)
        touched = any(self[one].value() for one in OTHER_PAPERS[1:])
        return chosen or touched or any(one in self.errors for one in OTHER_PAPERS)

    def person(self) -> dict:
        return {field: self.cleaned_data[field] for field in ("name", "id_number", *OTHER_PAPERS)}


def _said(read, typed):
    try:
        return read(typed)
    except BadInput as fault:
        raise forms.ValidationError(str(fault)) from fault


class VillageField(forms.ModelChoiceField):
    """A village or community of the clerk's townships."""

    def label_from_instance(self, village):
        return village.name


class NewFamilyForm(PersonFields):
    """The applicant, and where the family lives; handed in once, however often it is clicked."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=once.token)
    village = VillageField(
        Division.objects.none(),
        label="村（居）",
        empty_label="请选择",
        error_messages={"required": "请选村（居）。", "invalid_choice": "这个村（居）不在您的乡镇，请重选。"},
    )
    address = forms.CharField(label="住址", max_length=120, required=False)

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.offices = Office.objects.under_right(account, "receive_applications").filter(
            kind=Office.Kind.CIVIL_AFFAIRS, division__level=Division.Level.TOWNSHIP
        )
        self.fields["village"].queryset = Division.objects.filter(
            parent__in=self.offices.order_by().values("division"), level=Division.Level.VILLAGE
        )

    def clean(self):
        data = super().clean()
        if village := data.get("village"):
            data["office"] = self.offices.get(division=village.parent_id)
        return data


class NewMemberForm(PersonFields):
    """Another member, and how they stand to the applicant; empty while nobody is added."""

    use_required_attribute = False

    relation = forms.ChoiceField(
        label="关系",
        choices=[("", "请选择"), *(choice for choice in codes.Relation.choices if choice[0] != "applicant")],
        error_messages={"required": "请选与申请人的关系。"},
    )

    def person(self) -> dict:
        return super().person() | {"relation": self.cleaned_data["relation"]}
