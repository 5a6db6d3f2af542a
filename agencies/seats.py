"""Seats: made on first use, and after every migrate brought to exactly the rights of their role.

An upgrade that gives a role a right gives it to the seats that are there; one that takes a right away takes it
from them too.
"""

from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction

from agencies.models import Appointment, Office, OfficeGroupObjectPermission, Seat
from agencies.roles import ROLES
from kernel import guards


def seat(office: Office, role: str) -> Seat:
    """The seat of a role in an office, made on first use, its group holding the role's rights there."""
    found = Seat.objects.filter(office=office, role=role).first()
    if found:
        return found
    with transaction.atomic():
        group = Group.objects.create(name=f"{office.code}:{role}")
        made = Seat.objects.create(office=office, role=role, group=group)
        permissions = _permissions()
        _grant([(group.pk, office.pk, permissions[right]) for right in ROLES[role].rights])
        return made


def place(account, office: Office, role: str, *, starts_on, **term) -> Appointment:
    """Put a person into a seat without asking who says so: the first of an installation, the demonstration.

    Everybody else is appointed (`agencies.actions.appoint`). `term`: ends_on, is_acting, reason, given_by.
    """
    return Appointment.objects.create(account=account, seat=seat(office, role), starts_on=starts_on, **term)


def match_roles(using: str = "default") -> None:
    """Every seat's group holds what its role's line in the table says, on its office, and nothing else."""
    permissions = _permissions(using)
    wanted = {
        (group, office, permissions[right])
        for group, office, role in Seat.objects.using(using).values_list("group", "office", "role")
        for right in (ROLES[role].rights if role in ROLES else ())
    }
    rows = OfficeGroupObjectPermission.objects.using(using)
    there = {
        tuple(row[1:]): row[0] for row in rows.values_list("pk", "group", "content_object", "permission")
    }
    foreign = [pk for row, pk in there.items() if row not in wanted]
    if foreign:
        rows.filter(pk__in=foreign).delete()
    _grant(wanted - there.keys(), using)


def after_migrate(sender, using: str = "default", **_) -> None:
    """Runs behind Django's own receiver, which has made the permissions of this app by then."""
    models = (Seat, OfficeGroupObjectPermission)
    tables = {model._meta.db_table for model in models}
    # A migrate back to an earlier state may have taken them away.
    if tables <= set(connections[using].introspection.table_names()):
        with transaction.atomic(using=using):
            # The guards in place are those of the version before, and know its table of roles.
            guards.install(using=using)
            match_roles(using)


def _permissions(using: str = "default") -> dict[str, int]:
    rights = Permission.objects.using(using).filter(
        content_type__app_label="agencies", content_type__model="office"
    )
    return dict(rights.values_list("codename", "pk"))


def _grant(rows, using: str = "default") -> None:
    OfficeGroupObjectPermission.objects.using(using).bulk_create(
        OfficeGroupObjectPermission(group_id=group, content_object_id=office, permission_id=permission)
        for group, office, permission in sorted(rows)
    )
