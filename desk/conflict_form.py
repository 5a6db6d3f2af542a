"""The form of the second person who looks at a number in conflict."""

from django import forms

from households import conflicts, credentials
from households.codes import ConflictState
from households.typed import BadInput

NO_NULL = {"null_characters_not_allowed": "里面有不能保存的字符，请重新输入。"}


class FindingForm(forms.Form):
    """What it is, why, and the right number where the first one was mistyped."""

    version = forms.IntegerField(
        label="页面",
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), "页面已过期，请刷新后再办。"),
    )
    outcome = forms.ChoiceField(
        label="核对结果",
        choices=[(one.value, one.label) for one in conflicts.OUTCOMES],
        widget=forms.RadioSelect,
        error_messages={
            "required": "请在三项中选一项。",
            "invalid_choice": "没有“%(value)s”这种处理结果，请在三项中选一项。",
        },
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "例：对照户口簿原件，曾用名一致"}),
        error_messages={
            "required": "请写明凭什么认定。",
            "max_length": "理由最多 %(limit_value)d 个字，现在有 %(show_value)d 个字。",
        }
        | NO_NULL,
    )
    number = forms.CharField(
        label="正确的号码",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="只在“号码填错”时填。还没问到的先不填，问到以后再核对一次。",
        error_messages={"max_length": "身份证号是 18 位，现在填了 %(show_value)d 个字符，请对照证件更正。"}
        | NO_NULL,
    )

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_number(self):
        typed = self.cleaned_data["number"]
        if not typed:
            return ""
        try:
            return credentials.normal(self.kind, typed)
        except BadInput as fault:
            raise forms.ValidationError(str(fault)) from None

    def clean(self):
        told = super().clean()
        if told.get("number") and told.get("outcome", ConflictState.MISTYPED) != ConflictState.MISTYPED:
            self.add_error("number", "只有“号码填错”才填正确的号码：请改选那一项，或者清空这一格。")
        return told

    def finding(self) -> conflicts.Finding:
        """The finding as the action takes it."""
        told = self.cleaned_data
        return conflicts.Finding(told["outcome"], told["reason"], told["number"])
