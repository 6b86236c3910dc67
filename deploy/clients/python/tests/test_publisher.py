"""What the publisher tells about messages under way when the broker closes its channel; no broker."""

import time
from concurrent.futures import Future

import pytest
from pika.exceptions import ChannelClosedByBroker

import kauri
from kauri.link import parameters
from kauri.publisher import Outgoing, Publisher, _Waiting


def test_a_missing_exchange_is_the_fault_of_those_alone_who_asked_for_it():
    publisher = Publisher(parameters("amqp://a:b@localhost:1/", "test", 15, 1.0, None), 10)
    confirms = {}
    for tag, exchange in enumerate(("ledger.ask", "ledger.commands"), 1):
        confirms[exchange] = Future()
        message = Outgoing(exchange, "", f"m-{tag}", "a.b", b"{}", None)
        publisher._unconfirmed[tag] = _Waiting(message, confirms[exchange])
    publisher.refused(ChannelClosedByBroker(404, "NOT_FOUND - no exchange 'ledger.ask' in vhost 'bookings'"))
    assert isinstance(confirms["ledger.ask"].exception(0), kauri.Unroutable)
    assert not confirms["ledger.commands"].done()
    publisher.lost("the channel was closed")
    assert isinstance(confirms["ledger.commands"].exception(0), kauri.Unconfirmed)


def test_a_closed_client_says_so_at_once():
    client = kauri.Client("amqp://a:b@localhost:1/", timeout=20)
    client.close()
    began = time.monotonic()
    for verb in (client.send, client.call):
        with pytest.raises(kauri.BrokerAway, match="closed"):
            verb("wallet.spend", {"wallet": "wal_000000009h5m5"})
    assert time.monotonic() - began < 5
