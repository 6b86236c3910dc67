"""The private stack that deploy/test has started, and a world of our own in it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


PORT = r"Health and metrics are served[^\n]*?\"port\": *\"?(\d+)"


def eventually(condition, what, within=60.0, every=0.05):
    """Waits until the condition holds; fails with `what` when it does not in time."""
    end = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"after {within} s: {what}"
        time.sleep(every)


class Stack:
    """RabbitMQ and PostgreSQL, and the script that rules them."""

    NEEDED = ("AMQP_URL", "DATABASE_URL", "KAURI_OWNER_DATABASE_URL", "KAURI_STACK", "KAURI_LOCAL", "KAURI_BIN_DIR")

    def run(self, *arguments, within=240):
        done = subprocess.run(
            [os.environ["KAURI_STACK"], *arguments], capture_output=True, text=True, timeout=within, check=False
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout[-500:]} {done.stderr[-1500:]}"
        return done.stdout

    def settle(self):
        """Lets the broker write down which queues it has.

        RabbitMQ 3.10 saves the names of new queues half a second late; that fault is not what these tests are about.
        """
        self.run("rabbitmqctl", "-q", "eval", "[dets:sync(T) || T <- dets:all()].")

    def kill_broker(self):
        self.run("kill-broker")

    def start_broker(self):
        self.run("restart-broker")


class World:
    """A ledger that nobody else uses."""

    def __init__(self, stack):
        self.stack = stack
        self.name = "test_python_" + uuid.uuid4().hex[:8]
        self.url = _at(os.environ["AMQP_URL"], self.name)
        self.database = _at(os.environ["DATABASE_URL"], self.name)
        self.folder = tempfile.TemporaryDirectory(prefix="kauri-python-")
        self.log = Path(self.folder.name) / "transaction-service.log"
        self.service = None

    def __enter__(self):
        try:
            self._make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _make(self):
        user = urlsplit(self.url).username
        self.stack.run("rabbitmqctl", "-q", "add_vhost", self.name)
        self.stack.run("rabbitmqctl", "-q", "set_permissions", "-p", self.name, user, ".*", ".*", ".*")
        self.stack.run("psql", "-qc", f"CREATE DATABASE {self.name} OWNER kauri_owner")
        owner = _at(os.environ["KAURI_OWNER_DATABASE_URL"], self.name)
        migrated = subprocess.run(
            [self._binary("kauri"), "migrate"], env=self._environment(KAURI_OWNER_DATABASE_URL=owner),
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert migrated.returncode == 0, migrated.stdout[-500:] + migrated.stderr[-1500:]
        self.start_service()

    def start_service(self):
        """Starts transaction-service and waits until it is ready."""
        begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self.service = subprocess.Popen(
                [self._binary("transaction-service")], env=self._environment(), stdout=output, stderr=output
            )
        address = eventually(lambda: self._address(begin), f"the service tells no port: {self.tail()}")
        eventually(lambda: _answers(address + "/health/ready"), f"the service is not ready: {self.tail()}")

    def stop_service(self):
        """Ends transaction-service."""
        if self.service is not None and self.service.poll() is None:
            self.service.send_signal(signal.SIGTERM)
            try:
                self.service.wait(30)
            except subprocess.TimeoutExpired:
                self.service.kill()
                self.service.wait(10)

    def tail(self):
        """The end of the service's log."""
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""

    def sql(self, statement):
        """Asks the world's database."""
        lines = self.stack.run("psql", "-qAt", "-d", self.name, "-c", statement)
        return lines.strip()

    def _address(self, begin):
        assert self.service.poll() is None, f"the service has ended: {self.tail()}"
        with self.log.open("rb") as log:
            log.seek(begin)
            found = re.search(PORT, log.read().decode(errors="replace"))
        return f"http://127.0.0.1:{found[1]}" if found else None

    def _environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KAURI_")}
        return {**kept, "AMQP_URL": self.url, "DATABASE_URL": self.database, "KAURI_HTTP_PORT": "0",
                "KAURI_EVENTS": "both", **more}  # fmt: skip

    @staticmethod
    def _binary(name):
        path = Path(os.environ["KAURI_BIN_DIR"]) / name
        assert os.access(path, os.X_OK), f"{path} is missing"
        return str(path)

    def __exit__(self, *_):
        self.stop_service()
        self.stack.run("rabbitmqctl", "-q", "delete_vhost", self.name)
        self.stack.run("psql", "-qc", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self.folder.cleanup()


def _at(url, path):
    return urlunsplit(urlsplit(url)._replace(path="/" + path))


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
