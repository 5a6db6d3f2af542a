from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    """People, families, and the register of what is known about them."""

    name = "households"
    verbose_name = "家庭"

    def ready(self):
        """A fact is recorded and never edited; the database refuses the rest."""
        from households.models import Fact  # noqa: PLC0415  (models exist only now)
        from kernel import guards  # noqa: PLC0415

        guards.append_only(Fact)
