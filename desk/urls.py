"""Addresses of the desk. Searches are posted: no name and no number stands in an address."""

from django.conf import settings
from django.urls import path

from desk import gallery, kin_pages, lists, lookups, number_conflicts, parting_pages, people, views, whole

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("counter/", views.counter, name="counter"),
    path("search/", views.search, name="search"),
    path("households/", views.households, name="households"),
    path("people/", people.people, name="people"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/correct/", people.correct, name="correct"),
    path("households/<uuid:pk>/split/", parting_pages.split, name="split"),
    path("households/<uuid:pk>/send/", parting_pages.send, name="send"),
    path("households/<uuid:pk>/leave/", parting_pages.leave, name="leave"),
    path("households/<uuid:pk>/head/", parting_pages.head, name="head"),
    path("transfers/", parting_pages.transfers, name="transfers"),
    path("transfers/<uuid:pk>/", parting_pages.transfer, name="transfer"),
    path("conflicts/", number_conflicts.conflicts, name="conflicts"),
    path("conflicts/<uuid:pk>/", number_conflicts.conflict, name="conflict"),
    path("lookup/", lookups.lookup, name="lookup"),
    path("households/export/", lists.households, name="export"),
    path(
        "households/<uuid:household_pk>/people/<uuid:person_pk>/whole/<slug:field>/",
        whole.reveal,
        name="reveal",
    ),
    path(
        "households/<uuid:household_pk>/people/<uuid:person_pk>/obligors/",
        kin_pages.kin,
        {"what": "obligors"},
        name="obligors",
    ),
    path(
        "households/<uuid:household_pk>/people/<uuid:person_pk>/representatives/",
        kin_pages.kin,
        {"what": "representatives"},
        name="representatives",
    ),
    path(
        "households/<uuid:household_pk>/obligors/<uuid:pk>/end/",
        kin_pages.end,
        {"what": "obligors"},
        name="end_obligor",
    ),
    path(
        "households/<uuid:household_pk>/representatives/<uuid:pk>/end/",
        kin_pages.end,
        {"what": "representatives"},
        name="end_representative",
    ),
    path("households/<uuid:pk>/", views.household, name="household"),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
