"""A Redis of a test's own, that it may stop, freeze, empty and cut off."""

import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress

import redis


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PrivateRedis:
    """On a port of this machine, with its file in a folder of the test's: nobody else's data is near."""

    def __init__(self, folder):
        self.port, self.folder, self.process = free_port(), folder, None
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis(port=self.port, socket_timeout=5)

    def start(self):
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        words += ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([shutil.which("redis-server"), *words], **quiet)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with suppress(redis.RedisError):
                if self.client.ping():
                    return self
            time.sleep(0.05)
        raise AssertionError("Redis 没有起来")

    def stop(self):
        """As a fault of the machine: nothing is said to anybody."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self):
        """It still takes connections, and answers none."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def cut(self) -> int:
        """Every link of others is cut, as by a firewall that forgot them."""
        kinds = ("normal", "pubsub")
        return sum(self.client.execute_command("CLIENT", "KILL", "TYPE", kind) for kind in kinds)

    def bells(self) -> int:
        return self.client.llen("celery")
