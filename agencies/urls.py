"""Addresses of agencies."""

app_name = "agencies"
urlpatterns = []
