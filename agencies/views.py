"""The door."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView

from agencies import sessions
from agencies.actions import choose_password
from agencies.forms import PasswordForm, SignInForm
from agencies.lockout import LONGEST_PAUSE

CARRIED = "carried-"


def carried_on(request) -> list[tuple[str, str]]:
    """The typed fields a login form carries along."""
    posted = request.POST
    keys = [key for key in posted if key.startswith(CARRIED)]
    return [(key.removeprefix(CARRIED), value) for key in keys for value in posted.getlist(key)]


class SignIn(LoginView):
    """Signs in; fields carried over a lost session are handed back to be posted where they were going."""

    template_name = "agencies/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        pairs = carried_on(self.request)
        path = self.request.POST.get("path", "")
        return super().get_context_data(
            carried=pairs, path=path, sentence=sessions.farewell(self.request), **kwargs
        )

    def form_valid(self, form):
        response = super().form_valid(form)
        path = self.request.POST.get("path", "")
        if not path or not self._is_ours(path):
            return response
        context = {"carried": carried_on(self.request), "path": path}
        return render(self.request, "agencies/resume.html", context)

    def _is_ours(self, path: str) -> bool:
        return path.startswith("/") and url_has_allowed_host_and_scheme(path, self.request.get_host())


# Open to whoever is not signed in; a signed-in person goes straight to the desk.
login = login_not_required(SignIn.as_view())


class Password(FormView):
    """A person's own password; whoever was given one by somebody else comes here first."""

    http_method_names = ("get", "head", "post", "options")
    template_name = "agencies/password.html"
    form_class = PasswordForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        choose_password(self.request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, self.request.user)
        messages.success(self.request, "密码已改。其他地方的登录都已退出。")
        return redirect(settings.LOGIN_REDIRECT_URL)


def locked_out(request, response=None, credentials=None):
    """Too many wrong passwords for this name: the login page says how long, and keeps what was typed."""
    minutes = settings.AXES_COOLOFF_TIME.seconds // 60
    sentence = (
        f"这个用户名输错密码的次数太多，暂时不能登录。请等 {LONGEST_PAUSE.seconds} 秒再试；"
        f"仍不行的，等 {minutes} 分钟后再试，或请系统管理员解锁。忘记密码也找系统管理员。"
    )
    if request.user.is_authenticated:  # asked again for the password, in the middle of something
        return render(request, "429.html", {"sentence": sentence}, status=429)
    context = {
        "form": SignInForm(request),
        "sentence": sentence,
        "carried": carried_on(request),
        "path": request.POST.get("path", ""),
        "next": request.POST.get("next", ""),
    }
    return render(request, "agencies/login.html", context, status=429)
