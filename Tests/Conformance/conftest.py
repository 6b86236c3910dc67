"""The real services, started once for all conformance tests; skipped where deploy/test has not prepared a stack."""

import base64
import os
import re

import pytest
from running import SECRET, Service


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Host and port of a messaging-service with short limits."""
    if not os.environ.get("KAURI_BIN_DIR") or not os.environ.get("AMQP_URL"):
        pytest.skip("KAURI_BIN_DIR and AMQP_URL are not set: deploy/test hands them over")
    folder = tmp_path_factory.mktemp("services")
    store = Service("transaction-service", folder, KAURI_LANES="1")
    store.wait_for("Started")
    messaging = Service(
        "messaging-service", folder, KAURI_MESSAGING_PORT="0", KAURI_DRAIN_SECONDS="0",
        KAURI_TOKEN_SECRETS="py:" + base64.b64encode(SECRET).decode(), KAURI_SOCKET_HELLO_TIMEOUT="1s",
        KAURI_SOCKET_HEARTBEAT="1s", KAURI_SOCKET_SLOW_AFTER="2s", KAURI_RATE_BURST="5000", KAURI_RATE_PER_SECOND="5000")
    try:
        port = int(re.search(r'"port":\s*"?(\d+)', messaging.wait_for("People are served")).group(1))
        yield "127.0.0.1", port
    finally:
        messaging.stop()
        store.stop()
