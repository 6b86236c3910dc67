"""Server-Sent Events, read as the HTML standard says, and the same cursor over all doors."""

import http.client
import json
import uuid

from running import token


def call(address, method, path, person, body=None, role="user", headers=None):
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.request(method, path, body and json.dumps(body), {"Authorization": f"Bearer {token(person, role)}", **(headers or {})})
    return connection.getresponse()


def events(answer):
    """The events of a stream, as the standard's parser gives them."""
    event, data, cursor = "message", [], None
    while True:
        line = answer.readline().decode().rstrip("\n").rstrip("\r")
        if not line:
            if data:
                yield event, "\n".join(data), cursor
            event, data = "message", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            event = value
        elif field == "data":
            data.append(value)
        elif field == "id":
            cursor = value


def test_events_and_going_on_by_last_event_id(address):
    alice, bob = f"sse.a.{uuid.uuid4().hex[:8]}", f"sse.b.{uuid.uuid4().hex[:8]}"
    stream = call(address, "GET", "/v1/events", bob)
    assert stream.status == 200 and stream.headers["Content-Type"] == "text/event-stream"
    incoming = events(stream)
    assert next(incoming)[0] == "welcome"
    assert call(address, "POST", "/v1/messages/send", alice, {"id": "1", "to": {"person": bob}, "body": "one"}).status == 201
    seen, last = None, None
    for event, data, cursor in incoming:
        if event == "message":
            seen = json.loads(data)["body"]
        if event == "cursor" and seen:
            last = cursor
            break
    assert seen == "one" and last == json.loads(data)["cursor"]
    stream.close()
    assert call(address, "POST", "/v1/messages/send", alice, {"id": "2", "to": {"person": bob}, "body": "two"}).status == 201
    again = events(call(address, "GET", "/v1/events", bob, headers={"Last-Event-ID": last}))
    bodies = []
    for event, data, _ in again:
        if event == "message":
            bodies.append(json.loads(data)["body"])
            break
    assert bodies == ["two"]
    queue = json.load(call(address, "GET", f"/v1/messages/queue/{bob}?cursor={last}", bob))
    assert [record["body"] for record in queue["records"]] == ["two"]


def test_errors_are_problems(address):
    answer = call(address, "GET", "/v1/nowhere", "sse.x")
    assert answer.status == 404 and answer.headers["Content-Type"] == "application/problem+json"
    answer = call(address, "GET", "/v1/events", "sse.x", headers={"Last-Event-ID": "soon"})
    assert answer.status == 400 and json.load(answer)["code"] == "invalid_field"
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.request("GET", "/v1/unread")
    answer = connection.getresponse()
    assert answer.status == 401 and json.load(answer)["code"] == "unauthenticated"


def test_the_demo_page_is_there(address):
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.request("GET", "/demo")
    answer = connection.getresponse()
    assert answer.status == 200 and "text/html" in answer.headers["Content-Type"]
    assert b"new WebSocket" in answer.read()
