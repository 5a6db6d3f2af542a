"""What kinds of journal entries and steps are called on the screen. Each app names its own in its `entries`."""

from functools import cache

from django.apps import apps


@cache
def _names() -> dict[str, str]:
    return {
        kind: word
        for config in apps.get_app_configs()
        for kind, word in getattr(config, "entries", {}).items()
    }


def called(kind: str) -> str:
    """The word for a kind; the kind itself where an older version wrote one that is no more."""
    return _names().get(kind, kind)


def subject(label: str) -> str:
    """What an entry is about, by the name of its model."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label
