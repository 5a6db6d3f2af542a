from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AgenciesConfig(AppConfig):
    """Divisions, offices, seats, accounts, rights."""

    name = "agencies"
    verbose_name = "机构与权限"

    def ready(self):
        """Reference data follows the code: loaded after every migrate, unchanged when already there."""
        from agencies import lockout, reference, sessions, stepup  # noqa: PLC0415  (models exist only now)

        post_migrate.connect(reference.after_migrate, sender=self)
        stepup.connect()
        lockout.connect()
        sessions.connect()
