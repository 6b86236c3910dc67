"""Who may do what at the broker, tried against a real one: the service runs as its own user meanwhile."""

import contextlib
import json
import threading
import uuid

import pika
import pytest
from compose_document import text
from world import eventually

REFUSED = (403,)
PARTITION = "ledger.commands.00"


def publish(exchange, key, **properties):
    def attempt(channel):
        channel.confirm_delivery()
        channel.basic_publish(exchange, key, b"{}", pika.BasicProperties(**properties))

    return attempt


def declare(queue, **arguments):
    return lambda channel: channel.queue_declare(queue, durable=True, arguments=arguments)


def bind(queue, exchange):
    def attempt(channel):
        channel.queue_declare(queue, exclusive=True) if queue.startswith("booking-app.") else None
        channel.queue_bind(queue, exchange, "#")

    return attempt


FORBIDDEN = {
    "read a partition": ("booking-app", lambda channel: channel.basic_get(PARTITION)),
    "consume a partition": ("booking-app", lambda channel: channel.basic_consume(PARTITION, print)),
    "purge a partition": ("booking-app", lambda channel: channel.queue_purge(PARTITION)),
    "delete a partition": ("booking-app", lambda channel: channel.queue_delete(PARTITION)),
    "declare a partition": ("booking-app", declare("ledger.commands.50")),
    "bind a partition": ("booking-app", bind(PARTITION, "ledger.events")),
    "bind the queue of queries": ("booking-app", bind("ledger.queries", "ledger.events")),
    "listen to commands": ("booking-app", bind("booking-app.spy", "ledger.commands")),
    "listen to queries": ("booking-app", bind("booking-app.spy", "ledger.ask")),
    "read queries": ("booking-app", lambda channel: channel.basic_get("ledger.queries")),
    "read dead letters": ("booking-app", lambda channel: channel.basic_get("ledger.dead-letters")),
    "forge an event": ("booking-app", publish("ledger.events", "party.registered")),
    "forge an event in the log": ("booking-app", publish("", "ledger.events.log")),
    "pass the ring by": ("booking-app", publish("", PARTITION)),
    "forge a reply": ("booking-app", publish("", "reply.other-app.1")),
    "forge a dead letter": ("booking-app", publish("ledger.dead-letters", "")),
    "forge through a dead-letter exchange": (
        "booking-app", declare("booking-app.x", **{"x-dead-letter-exchange": "", "x-dead-letter-routing-key": PARTITION})),
    "forge events through a dead-letter exchange": (
        "booking-app", declare("booking-app.x", **{"x-dead-letter-exchange": "ledger.events"})),
    "delete an exchange": ("booking-app", lambda channel: channel.exchange_delete("ledger.commands")),
    "delete the log": ("booking-app", lambda channel: channel.queue_delete("ledger.events.log")),
    "take another app's replies": ("booking-app", declare("reply.other-app.1")),
    "take the operator's replies": ("booking-app", declare("reply.kauri.1")),
    "forge a message that was accepted": ("booking-app", publish("messaging.persist", "")),
    "forge a message that was accepted, by the queue": ("booking-app", publish("", "messaging.persist")),
    "read what is accepted": ("booking-app", lambda channel: channel.basic_get("messaging.persist")),
    "read what is committed": ("booking-app", bind("booking-app.spy", "messaging.committed")),
    "forge a commit": ("booking-app", publish("messaging.committed", "")),
    "read what people are offered": ("booking-app", bind("booking-app.spy", "messaging.offline")),
    "listen to commands about messages": ("booking-app", bind("booking-app.spy", "messaging.commands")),
    "read dead letters of messaging": ("booking-app", lambda channel: channel.basic_get("messaging.dead-letters")),
    "operator: forge a message that was accepted": ("operator", publish("messaging.persist", "")),
    "operator: forge a commit": ("operator", publish("messaging.committed", "")),
    "service: listen to what apps send to people": ("transaction-service", lambda channel: channel.basic_get("messaging.inbound.high")),
    "messaging: read a partition": ("messaging-service", lambda channel: channel.basic_get(PARTITION)),
    "messaging: send a command to the ledger": ("messaging-service", publish("ledger.commands", "guest-1")),
    "messaging: forge an event": ("messaging-service", publish("ledger.events", "party.registered")),
    "messaging: forge a commit": ("messaging-service", publish("messaging.committed", "")),
    "messaging: read what it sent to be stored": ("messaging-service", lambda channel: channel.basic_get("messaging.persist")),
    "messaging: take commands": ("messaging-service", lambda channel: channel.basic_get("messaging.commands")),
    "messaging: purge what it sent to be stored": ("messaging-service", lambda channel: channel.queue_purge("messaging.persist")),
    "messaging: an app's replies": ("messaging-service", lambda channel: channel.basic_get("reply.booking-app.1")),
    "operator: declare a partition": ("operator", declare("ledger.commands.50")),
    "operator: purge a partition": ("operator", lambda channel: channel.queue_purge(PARTITION)),
    "operator: pass the ring by": ("operator", publish("", PARTITION)),
    "operator: take an app's replies": ("operator", declare("reply.booking-app.1")),
    "operator: delete dead letters' queue": ("operator", lambda channel: channel.queue_delete("ledger.dead-letters")),
    "service: a queue outside of the ledger": ("transaction-service", declare("booking-app.events")),
    "service: an app's replies": ("transaction-service", lambda channel: channel.basic_get("reply.booking-app.1")),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nobody_may(what, broker, programs):
    user, attempt = FORBIDDEN[what]
    connection = broker.connect(user)
    try:
        with pytest.raises(pika.exceptions.ChannelClosedByBroker) as closed:
            attempt(connection.channel())
        assert closed.value.reply_code in REFUSED, closed.value
    finally:
        connection.close()


@pytest.mark.parametrize("user", ["booking-app", "messaging-service", "operator", "transaction-service"])
def test_nobody_enters_another_virtual_host(user, broker):
    with pytest.raises(pika.exceptions.AMQPConnectionError):
        broker.connect(user, host="/").close()


def test_nobody_speaks_for_another(broker, programs):
    connection = broker.connect("booking-app")
    with pytest.raises(pika.exceptions.ChannelClosedByBroker) as closed:
        publish("ledger.commands", "guest-1", user_id="transaction-service")(connection.channel())
    assert closed.value.reply_code == 406
    connection.close()


@pytest.fixture
def app(broker, programs):
    connection = broker.connect("booking-app")
    yield connection.channel()
    # pika gives back what it has not handed over yet, and a stream refuses that.
    with contextlib.suppress(pika.exceptions.AMQPError):
        connection.close()


def first(channel, queue, matching):
    """The first message that matches; each wait is bounded."""
    for method, properties, body in channel.consume(queue, auto_ack=True, inactivity_timeout=30):
        assert method is not None, "nothing came"
        if matching(method, properties):
            channel.cancel()
            return json.loads(body)
    raise AssertionError("the consumer was cancelled")


def send(channel, exchange, key, kind, body, reply_to):
    name = str(uuid.uuid4())
    channel.basic_publish(
        exchange, key, json.dumps(body),
        pika.BasicProperties(message_id=name, correlation_id=name, type=kind, reply_to=reply_to, user_id="booking-app"))
    return name


def register(channel, party, reply_to):
    body = {"party": party, "party_type": "guest", "name": "Amina"}
    return send(channel, "ledger.commands", party, "party.register", body, reply_to)


@pytest.mark.parametrize("queue", ["", f"reply.booking-app.{uuid.uuid4()}", f"reply.{uuid.uuid4().hex}", "amq.rabbitmq.reply-to"])
def test_an_app_sends_a_command_and_reads_its_reply(app, queue):
    if queue == "amq.rabbitmq.reply-to":
        replies = []
        app.basic_consume(queue, lambda *arguments: replies.append(json.loads(arguments[3])), auto_ack=True)
        register(app, f"guest-{uuid.uuid4()}", queue)
        app.connection.process_data_events(time_limit=0)
        for _ in range(30):
            if not replies:
                app.connection.process_data_events(time_limit=1)
        reply = replies[0]
    else:
        inbox = app.queue_declare(queue, exclusive=True).method.queue
        name = register(app, f"guest-{uuid.uuid4()}", inbox)
        reply = first(app, inbox, lambda _, properties: properties.correlation_id == name)
    assert reply["status"] == "committed" and reply["command"]["subject"] == "broker:booking-app"


def test_an_app_begins_a_conversation(app):
    inbox = app.queue_declare("", exclusive=True).method.queue
    body = {"id": f"lake-{uuid.uuid4()}", "members": [{"person": "amina", "role": "owner"}]}
    name = send(app, "messaging.commands", "", "conversation.create", body, inbox)
    reply = first(app, inbox, lambda _, properties: properties.correlation_id == name)
    assert reply["status"] == "committed" and reply["command"]["subject"] == "broker:booking-app"


def test_an_app_follows_events(app):
    inbox = app.queue_declare(f"booking-app.{uuid.uuid4()}", exclusive=True).method.queue
    app.queue_bind(inbox, "ledger.events", "party.*")
    party = f"guest-{uuid.uuid4()}"
    register(app, party, None)
    event = first(app, inbox, lambda method, _: method.routing_key == "party.registered")
    assert event["status"] == "committed"


def test_an_app_reads_past_events(app):
    register(app, f"guest-{uuid.uuid4()}", None)
    app.basic_qos(prefetch_count=10)
    seen = []
    app.basic_consume(
        "ledger.events.log", lambda channel, method, *rest: (seen.append(rest), channel.basic_ack(method.delivery_tag)),
        arguments={"x-stream-offset": "first"})
    for _ in range(30):
        if not seen:
            app.connection.process_data_events(time_limit=1)
    assert seen


def test_an_app_asks_a_query(app):
    inbox = app.queue_declare("", exclusive=True).method.queue
    party = f"guest-{uuid.uuid4()}"
    register(app, party, inbox)
    first(app, inbox, lambda *_: True)
    name = send(app, "ledger.ask", "", "party.get", {"party": party}, inbox)
    answer = first(app, inbox, lambda _, properties: properties.correlation_id == name)
    assert answer["status"] == "ok" and party in json.dumps(answer)


def test_the_python_client_needs_no_more(broker, programs):
    import kauri

    ledger = kauri.Client(broker.url("booking-app"), timeout=30)
    seen = []
    subscription = ledger.subscribe(
        f"booking-app.{uuid.uuid4()}", lambda event: (seen.append(event), subscription.stop()), ["party.registered"])
    listening = threading.Thread(target=subscription.run)
    listening.start()
    party = f"guest-{uuid.uuid4()}"
    # What is announced before the queue is bound does not come; what is registered afterwards does.
    eventually("an event comes", lambda: (register_with(ledger), seen)[1])
    listening.join(30)
    assert not listening.is_alive() and seen[0].name == "party.registered"
    assert ledger.call(kauri.register_party(party, "guest", "Amina")).status == "committed"
    # An answer that is not `ok` is raised.
    assert ledger.query("party.get", {"party": party})
    assert ledger.health().ok
    ledger.close()


def register_with(ledger):
    import kauri

    ledger.send(kauri.register_party(f"guest-{uuid.uuid4()}", "guest", "Amina"))


def test_the_operator_works(programs):
    assert programs.kauri("trial-balance")
    assert json.loads(programs.kauri("parties", "--json"))
    assert json.loads(programs.kauri("payouts", "run", "--json"))["due"] == 0
    assert programs.kauri("dead-letters", "list")
    assert programs.kauri("verify")


def test_the_operator_may_read_dead_letters_and_send_them_again(broker, programs):
    connection = broker.connect("operator")
    channel = connection.channel()
    channel.basic_get("ledger.dead-letters")
    publish("ledger.commands", "guest-1")(channel)
    connection.close()


DATABASE = [
    ("kauri_service", "SELECT count(*) FROM entries", True),
    ("kauri_service", "DELETE FROM entries", False),
    ("kauri_service", "UPDATE transactions SET reference = 'x'", False),
    ("kauri_service", "TRUNCATE outcomes", False),
    ("kauri_service", "DROP TABLE entries", False),
    ("kauri_service", "CREATE TABLE mine (a int)", False),
    ("kauri_service", "CREATE ROLE other", False),
    ("kauri_owner", "CREATE ROLE other", False),
    ("kauri_owner", "CREATE DATABASE other", False),
    ("kauri_owner", "SELECT count(*) FROM schema_migrations", True),
]


@pytest.mark.parametrize(("role", "statement", "allowed"), DATABASE)
def test_rights_in_the_database(role, statement, allowed, database, programs):
    status, said = database.sql(role, statement)
    assert (status == 0) == allowed, said
    assert allowed or "permission denied" in said or "must be owner" in said, said


def test_the_broker_understands_its_configuration(broker, secrets, tmp_path):
    copy = tmp_path / "rabbitmq.conf"
    copy.write_text(text("deploy/rabbitmq/rabbitmq.conf").replace("/run/secrets", str(secrets)))
    schemas = ' ++ '.join(
        f'filelib:wildcard(code:priv_dir({name}) ++ "/schema/*.schema")' for name in ["rabbit", "rabbitmq_prometheus"])
    answer = broker.control(
        "eval",
        f'Map = cuttlefish_generator:map(cuttlefish_schema:files({schemas}), cuttlefish_conf:file("{copy}")), '
        "case Map of {error, _, Errors} -> {wrong, Errors}; _ -> {right, proplists:get_value(rabbit, Map)} end.")
    assert answer.startswith("{right,") and "{vm_memory_high_watermark,0.6}" in answer, answer
