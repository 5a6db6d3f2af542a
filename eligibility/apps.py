"""The eligibility app: law, dated values, clauses and what they answer."""

from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    """认定: the rules and the answers kept with each decision."""

    name = "eligibility"
    verbose_name = "认定"
    entries = {
        "assessment.kept": "认定存档",
    }

    def ready(self):
        """No kept answer changes past the journal."""
        from eligibility.models import Assessment  # noqa: PLC0415  (models exist only now)
        from kernel.watching import watched  # noqa: PLC0415

        watched(Assessment)
