"""The forms that ask why: for a whole number, and for a search of the whole city."""

from django import forms

from agencies import stepup
from households.reveals import Reason


class ReasonForm(forms.Form):
    """A reason from the list and a few words; a reason alone is too easily clicked."""

    reason = forms.ChoiceField(
        label="查看事由",
        choices=[("", "请选择"), *Reason.choices],
        error_messages={
            "required": "请选择查看事由。",
            "invalid_choice": "没有“%(value)s”这种事由，请从列表里选。",
        },
    )
    words = forms.CharField(
        label="说明",
        max_length=100,
        min_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "例：银行开户要核对证件号"}),
        error_messages={
            "required": "请用一句话说明为什么要看。",
            "min_length": "说明至少 4 个字，写清为哪件事。",
            "max_length": "说明最多 100 个字。",
        },
    )


class RevealForm(ReasonForm):
    """The same, and the password where it was last given more than five minutes ago."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        if not stepup.is_fresh(request):
            self.fields["password"] = forms.CharField(
                label="你的登录密码",
                max_length=128,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": "离上次输入密码已超过 5 分钟，请再输入一次。"},
            )

    def clean_password(self):
        if not stepup.confirm(self.request, self.cleaned_data["password"]):
            raise forms.ValidationError("密码不对，号码没有显示。请核对后再试。")
        return ""


class LookupForm(ReasonForm):
    """The reason for a search of the whole city. `asked` is the number, sealed to the person who typed it."""

    asked = forms.CharField(widget=forms.HiddenInput, max_length=400)
