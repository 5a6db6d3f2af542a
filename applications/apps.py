from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The case from the counter to the decision."""

    name = "applications"
    verbose_name = "案件"

    @property
    def entries(self) -> dict[str, str]:
        """Every verb of the procedure, and the draft that is kept while somebody types."""
        from applications.progress import VERB_LABELS  # noqa: PLC0415  (models exist only now)

        verbs = {f"applications.application.{verb}": label for verb, label in VERB_LABELS.items()}
        return verbs | {"application.draft_saved": "存草稿"}

    def ready(self):
        """Papers about a case lead back to it; the arrows become triggers in the database."""
        from applications import models, states  # noqa: PLC0415  (models exist only now)
        from kernel import guards, watching  # noqa: PLC0415
        from papers import subjects  # noqa: PLC0415

        subjects.belongs_to("applications.application", "applications:detail", "回案件")
        guards.arrows(models.Application, states.ARROWS, initial={states.State.DRAFT})
        watching.watched(models.Application, models.Visit, models.Decision)
