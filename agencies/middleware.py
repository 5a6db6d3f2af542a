"""The door in front of every page: whoever is not signed in signs in first, and keeps what was typed."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import render

from agencies.forms import SignInForm

# A carried form is text; files have to be chosen again. More than this is no form of ours.
MOST_FIELDS = 800


class SignInMiddleware(LoginRequiredMiddleware):
    """A GET goes to the login page; a POST is answered with a login form that carries the typed fields along.

    The session ended while somebody was typing: nothing is stored on the server for a stranger, the fields go
    back to the browser they came from, and are posted again after signing in.
    """

    def __call__(self, request):
        """What a signed-in person is shown stays out of every cache."""
        response = super().__call__(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response

    def handle_no_permission(self, request, view_func):
        if request.method != "POST" or request.headers.get("HX-Request"):
            return super().handle_no_permission(request, view_func)
        context = {"form": SignInForm(request), "carried": carried(request), "path": request.get_full_path()}
        return render(request, "agencies/login.html", context, status=401)


def carried(request) -> list[tuple[str, str]]:
    """The typed fields as pairs, without the token and without anything of the login form itself."""
    own = ("csrfmiddlewaretoken", "username", "password", "next")
    pairs = [(key, value) for key in request.POST for value in request.POST.getlist(key) if key not in own]
    return pairs[:MOST_FIELDS]
