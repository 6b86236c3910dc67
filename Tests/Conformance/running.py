"""Programs of ours, and tokens that they believe."""

import asyncio
import base64
import hashlib
import hmac
import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

SECRET = bytes([9]) * 32


def token(subject, role="user", lifetime=600):
    """A token (JWT, HS256) made by nothing but the standard library."""

    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    now = int(time.time())
    claims = {"sub": subject, "role": role, "iss": "kauri", "aud": "kauri", "nbf": now, "exp": now + lifetime}
    signed = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "py"}).encode()) + b"." + part(json.dumps(claims).encode())
    return (signed + b"." + part(hmac.new(SECRET, signed, hashlib.sha256).digest())).decode()


async def eventually(what, check, seconds=30):
    """Asks until the answer counts; what it asks may block."""
    deadline = time.monotonic() + seconds
    while True:
        answer = await asyncio.to_thread(check)
        if answer:
            return answer
        assert time.monotonic() < deadline, f"{what}: {answer}"
        await asyncio.sleep(0.02)


class Service:
    """A running program of ours, with its log."""

    numbers = itertools.count()

    def __init__(self, name, folder, **settings):
        binary = Path(os.environ["KAURI_BIN_DIR"]) / name
        self.log = folder / f"{name}-{next(self.numbers)}.log"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("KAURI_")}
        environment |= {"KAURI_HTTP_PORT": "0", **settings}
        self.output = open(self.log, "w", encoding="utf-8")
        self.process = subprocess.Popen([str(binary)], env=environment, stdout=self.output, stderr=self.output)

    def wait_for(self, text, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines():
                if text in line:
                    return line
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
            time.sleep(0.05)
        raise AssertionError(f"no '{text}' in {self.log.read_text(encoding='utf-8', errors='replace')[-3000:]}")

    def port(self, line):
        return int(re.search(r'"port":\s*"?(\d+)', self.wait_for(line)).group(1))

    @contextmanager
    def frozen(self):
        """Stands still, as a machine does that swaps."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def stop(self):
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.output.close()


class Messaging(Service):
    """An instance of messaging-service, with short limits where nothing else is said."""

    def __init__(self, folder, **settings):
        usual = {
            "KAURI_MESSAGING_PORT": "0", "KAURI_DRAIN_SECONDS": "0",
            "KAURI_TOKEN_SECRETS": "py:" + base64.b64encode(SECRET).decode(), "KAURI_RATE_BURST": "5000",
            "KAURI_RATE_PER_SECOND": "5000",
        }
        super().__init__("messaging-service", folder, **usual | settings)

    @property
    def address(self):
        """Host and port for people."""
        return "127.0.0.1", self.port("People are served")

    def count(self, name, **labels):
        """What a metric stands at."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port("Health and metrics are served"), timeout=20)
        connection.request("GET", "/metrics")
        page = connection.getresponse().read().decode()
        told = ",".join(f'{key}="{value}"' for key, value in labels.items())
        return float(re.search(rf"^{name}{re.escape('{' + told + '}') if told else ''} (\S+)$", page, re.M).group(1))

    def ended(self, code):
        """How many connections it has ended with a code."""
        return self.count("kauri_sockets_ended_total", code=code)

    def http(self, method, path, person, body=None, role="user", headers=None):
        """The status, and what was answered."""
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        told = {"Authorization": f"Bearer {token(person, role)}", **(headers or {})}
        connection.request(method, path, body if isinstance(body, bytes | None) else json.dumps(body), told)
        answer = connection.getresponse()
        content = answer.read()
        self.headers = answer.headers
        return answer.status, json.loads(content) if content else None

    def statistics(self):
        return self.http("GET", "/v1/stats", "ops", role="admin")[1]
