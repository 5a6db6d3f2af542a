"""The doorbell: tell a worker that a job waits. A bell nobody hears costs a minute, not a job."""

import logging
import time

logger = logging.getLogger(__name__)

PATIENCE = 5  # seconds of silence after a broken bell, so that a dead broker does not slow every request
_broken_until = 0.0


def ring(job_id: int) -> bool:
    """Ring once, without waiting; whether the bell went."""
    global _broken_until  # noqa: PLW0603  (a fuse, one per process)
    from kernel import tasks  # noqa: PLC0415  (the tasks know the jobs, not the other way)

    if time.monotonic() < _broken_until:
        return False
    try:
        tasks.run.apply_async((job_id,), retry=False)
    except Exception as error:  # whatever the broker's client raises
        _broken_until = time.monotonic() + PATIENCE
        logger.warning("任务队列不通（%s），后台任务由每分钟的巡检补办。", type(error).__name__)
        return False
    return True
