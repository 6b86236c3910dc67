"""A ledger for the tests alone: a virtual host, a database, and a real transaction-service."""

from __future__ import annotations

import logging
import os
import uuid

import pytest
from world import Stack, World

import kauri

# pika tells every failed attempt in six lines; these tests kill the broker on purpose.
logging.getLogger("pika").setLevel(logging.CRITICAL)


@pytest.fixture(scope="session")
def stack():
    missing = [name for name in Stack.NEEDED if not os.environ.get(name)]
    if missing:
        pytest.skip(f"no real broker and service: {', '.join(missing)} not set (deploy/test sets them)")
    return Stack()


@pytest.fixture(scope="session")
def world(stack):
    with World(stack) as world:
        yield world


@pytest.fixture
def client(world):
    with kauri.Client(world.url, name="test", timeout=20) as client:
        yield client


@pytest.fixture
def name():
    """A name that no other test has, for parties and queues."""
    return "t" + uuid.uuid4().hex[:12]


@pytest.fixture
def rich(client, name):
    """A guest with a thousand rand."""
    client.call(kauri.register_party(name, "guest", "Amina"))
    client.call(kauri.deposit(kauri.Wallet(name), kauri.Money("1000", "ZAR"), open=True))
    return name
