from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """What a family receives, month by month."""

    name = "grants"
    verbose_name = "待遇"

    def ready(self):
        """No grant changes past the journal."""
        from grants.models import Grant, GrantPerson, GrantRow  # noqa: PLC0415  (models exist only now)
        from kernel.watching import watched  # noqa: PLC0415

        watched(Grant, GrantRow, GrantPerson)
