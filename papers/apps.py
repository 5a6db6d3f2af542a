from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Documents with their numbers, and photographs."""

    name = "papers"
    verbose_name = "文书"

    def ready(self):
        """No document changes past the journal."""
        from kernel.watching import watched  # noqa: PLC0415  (models exist only now)
        from papers.models import Document, Photo  # noqa: PLC0415

        watched(Document, Photo)
