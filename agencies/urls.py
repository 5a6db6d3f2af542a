"""Signing in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from agencies import views

app_name = "agencies"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("password/", views.Password.as_view(), name="password"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
