from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import module_has_submodule


class KernelConfig(AppConfig):
    """The floor everything stands on; last in INSTALLED_APPS, so that its triggers find all tables."""

    name = "kernel"
    verbose_name = "底座"
    entries = {
        "shown": "查看",
        "bypass": "绕过记录入链",
        "kernel.job_retried": "重试后台工作",
        "kernel.calendar_imported": "导入节假日安排",
    }

    def ready(self):
        from kernel import calendar, deployment, guards  # noqa: F401, PLC0415  (models exist only now; checks too)
        from kernel.models import Bypass, CalendarDay, CalendarYear, JournalEntry, Step  # noqa: PLC0415
        from kernel.watching import watched  # noqa: PLC0415

        for model in (JournalEntry, Step, Bypass):
            guards.append_only(model)
        watched(Step, CalendarYear, CalendarDay)
        pre_migrate.connect(guards.make_way, sender=self, dispatch_uid="kernel.guards.make_way")
        post_migrate.connect(calendar.after_migrate, sender=self, dispatch_uid="kernel.calendar")
        post_migrate.connect(guards.install, sender=self, dispatch_uid="kernel.guards")
        _hear()


def _hear() -> None:
    """Import every app's `handlers`, so that whoever listens is known before the first news."""
    from importlib import import_module  # noqa: PLC0415

    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "handlers"):
            import_module(f"{config.name}.handlers")
