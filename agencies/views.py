"""The door."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from agencies.forms import SignInForm

CARRIED = "carried-"


class SignIn(LoginView):
    """Signs in; fields carried over a lost session are handed back to be posted where they were going."""

    template_name = "agencies/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        pairs = self._carried()
        path = self.request.POST.get("path", "")
        return super().get_context_data(carried=pairs, path=path, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        path = self.request.POST.get("path", "")
        if not path or not self._is_ours(path):
            return response
        context = {"carried": self._carried(), "path": path}
        return render(self.request, "agencies/resume.html", context)

    def _carried(self) -> list[tuple[str, str]]:
        posted = self.request.POST
        keys = [key for key in posted if key.startswith(CARRIED)]
        return [(key.removeprefix(CARRIED), value) for key in keys for value in posted.getlist(key)]

    def _is_ours(self, path: str) -> bool:
        return path.startswith("/") and url_has_allowed_host_and_scheme(path, self.request.get_host())


# Open to whoever is not signed in; a signed-in person goes straight to the desk.
login = login_not_required(SignIn.as_view())
