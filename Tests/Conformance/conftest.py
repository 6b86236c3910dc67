"""The real services, started once for all conformance tests; skipped where deploy/test has not prepared a stack."""

import os

import pytest
from running import Messaging, Service


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    if not os.environ.get("KAURI_BIN_DIR") or not os.environ.get("AMQP_URL"):
        pytest.skip("KAURI_BIN_DIR and AMQP_URL are not set: deploy/test hands them over")
    return tmp_path_factory.mktemp("services")


@pytest.fixture(scope="session")
def store(folder):
    """transaction-service, which stores what is said."""
    store = Service("transaction-service", folder, KAURI_LANES="1")
    try:
        store.wait_for("Started")
        yield store
    finally:
        store.stop()


@pytest.fixture(scope="session")
def service(folder, store):
    """A messaging-service with short limits."""
    service = Messaging(folder, KAURI_SOCKET_HELLO_TIMEOUT="1s", KAURI_SOCKET_HEARTBEAT="1s")
    try:
        service.wait_for("People are served")
        yield service
    finally:
        service.stop()


@pytest.fixture(scope="session")
def address(service):
    return service.address


@pytest.fixture
def start(folder, store):
    """Starts further instances with settings of their own; they end with the test."""
    started = []

    def start(**settings):
        started.append(Messaging(folder, **settings))
        started[-1].wait_for("People are served")
        return started[-1]

    yield start
    for service in started:
        service.stop()
