"""The door."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView

from agencies.forms import SignInForm

# Open to whoever is not signed in; a signed-in person goes straight to the desk.
login = login_not_required(
    LoginView.as_view(
        template_name="agencies/login.html",
        authentication_form=SignInForm,
        redirect_authenticated_user=True,
    )
)
