from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "工作台"
    entries = {
        "search": "查找",
    }

    def ready(self):
        """Production is told how the people of the demonstration are recognised."""
        from desk import demo_staff  # noqa: PLC0415  (models exist only now)
        from kernel import deployment  # noqa: PLC0415

        deployment.counts_trial_accounts(demo_staff.count)
