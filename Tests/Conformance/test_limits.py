"""Every limit of what people may say and ask for, where it is said: the last that is taken, and the first that is not."""

import asyncio
import base64
import json
import uuid

import pytest
from running import eventually
from talking import dial, first, hello, name, run

PEOPLE = [f"limit.{number}" for number in range(501)]


@pytest.mark.parametrize(("limit", "taken", "refused", "code", "field"), [
    ("128 bytes of id", {"id": "i" * 128}, {"id": "i" * 129}, "invalid_field", "id"),
    ("one byte of id", {"id": "i"}, {"id": ""}, "invalid_field", "id"),
    ("65,536 bytes of body", {"body": "é" * 32_768}, {"body": "é" * 32_768 + "x"}, "message_too_large", "body"),
    ("one byte of body", {"body": "x"}, {"body": ""}, "invalid_field", "body"),
    ("a body without U+0000", {"body": "\u0001"}, {"body": "\u0000"}, "nul_character", None),
    ("40 bytes of a key in metadata", {"metadata": {"k" * 40: "v"}}, {"metadata": {"k" * 41: "v"}}, "invalid_field", "metadata"),
    ("500 bytes of a value in metadata", {"metadata": {"k": "v" * 500}}, {"metadata": {"k": "v" * 501}}, "invalid_field", "metadata"),
    ("a year until it expires", {"expires_in": 31_536_000}, {"expires_in": 31_536_001}, "invalid_field", "expires_in"),
    ("a second until it expires", {"expires_in": 1}, {"expires_in": 0}, "invalid_field", "expires_in"),
    ("500 people", {"to": {"people": PEOPLE[:500]}}, {"to": {"people": PEOPLE}}, "invalid_field", None),
    ("64 characters of a person's name", {"to": {"person": "p" * 64}}, {"to": {"person": "p" * 65}}, "invalid_field", None),
    ("a known priority", {"priority": "low"}, {"priority": "lowest"}, "invalid_field", "priority"),
    ("depth", {}, {"metadata": {"k": [[[[[[[1]]]]]]]}}, "nesting_too_deep", None),
])
def test_a_message_keeps_the_limit_of(service, limit, taken, refused, code, field):
    async def both():
        async with dial(service.address) as socket:
            await hello(socket, name("service"), role="service")
            usual = {"to": {"person": "limit.0"}, "body": "x"}
            for said, kind in [(taken, "accepted"), (refused, "refused")]:
                message = {"type": "send", "id": uuid.uuid4().hex, **usual, **said}
                await socket.send(json.dumps(message, ensure_ascii=False))
                answer = await first(socket, "accepted", "refused")
                assert answer["type"] == kind, (limit, answer)
            assert answer["code"] == code and (field is None or answer["field"] == field)

    run(both())


def test_metadata_keeps_the_limit_of_its_pairs(service):
    def post(count):
        return service.http("POST", "/v1/messages/send", name("pairs"), {
            "id": "1", "to": {"person": "limit.0"}, "body": "x", "metadata": {f"k{number}": "v" for number in range(count)}})

    assert post(50)[0] == 201
    status, problem = post(51)
    assert (status, problem["code"], problem["field"]) == (400, "invalid_field", "metadata")


@pytest.mark.parametrize(("path", "body", "status", "code"), [
    ("/v1/messages/bulk", {"messages": [{}] * 500}, 200, None),
    ("/v1/messages/bulk", {"messages": [{}] * 501}, 400, "invalid_field"),
    ("/v1/messages/bulk", {"messages": []}, 400, "invalid_field"),
    ("/v1/messages/broadcast", {"id": "b", "to": {"people": [f"p.{n}" for n in range(100_001)]}, "body": "x"}, 400, "invalid_field"),
    ("/v1/messages/broadcast", {"id": "b", "to": {"people": PEOPLE}, "body": "x"}, 202, None),
    ("/v1/messages/send", b'{"id":"1"}' + b" " * (512 << 10), 413, "message_too_large"),
    ("/v1/messages/bulk", b"{}" + b" " * (8 << 20), 413, "message_too_large"),
    ("/v1/messages/ack", b"{}" + b" " * 4_096, 413, "message_too_large"),
    ("/v1/messages/ack", {"cursor": "0", "device": "d" * 65}, 400, "invalid_field"),
    ("/v1/messages/ack", {"cursor": "0", "device": "d" * 64}, 204, None),
    ("/v1/messages/ack", {"cursor": "999999999999"}, 400, "invalid_field"),
])
def test_a_request_keeps_its_limits(service, path, body, status, code):
    answer, problem = service.http("POST", path, name("service"), body, role="service")
    assert (answer, code and problem["code"]) == (status, code), problem


@pytest.mark.parametrize(("parameter", "taken", "refused"), [
    ("/v1/messages/queue/{}?limit=", [1, 500], [0, 501, "x"]), ("/v1/messages/queue/{}?wait=", [0], [-1, 61, "x"]),
    ("/v1/messages/queue/{}?device=", ["d" * 64], ["d" * 65]), ("/v1/conversations?limit=", [1, 200], [0, 201]),
])
def test_a_page_keeps_the_limits_of(service, parameter, taken, refused):
    person = name("page")
    parameter = parameter.format(person)
    for value in taken:
        assert service.http("GET", f"{parameter}{value}", person)[0] == 200
    for value in refused:
        status, problem = service.http("GET", f"{parameter}{value}", person)
        assert (status, problem["code"]) == (400, "invalid_field"), value


def test_a_search_keeps_the_limit_of_its_words(service):
    person = name("search")
    assert service.http("GET", "/v1/search?q=" + "q" * 200, person)[0] == 200
    for words in ["", "q" * 201]:
        status, problem = service.http("GET", f"/v1/search?q={words}", person)
        assert (status, problem["code"], problem["field"]) == (400, "invalid_field", "q")


def test_search_unavailable_is_answered_where_bodies_are_sealed(start):
    service = start(KAURI_MESSAGE_KEYS="k1:" + base64.b64encode(bytes(32)).decode())
    status, problem = service.http("GET", "/v1/search?q=room", name("search"))
    assert (status, problem["code"], problem["retriable"]) == (501, "search_unavailable", False)


def test_message_not_found_is_answered_where_there_is_none_or_another_s(service):
    one, two = name("one"), name("two")
    sent = service.http("POST", "/v1/messages/send", one, {"id": "1", "to": {"person": two}, "body": "habari"})[1]["message"]

    def get(person, role="user", message=sent):
        return service.http("GET", f"/v1/messages/{message}", person, role=role)

    # Accepted is not stored yet.
    run(eventually("it is stored", lambda: get(two)[0] == 200))
    for reader in [(one,), (two,), ("ops", "admin")]:
        assert get(*reader)[1]["body"] == "habari"
    other = sent[:8] + ("a" if sent[8] != "a" else "b") + sent[9:]
    for reader in [(name("three"),), (two, "user", other), ("ops", "admin", other)]:
        status, problem = get(*reader)
        assert (status, problem["code"], problem["retriable"]) == (404, "message_not_found", True)
    assert get(two, message="nonsense")[0] == 400


def test_a_person_keeps_the_limit_of_the_rate(start):
    async def fast():
        service = start(KAURI_RATE_BURST="5", KAURI_RATE_PER_SECOND="1")
        person = name("fast")
        async with dial(service.address, max_queue=None) as one, dial(service.address, max_queue=None) as two:
            await hello(one, person)
            await hello(two, person)
            for number in range(20):
                for socket in (one, two):
                    message = {"id": f"{id(socket)}.{number}", "to": {"person": "limit.0"}, "body": "x"}
                    await socket.send(json.dumps({"type": "send", **message}))
            answers = [await first(socket, "accepted", "refused") for socket in [one, two] * 20]
            refusals = [answer for answer in answers if answer["type"] == "refused"]
            # Five at once, and what a slow machine gives time for.
            assert 20 <= len(refusals) <= 35
            assert {(answer["code"], answer["retriable"]) for answer in refusals} == {("rate_limited", True)}
            statuses = []
            while 429 not in statuses:
                message = {"id": uuid.uuid4().hex, "to": {"person": "limit.0"}, "body": "x"}
                status, problem = service.http("POST", "/v1/messages/send", person, message)
                statuses.append(status)
            assert problem["code"] == "rate_limited" and service.headers["Retry-After"]
            # A service is held to none.
            for number in range(20):
                message = {"id": str(number), "to": {"person": "limit.0"}, "body": "x"}
                assert service.http("POST", "/v1/messages/send", name("app"), message, role="service")[0] == 201

    run(fast())


def test_an_instance_keeps_the_limit_of_connections(start):
    async def full():
        service = start(KAURI_MESSAGING_CONNECTIONS="2")
        async with dial(service.address) as one, dial(service.address) as two:
            await hello(one, name("one"))
            await hello(two, name("two"))
            third = asyncio.ensure_future(dial(service.address))
            # The kernel lets it in; the service does not, as long as the two are there.
            for socket in [one, two] * 20:
                await socket.send('{"type":"ping"}')
                await first(socket, "pong")
            assert not third.done()
            await two.close()
            async with await third as three:
                await hello(three, name("three"))

    run(full())


def test_a_conversation_keeps_the_limit_of_its_members(service):
    owner, conversation = name("owner"), uuid.uuid4().hex
    members = [{"person": owner, "role": "owner"}] + [{"person": f"m.{number}", "role": "member"} for number in range(1_000)]

    def create(count, title="t"):
        return service.http("POST", "/v1/conversations", owner, {"id": conversation, "title": title, "members": members[:count]})

    status, problem = create(1_001)
    assert (status, problem["code"]) == (400, "invalid_field")
    status, problem = create(2, "t" * 257)
    assert (status, problem["code"]) == (400, "invalid_field")
    assert create(1_000, "t" * 256)[0] == 200
    status, problem = service.http("POST", f"/v1/conversations/{conversation}/members", owner, {"members": members[-1:]})
    assert (status, problem["code"]) == (409, "conversation_full")
    status, problem = service.http("GET", f"/v1/conversations/{conversation}/messages?limit=201", owner)
    assert (status, problem["code"]) == (400, "invalid_field")
