from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    """Moves, journal, jobs, calendar, sealing."""

    name = "kernel"
    verbose_name = "底座"

    def ready(self):
        """The last app to be ready: every table is declared, so handlers and triggers can be gathered."""
        from kernel.checks import guards_stand  # noqa: PLC0415  (models exist only now)

        checks.register(guards_stand)
        for fault in guards_stand():  # gunicorn and Celery run no checks of their own
            raise ImproperlyConfigured(fault.msg)
        self._connect()
        autodiscover_modules("tasks", "handlers")

    def _connect(self):
        from kernel import calendar, guards, reference  # noqa: PLC0415
        from kernel.models import CalendarDay, CalendarYear, JournalEntry, Step  # noqa: PLC0415

        guards.append_only(JournalEntry)
        guards.append_only(Step)
        post_migrate.connect(reference.after_migrate, sender=self, dispatch_uid="kernel.reference")
        post_migrate.connect(guards.after_migrate, sender=self, dispatch_uid="kernel.guards")
        for signal in (post_save, post_delete):
            for model in (CalendarYear, CalendarDay):
                signal.connect(
                    calendar.forget, sender=model, dispatch_uid=f"kernel.calendar.{model.__name__}"
                )
