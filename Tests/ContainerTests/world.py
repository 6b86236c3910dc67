"""The pieces of conftest.py: each is started when it is entered, and gone when it is left."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import pika
import pytest
import yaml
from compose_document import ROOT, load, resolved

COMPOSE = load()["services"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(what, check, limit=60):
    """Asks until there is an answer that counts; the bound is for a machine that is busy with other things."""
    deadline = time.monotonic() + limit
    while True:
        try:
            if answer := check():
                return answer
            reason = "no"
        # What is not there yet refuses, answers wrong, or does not have the line that is looked for.
        except (OSError, AssertionError, TypeError) as error:
            reason = error
        assert time.monotonic() < deadline, f"{what}: {reason}"
        time.sleep(0.1)


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def fetch(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


class Broker:
    """The private broker with the users of deploy/rabbitmq, their virtual host, and Prometheus' plugin."""

    def __init__(self, stack, secrets):
        self.stack, self.secrets = stack, secrets
        self.port = pika.URLParameters(stack["AMQP_URL"]).port
        self.metrics_port = free_port()
        self.definitions = json.loads((secrets / "rabbitmq_definitions.json").read_text())

    def control(self, *arguments):
        return run([self.stack["KAURI_STACK"], "rabbitmqctl", "-q", *arguments])

    def __enter__(self):
        self.control(
            "eval",
            # A run that was killed has left the plug-in on another port.
            self._plugins("[rabbitmq_consistent_hash_exchange].")
            + "application:load(rabbitmq_prometheus), application:set_env(rabbitmq_prometheus, tcp_config, "
            f'[{{port, {self.metrics_port}}}, {{ip, "127.0.0.1"}}]), '
            + self._plugins((ROOT / "deploy/rabbitmq/enabled_plugins").read_text().strip()) + "ok.")
        self.control("import_definitions", str(self.secrets / "rabbitmq_definitions.json"))
        eventually("the definitions are there", self._knows_all)
        return self

    def __exit__(self, *_):
        users = ", ".join(f'<<"{user["name"]}">>' for user in self.definitions["users"])
        self.control(
            "eval",
            self._plugins("[rabbitmq_consistent_hash_exchange].") + 'rabbit_vhost:delete(<<"kauri">>, <<"test">>), '
            f'[rabbit_auth_backend_internal:delete_user(User, <<"test">>) || User <- [{users}]], ok.')

    def _plugins(self, names):
        """Writes the list, which the stack writes anew at every start, and brings the broker to it."""
        path = Path(self.stack["KAURI_LOCAL"]) / "rabbitmq/enabled_plugins"
        return f'ok = file:write_file("{path}", "{names}"), {{ok, _, _}} = rabbit_plugins:ensure("{path}"), '

    def _knows_all(self):
        for user in self.definitions["users"]:
            try:
                self.connect(user["name"]).close()
            except pika.exceptions.AMQPError:
                return False
        return True

    def url(self, user):
        """What the secrets say, with the address that is right here."""
        return (self.secrets / f"amqp_url_{user}").read_text().replace("@rabbitmq:5672/", f"@127.0.0.1:{self.port}/")

    def connect(self, user, host="kauri"):
        parameters = pika.URLParameters(self.url(user))
        parameters.virtual_host = host
        return pika.BlockingConnection(parameters)


class Database:
    """A PostgreSQL of its own, as compose's command and the first start of the image make it."""

    def __init__(self, secrets):
        self.secrets = secrets
        self.port = free_port()
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        self.bin = binaries[-1]
        self.folder = Path(tempfile.mkdtemp(prefix="kauri-containers-"))
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self.process = None

    def _as_server(self):
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}

    def __enter__(self):
        service = COMPOSE["postgres"]
        data = self.folder / "data"
        password = self.folder / "password"
        shutil.copy(self.secrets / "postgres_password", password)
        if self.user:
            for path in [self.folder, password]:
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        arguments = service["environment"]["POSTGRES_INITDB_ARGS"].split()
        run([self.bin / "initdb", "-D", data, "-U", "postgres", f"--pwfile={password}", "--no-sync", *arguments],
            cwd="/", **self._as_server())
        command = service["command"][1:] + [
            "-D", data, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1", "-k", self.folder]
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", *command], cwd="/", stdout=log, stderr=log, **self._as_server())
        ready = [self.bin / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)]
        eventually("PostgreSQL is up", lambda: subprocess.run(ready, check=False).returncode == 0)
        run([ROOT / "deploy/docker/postgres-roles.sh"], env=self._roles_environment())
        return self

    def _roles_environment(self):
        return os.environ | {
            "PGHOST": str(self.folder), "PGPORT": str(self.port), "KAURI_POSTGRES_SECRETS": str(self.secrets),
            "PGPASSWORD": (self.secrets / "postgres_password").read_text()}

    def __exit__(self, *_):
        if self.process:
            self.process.send_signal(getattr(signal, COMPOSE["postgres"]["stop_signal"]))
            self.process.wait(60)
        shutil.rmtree(self.folder)

    def url(self, role):
        text = (self.secrets / f"database_url_{role}").read_text()
        return text.replace("@postgres:5432/", f"@127.0.0.1:{self.port}/")

    def sql(self, role, statement):
        """Runs a statement as a role: the status and what it said."""
        done = subprocess.run(
            [self.bin / "psql", "-X", "-A", "-t", "-d", self.url(role), "-c", statement],
            capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr


# Everything is read-only, /run/secrets has the files, /tmp is what compose gives, and no capability is left.
SEALED = r"""
set -euo pipefail
mount --make-rprivate /
mount -t tmpfs -o size=1m,mode=755 tmpfs /run
mkdir /run/secrets && cp "$KAURI_SEALED_SECRETS"/* /run/secrets/
awk '$4 ~ /^rw/ && $2 !~ "^/(proc|sys|dev)(/|$)" { print $2 }' /proc/self/mounts | sort -r | while read -r place; do
    mount -o remount,bind,ro "$place"
done
mount -t tmpfs -o size=16m,mode=1777 tmpfs /tmp
unset KAURI_SEALED_SECRETS
exec setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"
"""


class Programs:
    """Both services, transaction-service on the migrated database, and kauri beside them."""

    def __init__(self, stack, secrets, broker, database, folder):
        self.bin = Path(stack["KAURI_BIN_DIR"])
        self.broker, self.database, self.folder = broker, database, folder
        self.secrets = folder / "secrets"
        shutil.copytree(secrets, self.secrets)
        for user in ["transaction-service", "messaging-service", "operator", "booking-app"]:
            (self.secrets / f"amqp_url_{user}").write_text(broker.url(user))
        for role in ["kauri_owner", "kauri_service"]:
            (self.secrets / f"database_url_{role}").write_text(database.url(role))
        self.port = free_port()
        self.messaging_port = free_port()
        self.process = None
        self.messaging = None

    def environment(self, service):
        """What compose sets, with the secrets' place and the port that are right here."""
        values = {name: resolved(value) for name, value in COMPOSE[service]["environment"].items()}
        port = self.messaging_port if service == "messaging-service" else self.port
        values |= {"KAURI_HTTP_HOST": "127.0.0.1", "KAURI_HTTP_PORT": str(port)} if "KAURI_HTTP_HOST" in values else {}
        values |= {"KAURI_MESSAGING_HOST": "127.0.0.1", "KAURI_MESSAGING_PORT": "0"} if "KAURI_MESSAGING_HOST" in values else {}
        return {"PATH": "/usr/bin:/bin"} | values

    def kauri(self, *arguments, service="kauri"):
        environment = {
            name: value.replace("/run/secrets", str(self.secrets)) for name, value in self.environment(service).items()}
        return run([self.bin / "kauri", *arguments], env=environment)

    def __enter__(self):
        self.migrated = self.kauri(*COMPOSE["migrate"]["command"], service="migrate")
        # The programs and the toolchain's libraries may lie where only their owner may look.
        self.is_sealed = os.geteuid() == 0 and self._sealed([str(self.bin / "kauri"), "--help"]).wait(60) == 0
        self.process = self.start(self.port)
        eventually("the service is ready", lambda: self.health("ready").returncode == 0, limit=90)
        self.messaging = self.start(self.messaging_port, "messaging-service")
        eventually("messaging-service is ready", self._messages, limit=90)
        return self

    def _messages(self):
        if self.messaging.poll() is not None:
            pytest.fail(f"messaging-service has ended with status {self.messaging.returncode}: {self.log()[-2000:]}")
        return self.health("ready", self.messaging_port).returncode == 0

    def start(self, port, service="transaction-service"):
        """One instance of a service."""
        command = [str(self.bin / service)]
        if self.is_sealed:
            return self._sealed(command, service, KAURI_HTTP_PORT=str(port))
        environment = self.environment(service)
        environment = {name: value.replace("/run/secrets", str(self.secrets)) for name, value in environment.items()}
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(command, env=environment | {"KAURI_HTTP_PORT": str(port)}, stdout=log, stderr=log)

    def _sealed(self, command, service="transaction-service", **variables):
        environment = self.environment(service) | {"KAURI_SEALED_SECRETS": str(self.secrets)} | variables
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(
                ["/usr/bin/unshare", "--mount", "/bin/bash", "-c", SEALED, "sealed", *command],
                env=environment, cwd="/", stdout=log, stderr=log)

    def health(self, what, port=None):
        """The script of the image's HEALTHCHECK."""
        if self.process.poll() is not None:
            pytest.fail(f"the service has ended with status {self.process.returncode}: {self.log()[-2000:]}")
        return subprocess.run(
            [ROOT / "deploy/docker/health", what], env={"PATH": "/usr/bin:/bin", "KAURI_HTTP_PORT": str(port or self.port)},
            capture_output=True, text=True, check=False, timeout=30)

    def metrics(self, port=None):
        return fetch(f"http://127.0.0.1:{port or self.port}/metrics")

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def __exit__(self, *_):
        # The one that needs the other first.
        for process in [self.messaging, self.process]:
            if process and process.poll() is None:
                process.terminate()
                process.wait(60)


class Monitoring:
    """Prometheus on the real configuration. Two things are exchanged: where the targets are, and how often they are asked."""

    def __init__(self, programs, broker, folder):
        self.places = {
            "transaction-service": f"127.0.0.1:{programs.port}",
            "messaging-service": f"127.0.0.1:{programs.messaging_port}", "rabbitmq": f"127.0.0.1:{broker.metrics_port}"}
        self.folder = folder
        self.port = free_port()
        self.process = None

    def configuration(self):
        configuration = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
        configuration["global"] |= {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
        for job in configuration["scrape_configs"]:
            names = [name for dns in job.pop("dns_sd_configs", []) for name in dns["names"]]
            names += [target for static in job.pop("static_configs", []) for target in static["targets"]]
            hosts = [name.split(":")[0] for name in names]
            targets = [f"127.0.0.1:{self.port}" if host == "localhost" else self.places[host] for host in hosts]
            job["static_configs"] = [{"targets": targets}]
        return configuration

    def __enter__(self):
        (self.folder / "prometheus.yml").write_text(yaml.safe_dump(self.configuration()))
        shutil.copy(ROOT / "deploy/prometheus/rules.yml", self.folder)
        command = [
            "prometheus", f"--config.file={self.folder}/prometheus.yml", f"--storage.tsdb.path={self.folder}/data",
            f"--web.listen-address=127.0.0.1:{self.port}"]
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        eventually("Prometheus is ready", lambda: fetch(f"http://127.0.0.1:{self.port}/-/ready"))
        return self

    def ask(self, path):
        answer = json.loads(fetch(f"http://127.0.0.1:{self.port}/api/v1/{path}"))
        assert answer["status"] == "success", answer
        return answer["data"]

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)
