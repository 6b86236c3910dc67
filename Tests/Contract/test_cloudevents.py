"""Events are CloudEvents 1.0 as the CloudEvents SDK for Python reads them from RabbitMQ, and what it writes is a command."""

import json
import os
from datetime import timezone
from pathlib import Path

import pytest
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_rabbitmq, to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from traffic import Judge, Message, Traffic

TAP = os.environ.get("KAURI_TAP")
tapped = pytest.mark.skipif(not TAP, reason="KAURI_TAP names no folder: deploy/test hands it over after the integration tests")
FORMAT = JSONFormat()


@pytest.fixture(scope="module")
def seen():
    """Everything that the integration tests saw on the broker."""
    return [message for world in Traffic(Path(TAP)).worlds.values() for message in world]


def read(headers, content_type, body):
    return from_rabbitmq(RabbitMQMessage(headers=headers, content_type=content_type, body=body), FORMAT)


def check_event(headers, content_type, body):
    """Reads an event in binary mode, writes it in both modes, and reads it again."""
    event = read(headers, content_type, body)
    assert event.get_specversion() == "1.0"
    assert event.get_id() == headers["ce-id"] and event.get_type() == headers["ce-type"]
    assert event.get_source() == "/kauri/ledger" and event.get_subject() == headers.get("ce-subject")
    assert event.get_datacontenttype() == "application/json"
    assert event.get_data() == json.loads(body)
    assert event.get_time().tzinfo is not None
    assert event.get_time().astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ") == headers["ce-time"]
    for written in [to_structured(event, FORMAT), to_binary(event, FORMAT)]:
        again = read(written.headers, written.content_type, written.body)
        assert again.get_attributes() == event.get_attributes() and again.get_data() == event.get_data()
    return event


def test_events_of_the_contract_are_read(contract):
    types = set()
    for message in map(contract.resolved, contract.at("#/channels/events/messages").values()):
        for example in message["examples"]:
            event = check_event(example["headers"], "application/json", json.dumps(example["payload"]).encode())
            types.add(event.get_type())
    assert types == {contract.resolved(m)["name"] for m in contract.at("#/channels/events/messages").values()}


@tapped
def test_every_event_of_the_broker_is_read(seen):
    types = set()
    events = [message for message in seen if message.exchange == "ledger.events"]
    for message in events:
        types.add(check_event(message.headers, message.properties["content_type"], message.raw).get_type())
    print(f"\n{len(events)} events of {len(types)} types were read")
    assert len(types) > 40


@tapped
def test_commands_in_either_mode_are_read(seen):
    """Those that the integration tests have sent in a form of CloudEvents, and that were carried out."""
    modes = set()
    for message in seen:
        is_binary = "ce-id" in message.headers and "ce-source" in message.headers
        if message.exchange != "ledger.commands" or not (message.is_structured or is_binary) or message.body is None:
            continue
        event = read(message.headers, message.properties["content_type"], message.raw)
        data = message.body["data"] if message.is_structured else message.body
        assert event.get_id() == message.id and event.get_data() == data
        modes.add("structured" if message.is_structured else "binary")
    assert modes == {"structured", "binary"}


def test_what_the_sdk_writes_is_a_command(contract):
    data = contract.at("#/components/messages/walletTransfer/examples/0/payload")
    event = CloudEvent({"id": "msg-1", "type": "wallet.transfer", "source": "/bookings", "specversion": "1.0",
                        "datacontenttype": "application/json"}, data)
    names = []
    for written in [to_structured(event, FORMAT), to_binary(event, FORMAT)]:
        properties = {"content_type": written.content_type, "headers": written.headers}
        line = {"exchange": "ledger.commands", "routing_key": "k", "properties": properties, "body": written.body.decode()}
        [(message, key, faults, _)] = Judge(contract).check([Message(line)])
        assert faults == [] and message.id == "msg-1"
        names.append(key)
    assert names == ["cloudEvent", "walletTransfer"]
