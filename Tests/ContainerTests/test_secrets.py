"""No password is in the repository; a script makes them, and nothing else is needed."""

import base64
import hashlib
import json
import os
import re
import subprocess

import pytest
from compose_document import ROOT, load, resolved, text

COMPOSE = load()
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ["docker", "rabbitmq", "prometheus", "grafana"]
    for path in (ROOT / "deploy" / folder).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
) + ["docker-compose.yml", ".dockerignore"]


def make(folder):
    return subprocess.run(
        [ROOT / "deploy/docker/secrets", folder], capture_output=True, text=True, check=True, timeout=60
    ).stdout


def contents(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_what_compose_reads_is_what_the_script_makes(secrets):
    made = {path.name for path in secrets.iterdir()}
    declared = {re.search(r"[^/]+$", secret["file"])[0] for secret in COMPOSE["secrets"].values()}
    assert declared <= made
    # Some are only read through others: a URL has its user's password in it, the definitions have their hashes.
    assert {name for name in made - declared if not name.startswith("rabbitmq_password_")} == {
        "amqp_url_booking-app"}


def test_every_secret_is_used_and_declared():
    used = set()
    for service in COMPOSE["services"].values():
        for secret in service.get("secrets", []):
            used.add(secret if isinstance(secret, str) else secret["source"])
            target = secret if isinstance(secret, str) else secret["target"]
            named = json.dumps(service["environment"]) + text("deploy/rabbitmq/rabbitmq.conf")
            named += text("deploy/docker/postgres-roles.sh").replace("$1", "").replace('"', "")
            assert target in named or target.startswith("postgres_password_"), f"nobody reads {target}"
    assert used == set(COMPOSE["secrets"])


def test_a_file_is_read_only_where_it_is_mounted():
    for name, service in COMPOSE["services"].items():
        mounted = {s if isinstance(s, str) else s["target"] for s in service.get("secrets", [])}
        for value in service.get("environment", {}).values():
            if str(value).startswith("/run/secrets/"):
                assert value.removeprefix("/run/secrets/") in mounted, (name, value)


def test_the_folder_is_ignored_by_git():
    for secret in COMPOSE["secrets"].values():
        path = resolved(secret["file"])
        assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False).returncode == 0, path


@pytest.mark.parametrize("path", FILES)
def test_no_file_has_a_password(path):
    for number, line in enumerate(text(path).splitlines(), 1):
        place = f"{path}:{number}"
        for user, password in re.findall(r"://([^/\s:@]+):([^@\s/]+)@", line):
            assert (user, password) == ("%s", "%s"), f"{place} has a URL with a password"
        setting = re.search(r"(\w*(?:PASSWORD|SECRET|TOKEN|_KEY|COOKIE)\w*)\s*[:=]\s*\S", line)
        # Names of files and folders are no secrets.
        assert not setting or setting[1].endswith(("_FILE", "_SECRETS")), f"{place} sets {setting[1]}"
        assert not re.search(r'"password_hash": "(?!@hash:)', line), f"{place} has a hash"
        assert not re.search(r"\b[0-9a-f]{32,}\b", line), f"{place} looks like a secret"


def test_secrets_are_random_and_stay(secrets, tmp_path):
    other = tmp_path / "other"
    make(other)
    once, before = contents(secrets), contents(other)
    shared = {name for name in once if once[name] == before[name]}
    assert not shared, f"equal in two folders: {shared}"
    again = make(other)
    assert "made" not in again
    after = contents(other)
    # The hashes are salted anew.
    del before["rabbitmq_definitions.json"], after["rabbitmq_definitions.json"]
    assert after == before


def test_one_that_is_missing_is_made_again(tmp_path):
    folder = tmp_path / "secrets"
    make(folder)
    before = contents(folder)
    (folder / "grafana_admin_password").unlink()
    assert make(folder).splitlines()[0] == "made grafana_admin_password"
    after = contents(folder)
    changed = {name for name in before if before[name] != after[name]} - {"rabbitmq_definitions.json"}
    assert changed == {"grafana_admin_password"}


def test_other_users_of_the_machine_are_kept_out(secrets):
    assert oct(os.stat(secrets).st_mode & 0o777) == "0o700"
    # Users in containers are not the owner; nobody else gets through the folder.
    assert {oct(path.stat().st_mode & 0o777) for path in secrets.iterdir()} == {"0o644"}


def test_the_hashes_are_of_the_passwords(secrets):
    definitions = json.loads((secrets / "rabbitmq_definitions.json").read_text())
    for user in definitions["users"]:
        salted = base64.b64decode(user["password_hash"], validate=True)
        password = (secrets / f"rabbitmq_password_{user['name']}").read_bytes()
        assert salted[4:] == hashlib.sha256(salted[:4] + password).digest()
        assert f"{user['name']}:{password.decode()}@" in (secrets / f"amqp_url_{user['name']}").read_text()
    key = (secrets / "bank_keys").read_text()
    assert re.match(r"^k1:", key) and len(base64.b64decode(key[3:], validate=True)) == 32
