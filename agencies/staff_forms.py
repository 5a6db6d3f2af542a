"""The forms of the administrators: an account, a reason, a seat, an end, a list."""

from django import forms

from agencies import stepup
from agencies.identity import BadNumber, normalise
from agencies.models import Office
from agencies.roles import ROLE_CHOICES
from agencies.staff_list import BadCell, person_name, username
from kernel.once_form import OnceForm

NO_NULL = {"null_characters_not_allowed": "里面有不能保存的字符，请重新输入。"}
PLAIN = {"autocomplete": "off"}


class SureForm(OnceForm):
    """What gives somebody power asks for the password again where it was last given a while ago."""

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
            raise forms.ValidationError("密码不对，没有办理。请核对后再试。")
        return ""


class SearchForm(forms.Form):
    """A name, a login name or a whole ID number; posted, so that it stands in no address."""

    q = forms.CharField(
        label="查找",
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs=PLAIN | {"placeholder": "姓名、登录名或身份证号"}),
        error_messages={"max_length": "最多 %(limit_value)d 个字，请只填姓名、登录名或身份证号。"} | NO_NULL,
    )


class AccountForm(OnceForm):
    """A new member of staff."""

    name = forms.CharField(
        label="姓名",
        max_length=200,
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": "请写姓名，与身份证一致。"} | NO_NULL,
    )
    id_number = forms.CharField(
        label="身份证号",
        max_length=40,
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": "请写身份证号，照证件填。"} | NO_NULL,
    )
    username = forms.CharField(
        label="登录名",
        max_length=60,
        widget=forms.TextInput(attrs=PLAIN),
        help_text="小写字母、数字，如 hetian-3。",
        error_messages={"required": "请写登录名。"} | NO_NULL,
    )

    def clean_name(self):
        return _said(person_name, self.cleaned_data["name"])

    def clean_id_number(self):
        return _said(normalise, self.cleaned_data["id_number"])

    def clean_username(self):
        return _said(username, self.cleaned_data["username"])


def _said(read, typed: str):
    try:
        return read(typed)
    except (BadCell, BadNumber) as bad:
        raise forms.ValidationError(str(bad)) from None


class ReasonForm(OnceForm):
    """Why an account is disabled or enabled; kept sealed in the journal."""

    reason = forms.CharField(
        label="理由",
        max_length=120,
        widget=forms.TextInput(attrs=PLAIN | {"placeholder": "例：调离本单位"}),
        error_messages={"required": "请写明理由。", "max_length": "理由最多 %(limit_value)d 个字。"}
        | NO_NULL,
    )


NO_DAY = {"required": "请填日期。", "invalid": "“%(value)s”不是日期。请写成 2026-01-31 的样子。"}


def _day(label: str, **rest) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=NO_DAY, **rest)


class AppointForm(SureForm):
    """Where somebody will sit, as what, and from when to when."""

    office = forms.ModelChoiceField(
        Office.objects.none(),
        label="机构",
        empty_label="请选择",
        error_messages={"required": "请选机构。", "invalid_choice": "这个机构不归您任免，请从列表里选。"},
    )
    role = forms.ChoiceField(
        label="角色",
        choices=[("", "请选择"), *ROLE_CHOICES],
        error_messages={
            "required": "请选角色。",
            "invalid_choice": "没有“%(value)s”这种角色，请从列表里选。",
        },
    )
    starts_on = _day("起")
    ends_on = _day("止", required=False, help_text="不定期的不填；代理必须填。")
    is_acting = forms.BooleanField(label="代理（县里借人）", required=False)
    reason = forms.CharField(
        label="说明",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"max_length": "说明最多 %(limit_value)d 个字。"} | NO_NULL,
    )

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices

    def term(self) -> dict:
        """The appointment as the action takes it."""
        keys = ("office", "role", "starts_on", "ends_on", "is_acting", "reason")
        return {key: self.cleaned_data[key] for key in keys}


class EndForm(OnceForm):
    """The last day of an appointment; `seen` is the end that stood there when the page was opened."""

    ends_on = _day("任到哪一天", help_text="这一天还算在任。要立即停，填昨天。")
    seen = forms.DateField(widget=forms.HiddenInput, required=False)


class ListForm(OnceForm):
    """A list of staff as a file."""

    file = forms.FileField(
        label="名单文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="XLSX 或 CSV。列名：姓名、身份证号、登录名、机构代码、角色、起日、止日。身份证号列设为“文本”。",
        error_messages={"required": "请选名单文件。", "empty": "文件是空的，请重选。"},
    )
