"""Every close code of `Shared/Contracts/websocket.md`, by a client that deserves it."""

import asyncio
import json
import os
import subprocess

import pytest
import websockets
from running import eventually, token
from talking import dial, ended, first, hello, name, run, send


@pytest.mark.parametrize("code", [1000, 1001, 3000, 4999])
def test_1000_and_every_other_code_of_a_client_is_answered_with_the_same(address, code):
    async def close():
        async with dial(address) as socket:
            await hello(socket, name("close"))
            await socket.close(code)
            assert socket.protocol.close_rcvd.code == code

    run(close())


def test_1001_ends_a_client_that_gives_no_sign_of_life(service):
    async def dead():
        before = service.ended(1001)
        async with dial(service.address, ping_interval=None) as socket:
            await hello(socket, name("dead"))
            # It does not even see the pings.
            socket.transport.pause_reading()
            await eventually("it is given up", lambda: service.ended(1001) > before)
            socket.transport.resume_reading()
            assert await ended(socket) == 1001

    run(dead())


@pytest.mark.parametrize(("bytes_", "breach"), [
    (b"\x81\x02{}", "not masked"), (b"\x83\x80\0\0\0\0", "an unknown opcode"),
    (b"\xc1\x82\0\0\0\0{}", "an extension that nobody agreed on"), (b"\x80\x82\0\0\0\0{}", "a continuation of nothing"),
    (b"\x89\xfe\0\x7e\0\0\0\0" + bytes(126), "a ping that is too long"), (b"\x09\x80\0\0\0\0", "a ping in fragments"),
    (b"\x88\x82\0\0\0\0\x03\xed", "the close code 1005"), (b"\x88\x81\0\0\0\0\x03", "half a close code"),
])
def test_1002_ends_a_breach_of_the_protocol(address, bytes_, breach):
    async def breaks():
        async with dial(address) as socket:
            await hello(socket, name("breach"))
            # The library would not say such a thing.
            socket.transport.write(bytes_)
            assert await ended(socket) == 1002, breach

    run(breaks())


@pytest.mark.parametrize("greets", [True, False])
def test_1003_ends_a_binary_frame(address, greets):
    async def binary():
        async with dial(address) as socket:
            if greets:
                await hello(socket, name("binary"))
            await socket.send(b"binary")
            assert await ended(socket) == 1003

    run(binary())


@pytest.mark.parametrize("said", [b'{"type":"ping","id":"\xff"}', b'{"type":"ping","id":"\xc3'])
def test_1007_ends_text_that_is_not_utf8(address, said):
    async def invalid():
        async with dial(address) as socket:
            await hello(socket, name("utf8"))
            # The bytes of a text frame, which the library sends as they are.
            await socket.send(said, text=True)
            assert await ended(socket) == 1007

    run(invalid())


def test_1007_ends_a_reason_that_is_not_utf8(address):
    async def invalid():
        async with dial(address) as socket:
            await hello(socket, name("utf8"))
            socket.transport.write(b"\x88\x83\0\0\0\0\x03\xe8\xff")
            assert await ended(socket) == 1007

    run(invalid())


@pytest.mark.parametrize("said", [
    "not json", "[]", '{"type":"ping"}', '{"type":"hello","cursor":"-1"}', '{"type":"hello","more":1}',
    json.dumps({"type": "hello", "device": "d" * 65}), json.dumps({"type": "hello", "token": "t" * 4_097}),
])
def test_1008_ends_a_first_frame_that_is_no_hello(address, said):
    async def wrong():
        async with dial(address) as socket:
            await socket.send(said)
            assert await ended(socket) == 1008

    run(wrong())


def test_1008_ends_a_cursor_that_nobody_handed_out(address):
    async def made_up():
        async with dial(address) as socket:
            await socket.send(json.dumps({"type": "hello", "token": token(name("cursor")), "cursor": "999999999999"}))
            assert await ended(socket) == 1008

    run(made_up())


def test_1008_ends_more_than_a_thousand_frames_before_the_welcome(service, store):
    async def flood():
        async with dial(service.address) as socket:
            # The store is asked where the device was, and answers late.
            with store.frozen():
                await socket.send(json.dumps({"type": "hello", "token": token(name("flood"))}))
                for _ in range(1_001):
                    await socket.send('{"type":"ping"}')
                assert await ended(socket) == 1008

    run(flood())


def test_a_thousand_frames_before_the_welcome_are_answered_after_it(service, store):
    async def patient():
        async with dial(service.address) as socket:
            with store.frozen():
                await socket.send(json.dumps({"type": "hello", "token": token(name("patient"))}))
                for _ in range(1_000):
                    await socket.send('{"type":"ping"}')
            await first(socket, "welcome")
            for _ in range(1_000):
                await first(socket, "pong")

    run(patient())


@pytest.mark.parametrize("greets", [True, False])
def test_1009_ends_a_message_that_is_too_large(address, greets):
    async def large():
        async with dial(address) as socket:
            if greets:
                await hello(socket, name("large"))
            await socket.send("x" * ((256 << 10) + 1))
            assert await ended(socket) == 1009

    run(large())


def test_1009_ends_fragments_that_are_too_large_together(address):
    async def large():
        async with dial(address) as socket:
            await hello(socket, name("large"))
            with pytest.raises(websockets.ConnectionClosed) as end:
                await socket.send(["x" * 100_000] * 4)
                await socket.recv()
                await socket.recv()
            assert end.value.rcvd.code == 1009

    run(large())


def test_a_message_of_the_greatest_size_is_read(address):
    async def large():
        async with dial(address) as socket:
            await hello(socket, name("large"))
            text = '{"type":"ping"}'
            await socket.send(text + " " * ((256 << 10) - len(text)))
            await first(socket, "pong")

    run(large())


def test_1011_ends_a_client_for_whom_the_service_has_failed(address):
    def psql(statement):
        subprocess.run([os.environ["KAURI_STACK"], "psql", "-qc", statement], check=True, capture_output=True, timeout=60)

    async def failed():
        async with dial(address) as socket:
            await socket.send(json.dumps({"type": "hello", "token": token(name("failed"))}))
            assert await ended(socket) == 1011

    # Somebody has taken a right from the store, so that it can answer everything but where a device was.
    psql("REVOKE SELECT ON messaging.delivered FROM kauri_service")
    try:
        run(failed())
    finally:
        psql("GRANT SELECT ON messaging.delivered TO kauri_service")


def test_1012_ends_everybody_when_the_service_restarts_and_bye_comes_before(start):
    async def restart():
        service = start(KAURI_DRAIN_SECONDS="1")
        async with dial(service.address) as socket:
            await hello(socket, name("restart"))
            stopping = asyncio.create_task(asyncio.to_thread(service.stop))
            bye = await first(socket, "bye")
            assert bye["reason"] == "restart" and 0 <= bye["reconnect_in_ms"] <= 1_000
            assert await ended(socket) == 1012
            await stopping

    run(restart())


def test_1013_ends_the_seventeenth_client_of_one_person(address):
    async def many():
        person, sockets = name("many"), []
        try:
            for _ in range(16):
                sockets.append(await dial(address))
                await hello(sockets[-1], person)
            async with dial(address) as socket:
                await socket.send(json.dumps({"type": "hello", "token": token(person)}))
                assert await ended(socket) == 1013
            await sockets.pop().close()
            sockets.append(await dial(address))
            await hello(sockets[-1], person)
        finally:
            for socket in sockets:
                await socket.close()

    run(many())


def test_1013_ends_a_client_while_the_store_does_not_answer(start, store):
    async def away():
        service = start(KAURI_QUERY_TIMEOUT="200ms")
        async with dial(service.address) as socket:
            with store.frozen():
                await socket.send(json.dumps({"type": "hello", "token": token(name("away"))}))
                assert await ended(socket) == 1013

    run(away())


def test_4401_ends_a_client_without_a_token_that_is_believed(address):
    async def stranger(**said):
        async with dial(address) as socket:
            await socket.send(json.dumps({"type": "hello", **said}))
            assert await ended(socket) == 4401

    for said in [{}, {"token": ""}, {"token": "a.b.c"}, {"token": token("late", lifetime=-60)}, {"token": token("ws.x")[:-2]}]:
        run(stranger(**said))


def test_4401_ends_a_client_whose_token_expires(address):
    async def expires():
        async with dial(address) as socket:
            await socket.send(json.dumps({"type": "hello", "token": token(name("short"), lifetime=3)}))
            await first(socket, "welcome")
            assert await ended(socket) == 4401

    run(expires())


def test_4408_ends_a_client_that_does_not_greet(address):
    async def silent():
        async with dial(address) as socket:
            assert await ended(socket) == 4408

    run(silent())


async def flooded(service, slow, sender, person):
    """Sends until so much has waited for so long that the slow client is given up."""
    before = service.ended(4409)
    slow.transport.pause_reading()
    body = "x" * 60_000

    def is_over():
        return service.ended(4409) > before

    while not await asyncio.to_thread(is_over):
        assert (await send(sender, person, body))["type"] == "accepted"


def test_4409_ends_a_client_that_takes_nothing_and_nobody_else_waits(start):
    async def slow():
        service = start(KAURI_SOCKET_SLOW_AFTER="500ms")
        person = name("slow")
        async with dial(service.address, max_queue=1) as socket, dial(service.address) as sender:
            await hello(socket, person)
            await hello(sender, name("sender"))
            await flooded(service, socket, sender, person)
            # Told within 5 s, behind what was on its way.
            socket.transport.resume_reading()
            assert await ended(socket) == 4409

    run(slow())


def test_after_4409_whoever_still_takes_nothing_is_gone_in_five_seconds(start):
    async def gone():
        service = start(KAURI_SOCKET_SLOW_AFTER="500ms")
        person = name("gone")
        async with dial(service.address, max_queue=1, close_timeout=1) as socket, dial(service.address) as sender:
            await hello(socket, person)
            await hello(sender, name("sender"))
            await flooded(service, socket, sender, person)
            await eventually("its connection is over", lambda: service.count("kauri_sockets_open") == 1, seconds=15)

    run(gone())
