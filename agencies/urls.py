"""Signing in and out, and the pages of the administrators. No address carries a name or a number of anybody."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from agencies import account_pages, journal_page, list_pages, seat_pages, views

app_name = "agencies"
urlpatterns = [
    path("accounts/login/", views.login, name="login"),
    path("accounts/password/", views.Password.as_view(), name="password"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("staff/accounts/", account_pages.accounts, name="accounts"),
    path("staff/accounts/new/", account_pages.open_account, name="open_account"),
    path("staff/accounts/import/", list_pages.import_list, name="import_list"),
    path("staff/accounts/<int:pk>/", account_pages.account, name="account"),
    path("staff/accounts/<int:pk>/<slug:verb>/", account_pages.act, name="account_act"),
    path("staff/seats/", seat_pages.seats, name="seats"),
    path("staff/seats/proposals/", list_pages.waiting, name="proposals"),
    path("staff/seats/people/<int:pk>/", seat_pages.person, name="person"),
    path("staff/seats/people/<int:pk>/appoint/", seat_pages.appoint, name="appoint"),
    path("staff/seats/<int:pk>/end/", seat_pages.end, name="end"),
    path("staff/journal/", journal_page.journal, name="administration_journal"),
]
