"""Signing in."""

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError

from agencies import stepup


class SignInForm(AuthenticationForm):
    """User name and password; what is wrong is told without telling which of the two."""

    error_messages = {
        "invalid_login": "用户名或密码不对。请核对大小写后再试；忘记密码请找本县管理员。",
        "inactive": "这个账号已停用。请找本县管理员。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"


class PasswordForm(PasswordChangeForm):
    """The present password, and twice the new one. A wrong present one counts like a wrong one at the door."""

    error_messages = {
        "password_incorrect": "现在的密码不对。请核对大小写后再填。",
        "password_mismatch": "两次填的新密码不一样。请重新填写。",
    }

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(request.user, *args, **kwargs)
        self.request = request
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password1"].label = "新密码（至少 12 个字符）"
        self.fields["new_password2"].label = "再填一次新密码"
        self.fields["new_password1"].help_text = ""

    def clean_old_password(self):
        given = self.cleaned_data["old_password"]
        if not stepup.confirm(self.request, given):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("old_password") and cleaned["old_password"] == cleaned.get("new_password1"):
            self.add_error("new_password1", "新密码与现在的一样。请换一个只有自己知道的。")
        return cleaned
