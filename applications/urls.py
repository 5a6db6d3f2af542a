"""Addresses of applications."""

app_name = "applications"
urlpatterns = []
