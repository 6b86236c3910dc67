"""Subscriptions against the real broker and the real service."""

import json
import os
import signal
import subprocess
import sys
import threading
from decimal import Decimal

import pika
import pytest
from world import eventually

import kauri
from kauri import Money, Wallet

SUBSCRIBER = """
import json, sys, kauri
url, queue, memory, log = sys.argv[1:]
seen = open(log, "a", buffering=1)
def handle(event):
    seen.write(json.dumps([event.id, event.name, event.versions, event.late]) + "\\n")
client = kauri.Client(url)
subscription = client.subscribe(queue, handle, memory=memory, prefetch=50).open()
print("open", flush=True)
subscription.run()
print("handled", subscription.handled, "duplicates", subscription.duplicates, flush=True)
"""


@pytest.fixture
def queue(name):
    """A subscription's queue of its own; it goes with the world."""
    return f"app.{name}"


def running(subscription):
    """Runs a subscription in a thread."""
    thread = threading.Thread(target=subscription.run)
    thread.start()
    return thread


def test_events_come_parsed_and_in_order(client, rich, queue):
    seen = []
    with client.subscribe(queue, seen.append, ["wallet.*"]) as subscription:
        thread = running(subscription)
        for _ in range(20):
            client.call(kauri.spend(Wallet(rich), Money("2.50", "ZAR"), reference="B-1"))
        eventually(lambda: len(seen) >= 20, "events are missing")
        subscription.stop()
        thread.join(20)
    assert [event.accounts[0].version for event in seen] == list(range(2, 22))
    first = seen[0]
    assert (first.type, first.name, first.source) == ("kauri.wallet.spent", "wallet.spent", "/kauri/ledger")
    assert first.subject == first.accounts[0].id and first.transaction.reference == "B-1"
    assert first.accounts[0].posted == Decimal("997.50") and not first.late and not first.redelivered
    assert first.data["event"] == first.id and first.command["type"] == "wallet.spend"


def test_batches_come_whole_until_all_of_their_events_are_handled(client, rich, queue):
    before, seen = [], []

    def fail_in_the_middle(event):
        if len(before) == 60:
            raise RuntimeError("not now")
        before.append(event)

    spend = kauri.spend(Wallet(rich), Money("0.01", "ZAR"))
    with client.subscribe(queue, fail_in_the_middle, attempts=1, batched=True) as subscription:
        client.call_batch(kauri.batch([kauri.spend(Wallet(rich), Money("0.01", "ZAR")) for _ in range(100)]))
        with pytest.raises(kauri.HandlerFailed):
            subscription.run()
    with client.subscribe(queue, seen.append, batched=True) as subscription:
        thread = running(subscription)
        client.call(spend)
        eventually(lambda: len(seen) >= 101, "events are missing")
        subscription.stop()
        thread.join(20)
    assert [event.accounts[0].version for event in seen] == list(range(2, 103))
    assert [event.id for event in before] == [event.id for event in seen[:60]]
    assert seen[0].redelivered and not any(event.late for event in seen)
    with pytest.raises(ValueError, match="topics"):
        client.subscribe(queue, seen.append, ["wallet.*"], batched=True)


def test_a_subscriber_that_is_killed_misses_nothing_and_keeps_order(world, client, rich, queue, tmp_path):
    log, memory = tmp_path / "seen", str(tmp_path / "memory")
    arguments = [sys.executable, "-c", SUBSCRIBER, world.url, queue, memory, str(log)]
    total, kills = 300, 3
    subscriber = _started(arguments)
    sender = threading.Thread(target=lambda: [client.send(kauri.spend(Wallet(rich), Money("0.01", "ZAR")))
                                              for _ in range(total)])  # fmt: skip
    sender.start()
    for kill in range(kills):
        eventually(lambda kill=kill: len(_lines(log)) >= (kill + 1) * 50, "the subscriber handles nothing")
        subscriber.send_signal(signal.SIGKILL)
        subscriber.wait(10)
        subscriber = _started(arguments)
    try:
        sender.join(60)
        eventually(lambda: len({line[0] for line in _lines(log)}) >= total, "events are missing")
    finally:
        subscriber.send_signal(signal.SIGKILL)
        subscriber.wait(10)
    seen = _lines(log)
    versions = [version for _, _, accounts, _ in seen for version in accounts.values()]
    assert set(versions) >= set(range(2, total + 2)), "at least once"
    assert versions == sorted(versions), "in order"
    assert len(versions) <= total + kills, "only what was in the handler at a kill may come twice"
    assert not any(late for *_, late in seen)


def test_events_that_come_again_are_handled_once(world, client, rich, queue, tmp_path):
    seen = []
    memory = str(tmp_path / "memory")
    with client.subscribe(queue, seen.append, ["wallet.#"], memory=memory) as subscription:
        thread = running(subscription)
        client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
        eventually(lambda: seen, "no event")
        copy = seen[0]
        _publish(world, queue, copy)
        _publish(world, queue, copy, id="evt_0000000000zzz")
        client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
        eventually(lambda: len(seen) >= 2, "no second event")
        subscription.stop()
        thread.join(20)
        assert subscription.duplicates == 2
    assert [event.accounts[0].version for event in seen] == [2, 3]
    # Another process with the same memory.
    _publish(world, queue, copy)
    with client.subscribe(queue, seen.append, ["wallet.#"], memory=memory) as again:
        thread = running(again)
        eventually(lambda: again.duplicates == 1, "the event that came again was not noticed")
        again.stop()
        thread.join(20)
    assert len(seen) == 2


def test_an_event_waits_for_an_older_one_of_its_account(world, client, rich, queue):
    seen, swapped = [], []
    with client.subscribe("spare." + queue, swapped.append) as spare:
        thread = running(spare)
        for _ in range(3):
            client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
        eventually(lambda: len(swapped) >= 3, "events are missing")
        spare.stop()
        thread.join(20)
    with client.subscribe(queue, seen.append) as subscription:
        for number in (0, 2, 1):
            _publish(world, queue, swapped[number])
        thread = running(subscription)
        eventually(lambda: len(seen) >= 3, "events are missing", within=15)
        subscription.stop()
        thread.join(20)
    assert [event.accounts[0].version for event in seen] == [2, 3, 4]
    assert not any(event.late for event in seen)


def test_a_second_subscriber_stands_by_until_the_first_is_gone(client, rich, queue):
    first, second = [], []
    one, two = client.subscribe(queue, first.append), client.subscribe(queue, second.append)
    threads = [running(one.open()), running(two.open())]
    for _ in range(10):
        client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
    eventually(lambda: len(first) == 10, "events are missing")
    one.stop()
    threads[0].join(20)
    client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
    eventually(lambda: len(second) == 1, "the second one does not take over")
    two.stop()
    threads[1].join(20)
    assert (len(first), len(second)) == (10, 1)


def test_a_failing_handler_keeps_the_event(client, rich, queue):
    attempts = []

    def fail(event):
        attempts.append(event.id)
        raise RuntimeError("the database is away")

    subscription = client.subscribe(queue, fail, ["wallet.*"], attempts=3).open()
    client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
    with pytest.raises(kauri.HandlerFailed):
        subscription.run()
    assert len(attempts) == 3
    seen, given_up = [], []

    def fail_first(event):
        seen.append(event)
        if len(seen) == 1:
            raise RuntimeError("never this one")

    again = client.subscribe(
        queue, fail_first, ["wallet.*"], attempts=1, on_failure=lambda event, error: given_up.append(event.id)
    )
    thread = running(again)
    client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
    eventually(lambda: len(seen) == 2, "the next event is missing")
    again.stop()
    thread.join(20)
    assert given_up == [attempts[0]] and seen[0].redelivered


def test_a_slow_handler_keeps_its_connection(world, rich, queue):
    seen, go_on = [], threading.Event()

    def wait(event):
        seen.append(event.id)
        go_on.wait(30)

    with kauri.Client(world.url, name="slow", heartbeat=1) as client:
        with client.subscribe(queue, wait, ["wallet.*"]) as subscription:
            thread = running(subscription)
            client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
            eventually(lambda: seen, "no event")
            # A connection without heartbeats is given up after two or three of them.
            assert not go_on.wait(5)
            client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
            go_on.set()
            eventually(lambda: len(seen) == 2, "no second event")
            subscription.stop()
            thread.join(20)
    assert len(set(seen)) == 2 and subscription.duplicates == 0


def test_a_queue_with_other_arguments_is_refused(client, queue):
    with client.subscribe(queue, print):
        pass
    with pytest.raises(kauri.SubscriptionRefused):
        client.subscribe(queue, print, max_length=5).run()


def _started(arguments):
    environment = {name: value for name, value in os.environ.items() if name != "AMQP_URL"}
    subscriber = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)
    assert subscriber.stdout.readline() == "open\n"
    return subscriber


def _lines(log):
    return [json.loads(line) for line in log.read_text().splitlines() if line.endswith("]")] if log.exists() else []


def _publish(world, queue, event, id=None):
    """As the ledger's relay does when it does not know that the event has been announced."""
    id = id or event.id
    headers = {"ce-specversion": "1.0", "ce-id": id, "ce-source": event.source, "ce-type": event.type,
               "ce-subject": event.subject, "ce-time": event.data["at"]}  # fmt: skip
    connection = pika.BlockingConnection(pika.URLParameters(world.url))
    try:
        channel = connection.channel()
        channel.confirm_delivery()
        properties = pika.BasicProperties(message_id=id, type=event.type, headers=headers, delivery_mode=2)
        channel.basic_publish("", queue, json.dumps(dict(event.data)).encode(), properties, mandatory=True)
    finally:
        connection.close()
