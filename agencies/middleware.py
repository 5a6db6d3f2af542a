"""The door in front of every page: whoever is not signed in signs in first, and keeps what was typed."""

from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies import sessions
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
        context = {
            "form": SignInForm(request),
            "carried": carried(request),
            "path": request.get_full_path(),
            "sentence": sessions.farewell(request),
        }
        return render(request, "agencies/login.html", context, status=401)


class SessionMiddleware:
    """A session that is over is deleted before anything is shown; who must change the password does that first."""

    # Where somebody with a first password may go: to change it, or away.
    OPEN = frozenset({"agencies:password", "agencies:logout"})

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            why = sessions.over(request)
            if why:
                logout(request)
                request.session[sessions.ENDED] = why
        elif SESSION_KEY in request.session:
            # Disabled meanwhile: enabled again, the old session must not live on.
            request.session.flush()
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if request.resolver_match.view_name in self.OPEN or not getattr(view_func, "login_required", True):
            return None
        address = reverse("agencies:password")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return redirect(address)


def carried(request) -> list[tuple[str, str]]:
    """The typed fields as pairs, without the token and without anything of the login form itself."""
    own = ("csrfmiddlewaretoken", "username", "password", "next")
    pairs = [(key, value) for key in request.POST for value in request.POST.getlist(key) if key not in own]
    return pairs[:MOST_FIELDS]
