from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    """People, families, and the register of what is known about them."""

    name = "households"
    verbose_name = "家庭"

    def ready(self):
        """A fact is recorded and never edited, and the database refuses the rest; no change goes round the journal."""
        from households import models  # noqa: PLC0415  (models exist only now)
        from kernel import guards, watching  # noqa: PLC0415

        guards.append_only(models.Fact)
        watching.watched(models.Person, models.Household, models.Membership, models.Fact)
        watching.watched(models.NumberConflict, models.Obligor, models.Representative)
        watching.watched(models.Split, models.Transfer)
