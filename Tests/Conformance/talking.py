"""A person at a WebSocket: the PyPI package `websockets`, a third party's client."""

import asyncio
import json
import uuid

import websockets
from running import token
from websockets.asyncio.client import connect


def name(part):
    return f"ws.{part}.{uuid.uuid4().hex[:8]}"


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 60))


def url(address):
    return f"ws://{address[0]}:{address[1]}/v1/ws"


def dial(address, **options):
    return connect(url(address), **options)


async def hello(socket, person, role="user", **fields):
    await socket.send(json.dumps({"type": "hello", "token": token(person, role), **fields}))
    return await first(socket, "welcome")


async def first(socket, *kinds):
    while True:
        frame = json.loads(await socket.recv())
        if frame["type"] in kinds:
            return frame


async def ended(socket):
    """The code with which the service closes; 1006 where the connection just ends."""
    try:
        while True:
            await socket.recv()
    except websockets.ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else 1006


async def send(socket, person, body, **fields):
    """What is answered to a message."""
    identity = fields.pop("id", None) or uuid.uuid4().hex
    await socket.send(json.dumps({"type": "send", "id": identity, "to": {"person": person}, "body": body, **fields}))
    while True:
        answer = await first(socket, "accepted", "refused")
        if answer.get("id") == identity:
            return answer
