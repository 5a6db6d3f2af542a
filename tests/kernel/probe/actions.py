from kernel.moves import begin, move
from tests.kernel.probe import states
from tests.kernel.probe.models import Parcel


@begin(states.MAKE)
def make(office, *, by):
    """登记."""
    return Parcel(office=office, made_by=by)


@move(states.CHECK, tells=states.EVENT)
def check(parcel, *, by, on=None):
    """核对."""
    parcel.checked_by = by


@move(states.GIVE_BACK)
def give_back(parcel, *, by, reason):
    """退回."""
    parcel.checked_by = None


@move(states.CLOSE)
def close(parcel, *, by):
    """办结."""
