from kernel.outbox import listen
from tests.kernel.probe.states import EVENT

HEARD = []


@listen(EVENT)
def hear(parcel_id):
    HEARD.append(parcel_id)


@listen(EVENT)
def hear_too(parcel_id):
    HEARD.append(-parcel_id)
