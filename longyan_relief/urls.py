"""The addresses of the house. No address carries a name or an identity number."""

from django.contrib import admin
from django.urls import include, path

handler400 = "longyan_relief.faults.bad_request"
handler500 = "longyan_relief.faults.server_error"
urlpatterns = [
    path("", include("desk.urls")),
    path("", include("agencies.urls")),
    path("applications/", include("applications.urls")),
    path("papers/", include("papers.urls")),
    path("admin/", admin.site.urls),
]
