"""Programs of ours, and tokens that they believe."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import time
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


class Service:
    """A running program of ours, with its log."""

    def __init__(self, name, folder, **settings):
        binary = Path(os.environ["KAURI_BIN_DIR"]) / name
        self.log = folder / f"{name}.log"
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

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.output.close()
