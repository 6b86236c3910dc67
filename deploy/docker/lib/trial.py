"""The images at work: kauri migrates a private database, the service serves on a tree that it cannot write to, and stops when told."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
STACK = CHECKOUT / "deploy/local/stack"
# As compose starts it: no capability is left, and none can be had again.
NOBODY = ["/usr/bin/setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--clear-groups"]


class Trial:
    def __init__(self, work, images, say):
        self.images, self.say = images, say
        self.log = open(work / "trial.log", "wb")
        self.local = str(work / "stack")
        self.secrets = work / "trial-secrets"
        self.service = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def __enter__(self):
        self._stack("up")
        lines = self._stack("env").splitlines()
        settings = dict(line.removeprefix("export ").split("=", 1) for line in lines)
        shutil.rmtree(self.secrets, ignore_errors=True)
        self.secrets.mkdir(mode=0o755)
        for name in ["AMQP_URL", "DATABASE_URL", "KAURI_OWNER_DATABASE_URL"]:
            (self.secrets / name).write_text(settings[name])
        return self

    def __exit__(self, *_):
        if self.service and self.service.poll() is None:
            self.service.kill()
            self.service.wait()
        self._stack("down", "--wipe")
        self.log.close()

    def _stack(self, *arguments):
        done = subprocess.run([STACK, *arguments], env=os.environ | {"KAURI_LOCAL": self.local}, check=True, capture_output=True, text=True)
        return done.stdout

    def _seal(self, name):
        """The image's tree, read-only, with the secrets where compose puts them."""
        root = self.images[name].layer.root
        (root / "run/secrets").mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "--bind", self.secrets, root / "run/secrets"], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", root / "run/secrets"], check=True)
        subprocess.run(["mount", "-o", "remount,ro", root], check=True)
        return root

    def _start(self, name, command, variables):
        image = self.images[name]
        user, group = image.user
        files = {f"{variable}_FILE": f"/run/secrets/{variable}" for variable in variables}
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin"} | image.environment | files | {
            "KAURI_HTTP_HOST": "127.0.0.1", "KAURI_HTTP_PORT": str(self.port)}
        # chroot's own --userspec would leave the capabilities in the bounding set.
        line = ["/usr/sbin/chroot", str(image.layer.root), *NOBODY, f"--reuid={user}", f"--regid={group}", "--", *command]
        return subprocess.Popen(line, env=environment, stdout=self.log, stderr=self.log)

    def _once(self, title, name, command, variables=()):
        status = self._start(name, command, variables).wait(300)
        assert status == 0, f"{title}: status {status}, see {self.log.name}"
        self.say(f"   ok  {title}")

    def run(self):
        for name in ["kauri", "transaction-service"]:
            self._seal(name)
        kauri = self.images["kauri"].entrypoint
        self._once("kauri --help", "kauri", [*kauri, "--help"])
        self._once("kauri migrate", "kauri", [*kauri, "migrate"], ["KAURI_OWNER_DATABASE_URL"])
        service = self.images["transaction-service"]
        self.service = self._start("transaction-service", service.entrypoint, ["AMQP_URL", "DATABASE_URL"])
        health = service.healthcheck[:-1]
        deadline = time.monotonic() + 120
        while self._start("transaction-service", [*health, "ready"], []).wait(30) != 0:
            assert self.service.poll() is None and time.monotonic() < deadline, f"not ready, see {self.log.name}"
            time.sleep(0.5)
        self.say("   ok  transaction-service is ready on a tree that it cannot write to")
        self._once("its HEALTHCHECK", "transaction-service", service.healthcheck)
        self._once("kauri simulate", "kauri", [*kauri, "simulate", "--seed", "1"], ["AMQP_URL", "DATABASE_URL"])
        self.service.terminate()
        status = self.service.wait(60)
        assert status == 0, f"transaction-service ended with status {status}"
        self.say("   ok  it ends by itself on SIGTERM, with status 0")
