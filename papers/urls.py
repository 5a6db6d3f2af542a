"""Addresses of papers."""

from django.urls import path

from papers import views

app_name = "papers"
urlpatterns = [
    path("<uuid:pk>/", views.sheet, name="sheet"),
    path("<uuid:pk>/print/", views.count_printing, name="print"),
    path("<uuid:pk>/pdf/", views.pdf, name="pdf"),
    path("photos/<uuid:pk>/", views.photo, name="photo"),
]
