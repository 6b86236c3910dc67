"""The WebSocket endpoint against a third party's client: the PyPI package `websockets`."""

import asyncio
import json

import pytest
import websockets
from running import eventually
from talking import dial, first, hello, name, run, url
from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import Opcode


def test_subprotocol_and_a_chat(address):
    async def chat():
        alice, bob = name("alice"), name("bob")
        async with dial(address, subprotocols=["kauri.v1"]) as one, dial(address) as two:
            assert one.subprotocol == "kauri.v1" and two.subprotocol is None
            assert (await hello(one, alice))["person"] == alice
            await hello(two, bob)
            await one.send(json.dumps({"type": "send", "id": "1", "to": {"person": bob}, "body": "habari 👋🏿"}))
            message = await first(two, "message")
            assert message["body"] == "habari 👋🏿" and message["sender"] == alice
            accepted = await first(one, "accepted")
            assert accepted == {"type": "accepted", "id": "1", "message": message["id"]}
            cursor = await first(two, "cursor")
            assert int(cursor["cursor"]) > 0

    run(chat())


def test_resume_with_a_cursor(address):
    async def resume():
        alice, bob = name("alice"), name("bob")
        async with dial(address) as one:
            await hello(one, alice)
            async with dial(address) as two:
                cursor = (await hello(two, bob))["cursor"]
            for number in range(10):
                await one.send(json.dumps({"type": "send", "id": str(number), "to": {"person": bob}, "body": str(number)}))
            for _ in range(10):
                assert (await first(one, "accepted", "refused"))["type"] == "accepted"
            async with dial(address) as two:
                await hello(two, bob, cursor=cursor)
                assert [(await first(two, "message"))["body"] for _ in range(10)] == [str(number) for number in range(10)]

    run(resume())


def test_fragments_are_one_message(address):
    async def fragments():
        async with dial(address) as socket:
            await hello(socket, name("frag"))
            text = json.dumps({"type": "ping", "id": "é" * 20})
            await socket.send([text[:5], text[5:9], text[9:]])
            assert (await first(socket, "pong"))["id"] == "é" * 20

    run(fragments())


class Counting(ClientConnection):
    """Counts the pings, which the library answers by itself."""

    pings = 0

    def process_event(self, event):
        self.pings += getattr(event, "opcode", None) is Opcode.PING
        super().process_event(event)


def test_pings_are_answered_both_ways(address):
    async def pings():
        async with dial(address, ping_interval=None, create_connection=Counting) as socket:
            await hello(socket, name("ping"))
            await asyncio.wait_for(await socket.ping(b"abc"), 5)
            # Whoever had not answered the first one would not live to see the third.
            await eventually("the service pings a silent client", lambda: socket.pings >= 3)
            await socket.send('{"type":"ping"}')
            await first(socket, "pong")

    run(pings())


def test_unreadable_frames_are_refused_and_the_session_goes_on(address):
    async def refused():
        async with dial(address) as socket:
            await hello(socket, name("refused"))
            await socket.send('{"type":"send","id":"7","to":{},"body":"x"}')
            answer = await first(socket, "refused")
            assert (answer["id"], answer["code"]) == ("7", "invalid_field")
            await socket.send("{")
            assert (await first(socket, "refused"))["code"] == "malformed_json"
            await socket.send('{"type":"ping"}')
            await first(socket, "pong")

    run(refused())


def test_another_path_or_version_is_no_websocket(address):
    async def other():
        with pytest.raises(websockets.InvalidStatus) as answer:
            await connect(f"ws://{address[0]}:{address[1]}/v1/other")
        assert answer.value.response.status_code == 404
        with pytest.raises(websockets.InvalidStatus) as answer:
            await dial(address, additional_headers={"Sec-WebSocket-Version": "12"})
        assert answer.value.response.status_code == 426

    run(other())


