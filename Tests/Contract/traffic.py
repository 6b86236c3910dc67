"""Messages that were seen on the broker, held against the contract.

The integration tests write every message down (KAURI_TAP names the folder): one JSON line for each, and a last line for
each virtual host with what was left out. Here each gets the name of its message in the contract and is checked against
that message's schemas.
"""

import base64
import json
from collections import Counter, defaultdict

from contract_document import absolute
from jsonschema import Draft202012Validator


class Traffic:
    """All messages of a run, by world."""

    def __init__(self, folder):
        self.worlds = defaultdict(list)
        self.left_out = Counter()
        self.cut_short = []
        for path in sorted(folder.glob("*.jsonl")):
            lines = path.read_text(encoding="utf-8").splitlines()
            summary = json.loads(lines[-1]) if lines else {}
            assert "left_out" in summary, f"{path.name} has no end: the tap was not closed"
            assert summary["written"] == len(lines) - 1, f"{path.name} has {len(lines) - 1} of {summary['written']} messages"
            self.left_out.update(summary["left_out"])
            if summary.get("cut_short"):
                self.cut_short.append(path.stem)
            for line in lines[:-1]:
                self.worlds[path.stem].append(Message(json.loads(line)))


def present(value):
    """The value as the ledger reads it: a member with the value null counts as absent."""
    if isinstance(value, dict):
        return {key: present(item) for key, item in value.items() if item is not None}
    return [present(item) for item in value] if isinstance(value, list) else value


class Message:
    def __init__(self, line):
        self.exchange = line["exchange"]
        self.key = line["routing_key"]
        self.properties = line["properties"]
        self.headers = self.properties.get("headers") or {}
        self.text = line.get("body")
        self.raw = self.text.encode() if self.text is not None else base64.b64decode(line["body_base64"])
        try:
            self.body = present(json.loads(self.raw))
        except (ValueError, RecursionError):
            # What is no JSON, or ten thousand arrays in one another, has no schema at all.
            self.body = None

    @property
    def type(self):
        return self.properties.get("type") or self.attribute("type")

    @property
    def id(self):
        """The id under which it is answered."""
        if self.is_structured:
            return self.body.get("id") if isinstance(self.body, dict) else None
        return self.properties.get("message_id") or self.attribute("id")

    @property
    def expected_reply(self):
        """Where its reply goes, under which correlation id; callers count from one, each for itself."""
        return self.properties.get("reply_to"), self.properties.get("correlation_id") or self.properties.get("message_id")

    @property
    def is_structured(self):
        return self.properties.get("content_type", "").lower().startswith("application/cloudevents+json")

    def attribute(self, name):
        headers = {key.lower(): value for key, value in self.headers.items()}
        return next((headers[p + name] for p in ["ce-", "cloudevents_", "cloudevents:"] if p + name in headers), None)

    @property
    def place(self):
        """The exchange; through the default exchange, the queue."""
        return self.exchange or self.key

    def __str__(self):
        return f"{self.exchange or 'default exchange'} {self.key} {self.type} {self.id}: {self.raw[:300]!r}"


class Judge:
    """Says of each message what it is, and what is wrong with it."""

    def __init__(self, contract):
        self.contract = contract
        self.messages = dict(contract.messages())
        self.validators = {}
        channel = lambda name: {contract.resolved(m)["name"]: m["$ref"].split("/")[-1] for m in contract.at(f"#/channels/{name}/messages").values()}
        self.commands, self.queries, self.events = channel("commands"), channel("queries"), channel("events")
        self.message_commands, self.inbound = channel("messagingCommands"), channel("messagingInbound")
        self.message_queries = channel("messagingQueries")

    def faults(self, key, part, value):
        schema = self.messages[key].get(part)
        if schema is None:
            return []
        if (key, part) not in self.validators:
            self.validators[key, part] = Draft202012Validator(absolute(schema), registry=self.contract.registry)
        return [f"{key} {part} {e.json_path}: {e.message[:200]}" for e in self.validators[key, part].iter_errors(value)]

    def check(self, world):
        """Gives (name of the message, faults, excuse) for each message of a world."""
        answers = Answers(world)
        for message in world:
            yield message, *self.judged(message, answers)

    def judged(self, message, answers):
        if message.exchange == "ledger.events":
            return self.event(message)
        if message.exchange == "ledger.events.batches":
            return self.event_batch(message)
        if message.exchange in ["ledger.dead-letters", "messaging.dead-letters"]:
            return "deadLetter", self.faults("deadLetter", "headers", message.headers), None
        if message.exchange == "ledger.commands" or message.key.startswith("ledger.commands."):
            return self.command(message, answers, self.commands)
        if message.place.startswith("messaging."):
            return self.messaging(message, answers)
        # kauri bench reads asks workers of its own, in the same words.
        if message.exchange == "ledger.ask" or message.place == "ledger.queries" or message.place.startswith("ledger.queries.bench."):
            return self.query(message, answers)
        if message.exchange == "" and message.properties.get("type") == "reply":
            return self.reply(message)
        return None, ["no message of the contract is published there"], None

    def event(self, message):
        key = self.events.get("kauri." + message.key)
        if key is None:
            return None, ["no event of the contract has this routing key"], None
        faults = self.faults(key, "headers", message.headers) + self.faults(key, "payload", message.body)
        told = (message.properties.get("message_id"), message.properties.get("type"), message.properties.get("content_type"))
        if told != (message.headers.get("ce-id"), message.headers.get("ce-type"), "application/json"):
            faults.append("properties and headers do not agree")
        return key, faults, None

    def event_batch(self, message):
        """The batch itself, and each event's data as if it had come alone."""
        faults = self.faults("eventBatch", "payload", message.body)
        for event in message.body if isinstance(message.body, list) else []:
            key = self.events.get(event.get("type")) if isinstance(event, dict) else None
            faults += self.faults(key, "payload", event.get("data")) if key else [f"{event} is no event of the contract"]
        told = (message.properties.get("type"), message.properties.get("content_type"))
        if told != ("events", "application/cloudevents-batch+json"):
            faults.append("the properties do not tell that it is a batch of events")
        return "eventBatch", faults, None

    def reply(self, message):
        body = message.body if isinstance(message.body, dict) else {}
        status = body.get("status")
        if status == "ok" and body.get("query", {}).get("type") in self.message_queries:
            key = "messageQueryAnswered"
        elif "query" in body:
            key = {"ok": "queryAnswered", "rejected": "queryRejected"}.get(status)
        elif "outcomes" in body:
            key = "replyBatch"
        elif "results" in body:
            key = "messageAnswered"
        elif body.get("command", {}).get("type") in self.message_commands and status == "committed":
            key = "messageCommandCommitted"
        else:
            key = {"committed": "replyCommitted", "refused": "replyRefused", "rejected": "replyRejected"}.get(status)
        if key is None:
            return None, ["no reply of the contract looks like this"], None
        faults = self.faults(key, "headers", message.headers) + self.faults(key, "payload", message.body)
        if not message.properties.get("correlation_id") and "id" in body.get("command", body.get("query", {})):
            faults.append("a reply without a correlation id")
        return key, faults, None

    def query(self, message, answers):
        key = self.queries.get(message.type)
        faults = [f"{message.type} is no query"] if key is None else self.faults(key, "payload", message.body)
        return key or "unknown query", faults, answers.excuse_of_query(message)

    def messaging(self, message, answers):
        """What travels between applications, the two services, and people."""
        excuse = "dead letter" if message.id in answers.dead else None
        if message.place == "messaging.commands":
            return self.command(message, answers, self.message_commands)
        if message.place == "messaging.persist":
            return "messagesPersist", self.faults("messagesPersist", "payload", message.body), excuse
        if message.place == "messaging.committed":
            return "messagesCommitted", self.faults("messagesCommitted", "payload", message.body), None
        if message.place == "messaging.inbound":
            key = self.inbound.get(message.type or "message.send")
            faults = [f"{message.type} is no message to people"] if key is None else self.faults(key, "payload", message.body)
            return key, faults, excuse or ("rejected" if message.expected_reply in answers.refused else None)
        if message.place == "messaging.gossip":
            return "gossip", self.faults("gossip", "payload", message.body), None
        if message.place == "messaging.offline":
            return "notificationOffered", self.faults("notificationOffered", "payload", message.body), None
        if message.place in ["messaging.ask", "messaging.queries"]:
            key = self.message_queries.get(message.type)
            faults = [f"{message.type} is no query"] if key is None else self.faults(key, "payload", message.body)
            return key or "unknown query", faults, answers.excuse_of_query(message)
        return None, ["no message of the contract is published there"], None

    def command(self, message, answers, commands):
        excuse = answers.excuse(message)
        if message.is_structured:
            faults = self.faults("cloudEvent", "payload", message.body)
            key = commands.get(message.body.get("type")) if isinstance(message.body, dict) else None
            if key:
                faults += self.faults(key, "payload", message.body.get("data"))
            return "cloudEvent", faults, excuse
        key = commands.get(message.type)
        if key is None:
            return "unknown command", [f"{message.type} is no command"], excuse
        faults = self.faults(key, "headers", message.headers)
        if key != "batch":
            return key, faults + self.faults(key, "payload", message.body), excuse
        return key, faults + self.batch(message, answers), excuse

    def batch(self, message, answers):
        """A batch's own faults; a member that was rejected by itself is left out."""
        commands = message.body.get("commands") if isinstance(message.body, dict) else None
        if not isinstance(commands, list):
            return self.faults("batch", "payload", message.body)
        kept = []
        faults = []
        for index, member in enumerate(commands):
            if index not in answers.members.get(message.id, set()):
                kept.append(member)
                key = self.commands.get(member.get("type")) if isinstance(member, dict) else None
                faults += self.faults(key, "payload", member.get("data")) if key else [f"{member} is no command"]
        # An empty list would be a fault of its own.
        return faults + (self.faults("batch", "payload", {**message.body, "commands": kept}) if kept or not commands else [])


class Answers:
    """What the service made of the messages of a world: only what it took for a command must be one."""

    def __init__(self, world):
        self.rejected, self.nameless, self.dead, self.members, self.asked = set(), set(), set(), {}, {}
        self.refused = set()
        for message in world:
            if message.exchange in ["ledger.dead-letters", "messaging.dead-letters"]:
                self.dead.add(message.id)
            elif message.exchange == "" and message.properties.get("type") == "reply" and isinstance(message.body, dict):
                self.note(message.body, (message.key, message.properties.get("correlation_id")))

    def note(self, body, place):
        if "query" in body:
            self.asked.setdefault(place, set()).add(body.get("status"))
            return
        if "results" in body:
            # A message, or one of several, was refused.
            if any(result.get("status") == "refused" for result in body["results"]):
                self.refused.add(place)
        elif "outcomes" in body:
            self.members[body.get("batch")] = {i for i, outcome in enumerate(body["outcomes"]) if self.is_unread(outcome)}
        elif self.is_unread(body):
            own = body.get("command", {}).get("id")
            # One without an id, or with one that is too long to be told, is known by the address of its reply.
            if own is None:
                self.nameless.add(place)
            self.rejected.add(own)

    @staticmethod
    def is_unread(outcome):
        """Whether the ledger has not looked at a command: it was rejected, came too late, or fell with another one of its linked batch."""
        return outcome.get("status") == "rejected" or outcome.get("error", {}).get("code") in ("deadline_exceeded", "linked_failed")

    def excuse(self, message):
        """Why a message need not keep the contract; nil where the service took it."""
        if message.id is not None and message.id in self.rejected or message.expected_reply in self.nameless:
            return "rejected"
        if message.id in self.dead:
            return "dead letter"
        return None

    def excuse_of_query(self, message):
        statuses = self.asked.get(message.expected_reply, set())
        if "ok" in statuses:
            return None
        return "rejected" if statuses else "unanswered"
