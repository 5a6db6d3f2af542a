from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The case from the counter to the decision."""

    name = "applications"
    verbose_name = "案件"

    def ready(self):
        """Papers about a case lead back to it; the arrows become triggers in the database."""
        from applications import models, states  # noqa: PLC0415  (models exist only now)
        from kernel import guards, watching  # noqa: PLC0415
        from papers import subjects  # noqa: PLC0415

        subjects.belongs_to("applications.application", "applications:detail", "回案件")
        guards.arrows(models.Application, states.ARROWS, initial={states.State.DRAFT})
        watching.watched(models.Application, models.Visit, models.Decision)
