"""What a person may do on a day, read from the appointments in force then; never stored."""

from collections import defaultdict

from django.apps import apps

from agencies.querysets import in_force


def rights_of(account, on) -> dict[str, list[str]]:
    """Right → the office lineages on which the person holds it that day."""
    granted = apps.get_model("agencies", "OfficeGroupObjectPermission").objects.filter(
        in_force(on, "group__seat__appointments__"),
        group__seat__appointments__account=account,
    )
    found = defaultdict(list)
    rows = granted.values_list("permission__codename", "content_object__lineage").distinct()
    for right, lineage in rows:
        found[right].append(lineage)
    return found
