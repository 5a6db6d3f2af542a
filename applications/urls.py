"""Addresses of cases: opaque keys only, never a name or a number of a person."""

from django.urls import path

from applications import acts, counter, lists, views

app_name = "applications"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("visits/", views.visits, name="visits"),
    path("export/", lists.cases, name="export"),
    path("visits/export/", lists.visits, name="export_visits"),
    path("open/<uuid:household_pk>/", counter.open_case, name="open"),
    path("new-family/", counter.new_family, name="new_family"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/intake/", counter.intake, name="intake"),
    path("<uuid:pk>/intake/draft/", counter.draft, name="draft"),
    path("<uuid:pk>/assessment/", views.assessment, name="assessment"),
    path("<uuid:pk>/do/<slug:verb>/", acts.act, name="act"),
]
