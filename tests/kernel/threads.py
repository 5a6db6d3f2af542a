"""Several people at once: each function in a thread of its own, with a connection of its own."""

from threading import Barrier, BrokenBarrierError, Thread

from django.db import connection


def together(*functions) -> list:
    """Start them at one instant; what each returned, or the exception it raised."""
    outcomes, start = [None] * len(functions), Barrier(len(functions))

    def run(place, function):
        try:
            start.wait()
            outcomes[place] = function()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


class Meeting:
    """A point where two wait for each other, or give up when one is held back elsewhere."""

    def __init__(self, patience: float = 1.0):
        self.barrier = Barrier(2, timeout=patience)

    def __call__(self, *_, **__):
        try:
            self.barrier.wait()
        except BrokenBarrierError:
            self.barrier.reset()
