"""How a step or a journal entry points at any row: its kind and its number, as text."""


def subject_of(instance) -> tuple[str, str]:
    """("app.model", "number"); nothing at all is ("", "")."""
    if instance is None:
        return "", ""
    if instance.pk is None:
        raise ValueError(f"{instance._meta.label} 还没有编号：先保存，再记入日志。")
    return instance._meta.label_lower, str(instance.pk)
