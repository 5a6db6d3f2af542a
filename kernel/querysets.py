"""Named questions about steps."""

from django.db.models import QuerySet

from kernel.subjects import subject_of


class StepQuerySet(QuerySet):
    """What has been done, in order."""

    def of(self, instance):
        """The steps of one row."""
        kind, number = subject_of(instance)
        return self.filter(subject_type=kind, subject_id=number)
