"""Where a person sits on a day and what they may do there, read from the appointments in force; never stored."""

from dataclasses import dataclass, field

from agencies.roles import ROLES


@dataclass
class Standing:
    """What a person is on a day: the newest of their seats by name, and every right of all of them."""

    office: str = ""
    role: str = ""
    rights: dict[str, list[str]] = field(default_factory=dict)  # right → the lineages of offices it holds on

    @property
    def role_label(self) -> str:
        return ROLES[self.role].label if self.role in ROLES else ""


_GRANT = "seat__group__officegroupobjectpermission"


def standing_of(account, on) -> Standing:
    """One question, for every page begins with it: each seat of the day beside each right its group holds."""
    found = Standing()
    rows = account.appointments.in_force(on).order_by("starts_on", "pk")
    columns = ("seat__office__name", "seat__role")
    granted = (f"{_GRANT}__permission__codename", f"{_GRANT}__content_object__lineage")
    for office, role, right, lineage in rows.values_list(*columns, *granted):
        found.office, found.role = office, role
        if right and lineage not in found.rights.setdefault(right, []):
            found.rights[right].append(lineage)
    return found
