"""The eligibility app: law, dated values, clauses and what they answer."""

from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    """认定: the rules and the answers kept with each decision."""

    name = "eligibility"
    verbose_name = "认定"
