"""The broker is killed under way; the spool keeps what it did not take, and nothing is decided twice or never."""

import os
import subprocess
import sys
import threading
import time

import pytest
from world import eventually

import kauri
from kauri import Money, Wallet

# Sends until its input ends, and then a hundred commands more.
WORKER = """
import sys, threading, kauri
url, spool, party = sys.argv[1:]
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
with kauri.Client(url, spool=spool, timeout=5) as client:
    number, more = 0, 100
    while more and number < 50_000:
        id = f"{party}-{number}"
        client.send(kauri.spend(kauri.Wallet(party), kauri.Money("0.01", "ZAR"), id=id))
        print(id, flush=True)
        number += 1
        more -= ended.is_set()
"""


@pytest.fixture
def broker_down(world):
    """Kills the broker when called; it runs again afterwards, whatever happens."""
    killed = []
    world.stack.settle()

    def kill():
        killed.append(True)
        world.stack.kill_broker()

    yield kill
    if killed:
        world.stack.start_broker()


def test_every_spooled_command_has_exactly_one_outcome_and_keeps_its_order(world, rich, tmp_path, broker_down):
    path = str(tmp_path / "spool")
    senders = [_sender(world, path, rich if number == 0 else f"{rich}-{number}") for number in range(3)]
    ids = [[], [], []]
    readers = [threading.Thread(target=_read, args=(senders[n], ids[n])) for n in range(3)]
    for reader in readers:
        reader.start()
    eventually(lambda: all(len(each) >= 100 for each in ids), "the senders do not send")
    broker_down()
    for sender in senders:
        sender.stdin.close()
    for reader in readers:
        reader.join(120)
    assert [sender.wait(10) for sender in senders] == [0, 0, 0], "a sender noticed the outage"
    spool = kauri.Spool(path)
    assert len(spool) >= 300, "what was sent without a broker is not in the spool"
    world.stack.start_broker()
    # Two processes flush one file at once: the commands go out once each, by turns.
    other = subprocess.Popen([sys.executable, "-c", FLUSHER, world.url, path], env=_environment())
    with kauri.Client(world.url, spool=spool, timeout=30) as client:
        eventually(lambda: _flushed(client), "the spool is not empty", within=120, every=0.2)
        assert other.wait(60) == 0
        everything = sorted(id for each in ids for id in each)
        found = eventually(lambda: _outcomes(world, rich, len(everything)), "outcomes are missing", within=120)
    assert sorted(found) == everything, "every command has exactly one outcome"
    committed = [id for id in _committed(world, rich) if id.count("-") == 1]
    assert committed == [f"{rich}-{number}" for number in range(len(ids[0]))]


FLUSHER = """
import sys, time, kauri
with kauri.Client(sys.argv[1], spool=sys.argv[2]) as client:
    end = time.monotonic() + 60
    while client.flush(timeout=30).left and time.monotonic() < end:
        time.sleep(0.05)
"""


def test_what_is_sent_while_the_broker_is_away_is_stored_at_once_and_flushed_by_itself(
    world, client, rich, tmp_path, broker_down
):
    with kauri.Client(world.url, spool=str(tmp_path / "spool"), flush_every=0.2, timeout=10) as app:
        assert app.call(kauri.spend(Wallet(rich), Money(1, "ZAR"))).committed
        broker_down()
        began = time.monotonic()
        kept = [app.send(kauri.spend(Wallet(rich), Money(1, "ZAR"))) for _ in range(5)]
        spooled = app.call_or_spool(kauri.spend(Wallet(rich), Money(1, "ZAR")))
        assert spooled == kauri.Spooled(spooled.id)
        assert time.monotonic() - began < 9, "a sender waits for a broker that is away"
        with pytest.raises(kauri.NotSent):
            app.call(kauri.spend(Wallet(rich), Money(1, "ZAR"), id=f"{rich}-raised"), timeout=1)
        assert app.health(timeout=1).spooled == 6
        world.stack.start_broker()
        for id in [*kept, spooled.id]:
            eventually(lambda id=id: _outcomes(world, id, 1), f"{id} has no outcome", within=60)
        eventually(lambda: app.health().ok and app.health().spooled == 0, "the spool is not empty")
    assert world.sql(f"SELECT count(*) FROM outcomes WHERE message_id = '{rich}-raised'") == "0"
    wallet = client.query("wallet.get", {"wallet": Wallet(rich, currency="ZAR")}, timeout=30).wallet
    assert wallet.posted == 993


def test_nothing_overtakes_what_waits_with_the_same_key(world, client, rich, tmp_path):
    older, newer = (kauri.spend(Wallet(rich), Money(1, "ZAR"), id=f"{rich}-{name}") for name in ("older", "newer"))
    spool = kauri.Spool(tmp_path / "spool")
    spool.append(older.id, older.routing_key, older.type, older.body)
    with kauri.Client(world.url, spool=spool) as app:
        app.send(newer)
        assert app.call_or_spool(newer) == kauri.Spooled(newer.id)
        assert app.send(kauri.spend(Wallet(rich), Money(1, "ZAR"), key="another", id=f"{rich}-other"))
        assert [each.id for each in spool.after(0, 9)] == [older.id, newer.id]
        assert app.flush() == kauri.Flushed(2, 0)
    eventually(lambda: _outcomes(world, rich + "-", 3), "outcomes are missing")
    assert [id for id in _committed(world, rich) if not id.endswith("other")] == [older.id, newer.id]


def test_a_blocked_broker_takes_no_command_and_the_spool_does(world, client, rich, tmp_path):
    watermark = "vm_memory_high_watermark"
    before = world.stack.run("rabbitmqctl", "-q", "eval", "vm_memory_monitor:get_vm_memory_high_watermark().").strip()
    with kauri.Client(world.url, spool=str(tmp_path / "spool"), timeout=4) as app:
        assert app.call(kauri.spend(Wallet(rich), Money(1, "ZAR"))).committed
        try:
            world.stack.run("rabbitmqctl", "-q", "set_vm_memory_high_watermark", "0.000001")
            eventually(lambda: "memory" in world.stack.run("rabbitmqctl", "-q", "eval", ALARMS), "no alarm", every=0.2)
            id = app.send(kauri.spend(Wallet(rich), Money(1, "ZAR")))
            assert app.health(timeout=1).spooled == 1
        finally:
            world.stack.run("rabbitmqctl", "-q", "eval", f"vm_memory_monitor:set_{watermark}({before}).")
        eventually(lambda: app.flush(timeout=10).left == 0, "the spool is not empty")
        eventually(lambda: _outcomes(world, id, 1), "the command has no outcome")


ALARMS = "rabbit_alarm:get_alarms()."


def test_the_connection_comes_back_by_itself(world, client, rich):
    assert client.call(kauri.spend(Wallet(rich), Money(1, "ZAR"))).committed
    world.stack.run("rabbitmqctl", "-q", "close_all_connections", "--vhost", world.name, "test")
    assert client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")), timeout=30).committed


def _sender(world, path, party):
    arguments = [sys.executable, "-c", WORKER, world.url, path, party]
    return subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment())


def _environment():
    return {name: value for name, value in os.environ.items() if name != "AMQP_URL"}


def _read(sender, ids):
    for line in sender.stdout:
        ids.append(line.strip())


def _flushed(client):
    flushed = client.flush(timeout=30)
    return flushed.left == 0


def _committed(world, party):
    """The ids of a party's commands in the order of its wallet's versions: the order in which they were decided."""
    version = "(document::jsonb #>> '{accounts,0,version}')::bigint"
    where = f"message_id LIKE '{party}-%' AND is_committed"
    return world.sql(f"SELECT message_id FROM outcomes WHERE {where} ORDER BY {version}").split()


def _outcomes(world, prefix, count):
    rows = world.sql(f"SELECT message_id FROM outcomes WHERE message_id LIKE '{prefix}%'").split()
    return rows if len(rows) >= count else None
