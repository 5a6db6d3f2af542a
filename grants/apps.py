from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """What a family receives, month by month."""

    name = "grants"
    verbose_name = "待遇"
    entries = {
        "grant.begun": "待遇开始",
        "grants.roll_taken_over": "接收在保名册",
    }

    def ready(self):
        """No grant changes past the journal."""
        from grants.models import Grant, GrantPerson, GrantRow  # noqa: PLC0415  (models exist only now)
        from kernel.watching import watched  # noqa: PLC0415

        watched(Grant, GrantRow, GrantPerson)
