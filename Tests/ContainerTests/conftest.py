"""What compose would start, started here: its users on the private broker, its database, and the real service."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "deploy/docker/lib"), str(ROOT / "deploy/clients/python/src")]

from world import Broker, Database, Monitoring, Programs  # noqa: E402


@pytest.fixture(scope="session")
def secrets(tmp_path_factory):
    """A folder with secrets that were made for this run."""
    folder = tmp_path_factory.mktemp("run") / "secrets"
    subprocess.run([ROOT / "deploy/docker/secrets", folder], check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture(scope="session")
def stack():
    """The private stack and the programs, as deploy/test hands them over."""
    names = ["KAURI_STACK", "KAURI_LOCAL", "KAURI_BIN_DIR", "AMQP_URL"]
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not set: deploy/test does, or `deploy/local/stack up` and its env by hand")
    return {name: os.environ[name] for name in names}


@pytest.fixture(scope="session")
def broker(stack, secrets):
    with Broker(stack, secrets) as broker:
        yield broker


@pytest.fixture(scope="session")
def database(stack, secrets):
    with Database(secrets) as database:
        yield database


@pytest.fixture(scope="session")
def programs(stack, secrets, broker, database, tmp_path_factory):
    """The service runs, with the environment that compose gives it, on a tree that it cannot write to."""
    with Programs(stack, secrets, broker, database, tmp_path_factory.mktemp("service")) as programs:
        yield programs


@pytest.fixture(scope="session")
def monitoring(programs, broker, tmp_path_factory):
    with Monitoring(programs, broker, tmp_path_factory.mktemp("prometheus")) as monitoring:
        yield monitoring
