from django.apps import AppConfig


class ProbeConfig(AppConfig):
    """A procedure of three states, for the kernel's tests only."""

    name = "tests.kernel.probe"
    label = "probe"

    def ready(self):
        from kernel import guards  # noqa: PLC0415
        from tests.kernel.probe import states  # noqa: PLC0415
        from tests.kernel.probe.models import Parcel  # noqa: PLC0415

        guards.arrows(Parcel, states.ARROWS, initial={states.State.OPEN})
