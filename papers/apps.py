from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Documents with their numbers, and photographs."""

    name = "papers"
    verbose_name = "文书"
    entries = {
        "paper.issued": "出具文书",
        "paper.printed": "打印文书",
        "photo.kept": "存照片",
        "list.exported": "导出清单",
    }

    def ready(self):
        """No document changes past the journal."""
        from kernel.watching import watched  # noqa: PLC0415  (models exist only now)
        from papers.models import Document, Photo  # noqa: PLC0415

        watched(Document, Photo)
