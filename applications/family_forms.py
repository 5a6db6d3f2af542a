"""A family nobody knows yet, and another member of a family at the counter."""

from django import forms

from agencies.models import Division, Office
from households import codes
from households.identity import normalise
from households.typed import BadInput, name
from kernel import once


class PersonFields(forms.Form):
    """Name and identity number of a person, read the way the register keeps them."""

    name = forms.CharField(
        label="姓名", max_length=200, error_messages={"required": "请写姓名，与身份证一致。"}
    )
    id_number = forms.CharField(
        label="身份证号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请写身份证号（可刷卡）。"},
    )

    def clean_name(self):
        return _said(name, self.cleaned_data["name"])

    def clean_id_number(self):
        return _said(normalise, self.cleaned_data["id_number"])

    def person(self) -> dict:
        return {"name": self.cleaned_data["name"], "id_number": self.cleaned_data["id_number"]}


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
        offices = Office.objects.under_right(account, "receive_applications").filter(
            kind=Office.Kind.CIVIL_AFFAIRS, division__level=Division.Level.TOWNSHIP
        )
        self.offices = {office.division_id: office for office in offices}
        self.fields["village"].queryset = Division.objects.filter(
            parent__in=self.offices, level=Division.Level.VILLAGE
        )

    def clean(self):
        data = super().clean()
        if village := data.get("village"):
            data["office"] = self.offices[village.parent_id]
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
