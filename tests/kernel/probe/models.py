import uuid

from django.conf import settings
from django.db import models

from kernel.moves import Moved
from tests.kernel.probe.states import State


class Parcel(Moved):
    """A row that walks."""

    state = models.CharField("状态", max_length=24, choices=State, default=State.OPEN)
    office = models.ForeignKey("agencies.Office", models.PROTECT, related_name="+", verbose_name="机构")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核对人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "件"

    def __str__(self):
        return f"件{self.pk}"

    @property
    def ruled_by(self):
        return self.office


class Secret(models.Model):
    """A row with a sealed number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number_sealed = models.TextField(blank=True)
    number_index = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    note_sealed = models.TextField(blank=True)

    def __str__(self):
        return str(self.pk)
