"""The form that puts right what the register says of a person."""

from django import forms

from desk.kin_forms import NO_NUL, VersionField, choice, day, words
from households import codes, credentials
from households.codes import IdKind
from households.typed import BadInput, plain

NO_PHONE = "无"
PLAIN = ("name", "birth", "sex")


class CorrectionForm(forms.Form):
    """What is left as it stands is not corrected; a number or a phone left blank stays."""

    version = VersionField()
    name = words("姓名", 60)
    id_kind = choice("证件", IdKind.choices)
    id_number = words(
        "新证件号",
        40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="不改就空着。",
    )
    no_number_reason = words("无号原因", required=False, help_text="没有号码的才填。")
    birth = day("出生日期")
    sex = choice("性别", [("", "没有登记"), *codes.Sex.choices], required=False)
    phone = words("新手机", 20, required=False, help_text="不改就空着；要删去请写“无”。")
    reason = forms.CharField(
        label="更正的原因",
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "例：对照户口簿，姓名录错一字"}),
        error_messages={
            "required": "请写更正的原因。",
            "max_length": "原因最多 120 个字，现在有 %(show_value)d 个字。",
        }
        | NO_NUL,
    )

    def __init__(self, *args, person, **kwargs):
        initial = {field: getattr(person, field) for field in ("name", "id_kind", "no_number_reason", *PLAIN)}
        super().__init__(*args, initial=initial | {"version": person.version}, **kwargs)
        self.person = person

    def clean(self):
        told = super().clean()
        if told.get("id_number") and told.get("id_kind"):
            try:
                told["id_number"] = credentials.normal(told["id_kind"], told["id_number"])
            except BadInput as fault:
                self.add_error("id_number", str(fault))
        if not self.errors and not self.changes():
            raise forms.ValidationError("没有改动任何一项，请改好要更正的内容再提交。")
        return told

    def changes(self) -> dict:
        """What is other than it stands, as the action takes it."""
        told = self.cleaned_data
        found = {field: told[field] for field in PLAIN if told[field] != getattr(self.person, field)}
        found |= self._number(told)
        if plain(told["phone"]):
            found["phone"] = "" if plain(told["phone"]) == NO_PHONE else told["phone"]
        return found

    def _number(self, told: dict) -> dict:
        kind, reason = told["id_kind"], told["no_number_reason"]
        if told["id_number"]:
            return {"id_kind": kind, "id_number": told["id_number"], "no_number_reason": ""}
        has_changed = kind != self.person.id_kind or reason != self.person.no_number_reason
        if not has_changed:
            return {}
        gives_up = {"id_number": ""} if reason else {}
        return {"id_kind": kind, "no_number_reason": reason} | gives_up
