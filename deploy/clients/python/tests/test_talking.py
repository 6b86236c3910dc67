"""send, call, query and health against the real broker and the real service."""

import os
import threading
import time
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from world import eventually

import kauri
from kauri import Money, Wallet, codes


def test_a_call_is_answered_with_typed_values(client, name):
    client.call(kauri.register_party(name, "guest", "Amina"))
    reply = client.call(
        kauri.deposit(Wallet(name), Money("125.50", "ZAR"), open=True, reference="PAY-1", metadata={"booking": "7"})
    )
    assert reply.committed and not reply.replayed
    assert reply.account.posted == Decimal("125.50") and reply.account.version == 1
    assert reply.account.owner == name and reply.account.id.startswith("wal_")
    assert [leg.amount for leg in reply.transaction.legs] == [Decimal("-125.50"), Decimal("125.50")]
    assert reply.transaction.reference == "PAY-1" and reply.metadata == {"booking": "7"}
    assert reply.subject == "broker:kauri" and reply.at.utcoffset() == timedelta(0)


def test_the_same_id_gives_the_same_answer_marked_as_replayed(client, rich):
    command = kauri.spend(Wallet(rich), Money(7, "ZAR"))
    first, again = client.call(command), client.call(command)
    assert (first.replayed, again.replayed) == (False, True)
    assert first.transaction == again.transaction and first.at == again.at
    assert client.query("wallet.get", {"wallet": Wallet(rich, currency="ZAR")}).wallet.posted == Decimal(993)


def test_the_same_id_with_another_content_is_rejected_by_name(client, rich):
    id = str(uuid.uuid4())
    client.call(kauri.spend(Wallet(rich), Money("7.00", "ZAR"), id=id))
    with pytest.raises(kauri.Rejected) as rejected:
        client.call(kauri.spend(Wallet(rich), Money("7.01", "ZAR"), id=id))
    assert rejected.value.code == codes.IDEMPOTENCY_KEY_REUSED and rejected.value.field == "money"


def test_a_refusal_is_an_exception_and_with_check_false_a_reply(client, rich):
    command = kauri.spend(Wallet(rich), Money("1000.01", "ZAR"))
    with pytest.raises(kauri.Refused) as refused:
        client.call(command)
    assert refused.value.code == codes.INSUFFICIENT_FUNDS and refused.value.retriable
    reply = client.call(command, check=False)
    assert reply.status == "refused" and reply.replayed and reply.error.code == codes.INSUFFICIENT_FUNDS


def test_a_hold_is_placed_captured_between_several_and_released(client, rich, name):
    client.call(kauri.register_party("host-" + name, "host", "Baraka"))
    client.call(kauri.open_account("host-" + name, "ZAR"))
    placed = client.call(kauri.place_hold(Wallet(rich), Money(300, "ZAR"), expires=timedelta(minutes=30)))
    assert placed.hold.remaining == 300 and placed.account.available == 700
    splits = [(Wallet("host-" + name), Money("255", "ZAR")), ("fees:ZAR", Money("15.00", "ZAR"))]
    captured = client.call(kauri.capture_hold(placed.hold.id, splits=splits, final=False))
    assert captured.hold.captured == 270 and captured.hold.state == "pending"
    released = client.call(kauri.release_hold(placed.hold.id, reason="Left early"))
    assert released.hold.state == "captured" and released.account.available == Decimal(730)


def test_money_is_transferred_refunded_and_reversed(client, rich, name):
    client.call(kauri.register_party("host-" + name, "host", "Baraka"))
    client.call(kauri.open_account("host-" + name, "ZAR"))
    paid = client.call(kauri.transfer(Wallet(rich), Wallet("host-" + name), Money(100, "ZAR")))
    refunded = client.call(kauri.refund(paid.transaction.id, "No hot water", Money(10, "ZAR")))
    assert refunded.transaction.original == paid.transaction.id
    again = client.call(kauri.transfer(Wallet(rich), Wallet("host-" + name), Money(5, "ZAR")))
    assert client.call(kauri.reverse(again.transaction.id, "Paid twice")).committed
    assert client.query("wallet.get", {"wallet": Wallet(rich, currency="ZAR")}).wallet.posted == 910


def test_a_command_may_be_given_by_its_type_and_refused_by_its_deadline(client, rich):
    with pytest.raises(kauri.Refused) as refused:
        client.call(
            "wallet.spend", {"wallet": {"party": rich}, "money": Money(1, "ZAR")}, deadline=timedelta(seconds=-5)
        )
    assert refused.value.code == codes.DEADLINE_EXCEEDED


def test_a_batch_gives_one_reply_for_each_command(client, rich):
    good, poor = kauri.spend(Wallet(rich), Money(1, "ZAR")), kauri.spend(Wallet(rich), Money(5000, "ZAR"))
    linked = client.call_batch(kauri.batch([good, poor], linked=True))
    assert [reply.error.code for reply in linked] == [codes.LINKED_FAILED, codes.INSUFFICIENT_FUNDS]
    assert [reply.id for reply in linked] == [good.id, poor.id]
    with pytest.raises(kauri.Rejected) as rejected:
        client.call_batch(kauri.batch([kauri.Command("no.such", {})], linked=True))
    assert rejected.value.code == codes.LINKED_COMMAND_INVALID


def test_send_gives_the_id_under_which_the_outcome_is_found(client, rich):
    id = client.send(kauri.spend(Wallet(rich), Money(3, "ZAR")))
    outcome = eventually(lambda: _outcome(client, id), "the outcome is not found", within=20)
    assert outcome["status"] == "committed"


def test_lists_come_page_by_page(client, rich):
    for _ in range(4):
        client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
    asked = {"wallet": Wallet(rich, currency="ZAR"), "limit": 2}
    pages = list(client.pages("wallet.entries", asked))
    assert [len(page.items) for page in pages] == [2, 2, 1]
    assert sorted(int(item["sequence"]) for page in pages for item in page.items) == [1, 2, 3, 4, 5]


def test_a_query_that_cannot_be_answered_raises_the_ledgers_code(client):
    with pytest.raises(kauri.QueryRejected) as rejected:
        client.query("wallet.get", {"wallet": Wallet("nobody", currency="ZAR")})
    assert rejected.value.code == codes.PARTY_NOT_FOUND


def test_many_threads_share_a_client(client, rich):
    replies, faults = [], []

    def work():
        try:
            for _ in range(10):
                replies.append(client.call(kauri.spend(Wallet(rich), Money("0.50", "ZAR"))))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults and len({reply.transaction.id for reply in replies}) == 80
    assert client.query("wallet.get", {"wallet": Wallet(rich, currency="ZAR")}).wallet.posted == 960


def test_a_fork_has_a_connection_of_its_own(client, rich):
    client.call(kauri.spend(Wallet(rich), Money(1, "ZAR")))
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if client.call(kauri.spend(Wallet(rich), Money(2, "ZAR"))).committed else 2
        finally:
            os._exit(status)
    client.call(kauri.spend(Wallet(rich), Money(4, "ZAR")))
    assert os.waitpid(child, 0)[1] == 0
    assert client.query("wallet.get", {"wallet": Wallet(rich, currency="ZAR")}).wallet.posted == 993


def test_health_tells_a_living_ledger_from_one_that_is_away(world, client):
    assert client.health() == kauri.Health(True, True, 0, "")
    with kauri.Client("amqp://kauri:wrong@127.0.0.1:1/", connect_timeout=1) as nowhere:
        health = nowhere.health(timeout=3)
        assert not health.ok and not health.broker and "no connection" in health.detail


def test_a_virtual_host_without_a_ledger_says_so(world, name):
    world.stack.run("rabbitmqctl", "-q", "add_vhost", name)
    try:
        world.stack.run("rabbitmqctl", "-q", "set_permissions", "-p", name, "kauri", ".*", ".*", ".*")
        with kauri.Client(world.url.rsplit("/", 1)[0] + "/" + name, timeout=10) as lost:
            with pytest.raises(kauri.Unroutable):
                lost.query("wallet.get", {"wallet": "cash:ZAR"})
            with pytest.raises(kauri.Unroutable):
                lost.send(kauri.deposit("wal_000000009h5m5", Money(1, "ZAR")))
    finally:
        world.stack.run("rabbitmqctl", "-q", "delete_vhost", name)


def test_a_call_without_a_service_times_out_and_is_answered_when_asked_again(world, client, rich):
    command = kauri.spend(Wallet(rich), Money(1, "ZAR"))
    world.stop_service()
    try:
        began = time.monotonic()
        with pytest.raises(kauri.ReplyTimeout) as waited:
            client.call(command, timeout=1)
        assert waited.value.message_id == command.id and time.monotonic() - began < 5
    finally:
        world.start_service()
    assert client.call(command).committed
    assert client.query("wallet.get", {"wallet": Wallet(rich, currency="ZAR")}).wallet.posted == 999


def _outcome(client, id):
    try:
        return client.query("outcome.get", {"message_id": id})["outcome"]
    except kauri.QueryRejected as answer:
        assert answer.code == codes.OUTCOME_NOT_FOUND
        return None
