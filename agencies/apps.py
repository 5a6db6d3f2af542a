from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AgenciesConfig(AppConfig):
    """Divisions, offices, seats, accounts, rights."""

    name = "agencies"
    verbose_name = "机构与权限"

    @property
    def entries(self) -> dict[str, str]:
        """What administrators do."""
        from agencies.administration import KINDS  # noqa: PLC0415  (models exist only now)

        return KINDS | {"agencies.demo": "装入演示人员"}

    def ready(self):
        """Reference data follows the code: loaded after every migrate, unchanged when already there."""
        from agencies import lockout, reference, seats, separation, sessions, stepup  # noqa: PLC0415  (models exist only now)
        from agencies.models import (  # noqa: PLC0415
            Account,
            Appointment,
            OfficeGroupObjectPermission,
            Seat,
            SeatProposal,
        )
        from kernel import guards  # noqa: PLC0415

        post_migrate.connect(reference.after_migrate, sender=self)
        post_migrate.connect(seats.after_migrate, sender=self, dispatch_uid="agencies.seats")
        # A seat that changed its role would carry its people along.
        guards.append_only(Seat)
        guards.kept(Account)
        guards.kept(Appointment)
        guards.kept(SeatProposal)
        separation.declare(Appointment, OfficeGroupObjectPermission)
        stepup.connect()
        lockout.connect()
        sessions.connect()
        _watch()


def _watch() -> None:
    """No account, seat or right changes past the journal; signing in itself is no change."""
    from django.contrib.auth.models import Group  # noqa: PLC0415

    from agencies import models  # noqa: PLC0415
    from kernel.watching import watched  # noqa: PLC0415

    watched(models.Account, but=("last_login", "live_session"))
    watched(models.Division, models.Office, models.Seat, models.Appointment, models.SeatProposal)
    watched(models.OfficeGroupObjectPermission, Group, Group.permissions.through)
    watched(models.Account.groups.through, models.Account.user_permissions.through)
