"""Signing in."""

from django.contrib.auth.forms import AuthenticationForm


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
