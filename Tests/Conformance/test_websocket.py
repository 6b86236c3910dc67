"""The WebSocket endpoint against a third party's client: the PyPI package `websockets`."""

import asyncio
import json
import uuid

import pytest
import websockets
from running import token
from websockets.asyncio.client import connect


def name(part):
    return f"ws.{part}.{uuid.uuid4().hex[:8]}"


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 60))


def url(address):
    return f"ws://{address[0]}:{address[1]}/v1/ws"


async def hello(socket, person, **fields):
    await socket.send(json.dumps({"type": "hello", "token": token(person), **fields}))
    return await first(socket, "welcome")


async def first(socket, *kinds):
    while True:
        frame = json.loads(await socket.recv())
        if frame["type"] in kinds:
            return frame


async def ended(socket):
    """The code with which the service closes."""
    try:
        while True:
            await socket.recv()
    except websockets.ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else 1006


def test_subprotocol_and_a_chat(address):
    async def chat():
        alice, bob = name("alice"), name("bob")
        async with connect(url(address), subprotocols=["kauri.v1"]) as one, connect(url(address)) as two:
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
        async with connect(url(address)) as one:
            await hello(one, alice)
            async with connect(url(address)) as two:
                cursor = (await hello(two, bob))["cursor"]
            for number in range(10):
                await one.send(json.dumps({"type": "send", "id": str(number), "to": {"person": bob}, "body": str(number)}))
            for _ in range(10):
                assert (await first(one, "accepted", "refused"))["type"] == "accepted"
            async with connect(url(address)) as two:
                await hello(two, bob, cursor=cursor)
                assert [(await first(two, "message"))["body"] for _ in range(10)] == [str(number) for number in range(10)]

    run(resume())


def test_fragments_are_one_message(address):
    async def fragments():
        async with connect(url(address)) as socket:
            await hello(socket, name("frag"))
            text = json.dumps({"type": "ping", "id": "é" * 20})
            await socket.send([text[:5], text[5:9], text[9:]])
            assert (await first(socket, "pong"))["id"] == "é" * 20

    run(fragments())


def test_pings_are_answered_both_ways(address):
    async def pings():
        async with connect(url(address), ping_interval=None) as socket:
            await hello(socket, name("ping"))
            await asyncio.wait_for(await socket.ping(b"abc"), 5)
            # The service pings a silent client, which the library answers: the connection is still there after three rounds.
            await asyncio.sleep(3.5)
            await socket.send('{"type":"ping"}')
            await first(socket, "pong")

    run(pings())


@pytest.mark.parametrize(
    ("frame", "code"),
    [(b"binary", 1003), ("x" * (300 << 10), 1009), ("not json", 1008), ('{"type":"ping"}', 1008), ('{"type":"hello","token":"x"}', 4401)])
def test_a_wrong_first_frame_ends_with_its_code(address, frame, code):
    async def wrong():
        async with connect(url(address)) as socket:
            await socket.send(frame)
            assert await ended(socket) == code

    run(wrong())


def test_invalid_utf8_ends_with_1007(address):
    async def invalid():
        async with connect(url(address)) as socket:
            await hello(socket, name("utf8"))
            # The bytes of a text frame, which the library sends as they are.
            await socket.send(b'{"type":"ping","id":"\xff"}', text=True)
            assert await ended(socket) == 1007

    run(invalid())


def test_too_much_in_fragments_ends_with_1009(address):
    async def large():
        async with connect(url(address)) as socket:
            await hello(socket, name("large"))
            with pytest.raises(websockets.ConnectionClosed) as end:
                await socket.send(["x" * 100_000] * 4)
                await socket.recv()
                await socket.recv()
            assert end.value.rcvd.code == 1009

    run(large())


def test_no_hello_ends_with_4408(address):
    async def silent():
        async with connect(url(address)) as socket:
            assert await ended(socket) == 4408

    run(silent())


def test_a_cursor_that_nobody_handed_out_ends_with_1008(address):
    async def made_up():
        async with connect(url(address)) as socket:
            await socket.send(json.dumps({"type": "hello", "token": token(name("cursor")), "cursor": "999999999999"}))
            assert await ended(socket) == 1008

    run(made_up())


def test_unreadable_frames_are_refused_and_the_session_goes_on(address):
    async def refused():
        async with connect(url(address)) as socket:
            await hello(socket, name("refused"))
            await socket.send('{"type":"send","id":"7","to":{},"body":"x"}')
            answer = await first(socket, "refused")
            assert (answer["id"], answer["code"]) == ("7", "invalid_field")
            await socket.send("{")
            assert (await first(socket, "refused"))["code"] == "malformed_json"
            await socket.send('{"type":"ping"}')
            await first(socket, "pong")

    run(refused())


def test_the_client_may_close_with_any_valid_code(address):
    async def close():
        for code in (1000, 1001, 3000, 4999):
            async with connect(url(address)) as socket:
                await hello(socket, name("close"))
                await socket.close(code)
                assert socket.close_code == code

    run(close())


def test_another_path_or_version_is_no_websocket(address):
    async def other():
        with pytest.raises(websockets.InvalidStatus) as answer:
            await connect(f"ws://{address[0]}:{address[1]}/v1/other")
        assert answer.value.response.status_code == 404
        with pytest.raises(websockets.InvalidStatus) as answer:
            await connect(url(address), additional_headers={"Sec-WebSocket-Version": "12"})
        assert answer.value.response.status_code == 426

    run(other())


def test_a_client_that_reads_nothing_ends_with_4409_and_nobody_else_waits(address):
    async def slow():
        alice, bob = name("alice"), name("bob")
        async with connect(url(address), max_queue=1) as two, connect(url(address)) as one:
            await hello(two, bob)
            await hello(one, alice)
            two.transport.pause_reading()
            body = "x" * 60_000
            for number in range(300):
                await one.send(json.dumps({"type": "send", "id": str(number), "to": {"person": bob}, "body": body}))
                await first(one, "accepted", "refused")
            await asyncio.sleep(4)
            two.transport.resume_reading()
            assert await ended(two) in (4409, 1006)

    run(slow())
