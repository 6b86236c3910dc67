"""Every message that was seen on the broker during the integration tests keeps the contract."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from traffic import Judge, Message, Traffic

TAP = os.environ.get("KAURI_TAP")
tapped = pytest.mark.skipif(not TAP, reason="KAURI_TAP names no folder: deploy/test hands it over after the integration tests")


@pytest.fixture(scope="module")
def traffic():
    return Traffic(Path(TAP))


@pytest.fixture(scope="module")
def judged(contract, traffic):
    judge = Judge(contract)
    return [(message, key, faults, excuse) for world in traffic.worlds.values() for message, key, faults, excuse in judge.check(world)]


@tapped
def test_every_message_keeps_its_schema(judged, traffic):
    counts = Counter(key for _, key, _, _ in judged)
    excused = Counter(excuse for _, _, faults, excuse in judged if faults and excuse)
    print(f"\n{len(judged)} messages of {len(traffic.worlds)} worlds")
    for key, count in sorted(counts.items(), key=str):
        print(f"  {key}: {count}")
    print(f"meant to be wrong, and refused by the service: {dict(excused)}")
    print(f"left out: {sum(traffic.left_out.values())} {dict(traffic.left_out.most_common(10))}")
    print(f"cut short, with more messages than were counted: {traffic.cut_short}")
    wrong = [f"{message}\n    " + "\n    ".join(faults[:3]) for message, _, faults, excuse in judged if faults and not excuse]
    assert not wrong, f"{len(wrong)} messages break the contract:\n" + "\n".join(wrong[:20])


@tapped
def test_every_kind_of_message_was_seen(contract, judged):
    """A message that never occurs is a promise that nobody has tried."""
    seen = {key for _, key, faults, _ in judged if not faults}
    # messaging-service's doors are tried where it runs.
    elsewhere = {*contract.at("#/channels/messagingInbound/messages"), "messageAnswered", "notificationOffered"}
    missing = [key for key, _ in contract.messages() if key not in seen | elsewhere]
    assert not missing, f"not seen once: {missing}"


@tapped
def test_bad_input_was_seen(judged):
    reasons = {excuse for _, _, faults, excuse in judged if faults and excuse}
    assert {"rejected", "dead letter"} <= reasons
    # A valid command may be rejected too (its reply address, its deadline), a bad one must not be excused by anything else.
    assert reasons <= {"rejected", "dead letter", "unanswered"}


REPLY = {"replayed": False, "command": {"id": "m-1", "type": "party.register", "subject": "anonymous"}, "status": "rejected",
         "error": {"code": "missing_field", "message": "name is required", "retriable": False}, "at": "2026-11-21T09:30:00.250000Z"}


def message(exchange, key, body, **properties):
    text = body if isinstance(body, str) else json.dumps(body)
    return Message({"exchange": exchange, "routing_key": key, "properties": properties, "body": text})


def faults(contract, *messages):
    return [(key, bool(found) and not excuse) for _, key, found, excuse in Judge(contract).check(list(messages))]


def test_the_check_can_fail(contract):
    command = message("ledger.commands", "k", {"party": "p"}, type="party.register", message_id="m-1", reply_to="reply.x", correlation_id="c-1")
    reply = message("", "reply.x", REPLY, type="reply", correlation_id="c-1", content_type="application/json")
    assert faults(contract, command) == [("partyRegister", True)]
    assert faults(contract, command, reply) == [("partyRegister", False), ("replyRejected", False)]
    # A refused command was read, so it must keep its schema.
    refused = {**REPLY, "status": "refused"}
    assert faults(contract, command, message("", "reply.x", refused, type="reply", correlation_id="c-1"))[0] == ("partyRegister", True)
    assert faults(contract, message("", "reply.x", {**REPLY, "at": "today"}, type="reply", correlation_id="c-1"))[0] == ("replyRejected", True)
    assert faults(contract, message("", "somewhere", {}))[0] == (None, True)
    assert faults(contract, message("ledger.events", "wallet.stolen", {}))[0] == (None, True)
    assert faults(contract, message("ledger.events", "party.registered", {}, type="kauri.party.registered"))[0] == ("partyRegistered", True)
    assert faults(contract, message("ledger.commands", "k", "{nope", type="party.register", message_id="m"))[0] == ("partyRegister", True)
    assert faults(contract, message("ledger.dead-letters", "x", "", message_id="m"))[0] == ("deadLetter", True)
    assert faults(contract, message("messaging.commands", "", {"person": "a"}, type="block.add", message_id="b"))[0] == ("blockAdd", True)
    assert faults(contract, message("messaging.commands", "", {"person": "a", "topic": "b"}, type="topic.subscribe"))[0] == ("topicSubscribe", False)
    assert faults(contract, message("", "messaging.persist", {"instance": "n", "records": []}))[0] == ("messagesPersist", True)
    assert faults(contract, message("messaging.committed", "", {"head": "7", "records": []}))[0] == ("messagesCommitted", False)
    assert faults(contract, message("messaging.inbound", "high", {"id": "m"}))[0] == ("messageSend", True)
    assert faults(contract, message("", "ledger.queries", {"wallet": 1}, type="wallet.get", message_id="q"))[0] == ("queryWalletGet", False)
