"""The verbs: send, call, query, subscribe, health."""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Optional, Union
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from .codes import OUTCOME_NOT_FOUND
from .commands import Command, Options
from .consumer import BATCHES, EVENTS, Consumer
from .errors import (
    BrokerAway, InvalidCommand, KauriError, NotSent, QueryRejected, QueueFull, Refused, Rejected, ReplyTimeout,
    Unconfirmed,
)  # fmt: skip
from .flusher import Flushed, Flusher
from .link import parameters
from .memory import Memory
from .publisher import Outgoing, Publisher
from .replies import Answer, Problem, Reply, Spooled
from .spool import Spool, Stored
from .subscription import Handler, OnFailure, Subscription
from .wire import decoded, encoded, plain

if TYPE_CHECKING:
    from typing_extensions import Unpack

logger = logging.getLogger("kauri")

COMMANDS = "ledger.commands"
# An exchange: an app need not have a right on the default one, which reaches every queue.
QUERIES = "ledger.ask"
LARGEST_QUERY = 65_536
# How long an order of events waits for a missing one; more than a crashed service's events take to be announced.
PATIENCE = 20.0


@dataclass(frozen=True)
class Health:
    """Whether commands can be sent and are answered. `detail` says in words what is wrong."""

    broker: bool
    ledger: bool
    spooled: int
    detail: str

    @property
    def ok(self) -> bool:
        """Both the broker and the ledger answer."""
        return self.broker and self.ledger


class Client:
    """An application's side of the ledger. One for each process; all threads may use it.

    It connects when it is first used, and again by itself. After a fork (gunicorn, uWSGI, Celery) the child has a
    connection of its own. Every verb is bounded by `timeout` seconds.
    """

    def __init__(
        self, url: Optional[str] = None, *, name: str = "kauri-python", spool: Union[Spool, str, None] = None,
        flush_every: Optional[float] = None, timeout: float = 10.0, heartbeat: int = 15, connect_timeout: float = 5.0,
        ca_file: Optional[str] = None, most_unconfirmed: int = 1_000,
    ) -> None:  # fmt: skip
        url = url if url is not None else os.environ.get("AMQP_URL", "")
        self._parameters = parameters(url, name, heartbeat, connect_timeout, ca_file)
        user = urlsplit(url).username
        # The broker validates it, and it is the sender in whose name message ids are unique.
        self._user = unquote(user) if user else "guest"
        self._timeout = timeout
        self._publisher = Publisher(self._parameters, most_unconfirmed)
        self._spool = Spool(spool) if isinstance(spool, str) else spool
        if flush_every is not None and (self._spool is None or flush_every <= 0):
            raise ValueError("flush_every needs a spool, and more than zero seconds")
        self._flush_every = flush_every
        self._begin()
        self._closed = False
        _clients.add(self)

    def _begin(self) -> None:
        self._background: Optional[threading.Thread] = None
        self._wake = threading.Event()
        self._starting = threading.Lock()

    def send(
        self, command: Union[Command, str], data: Optional[Mapping[str, Any]] = None, *,
        timeout: Optional[float] = None, **options: Unpack[Options],
    ) -> str:  # fmt: skip
        """Publishes a command and gives its message id when the broker has confirmed it.

        With a spool, a command that the broker does not take is stored durably instead, and so is one whose
        predecessors with the same ordering key still wait there. Without one, NotSent is raised.
        """
        made = _command(command, data, options)
        message = self._outgoing(made.routing_key, made.id, made.type, made.body)
        deadline = self._deadline(timeout)
        if self._spool is None:
            self._publisher.publish(message, deadline, patient=True)
            return made.id
        self._run_background()
        if self._spool.has_key(made.routing_key):
            self._store(made)
            return made.id
        try:
            self._publisher.publish(message, deadline, patient=False)
        except (BrokerAway, Unconfirmed, QueueFull) as trouble:
            logger.info("spooled %s %s: %s", made.type, made.id, trouble)
            self._store(made)
        return made.id

    def call(
        self, command: Union[Command, str], data: Optional[Mapping[str, Any]] = None, *,
        timeout: Optional[float] = None, check: bool = True, **options: Unpack[Options],
    ) -> Reply:  # fmt: skip
        """Sends a command and awaits the ledger's reply.

        Raises Refused or Rejected where it was not carried out (with `check=False` the reply tells), NotSent where the
        broker did not take it, and ReplyTimeout where it did and no reply came: call again with the same id.
        """
        reply = Reply.read(self._call(_command(command, data, options), timeout))
        if check and reply.error is not None:
            raise (Refused if reply.status == "refused" else Rejected)(reply.error, reply)
        return reply

    def call_or_spool(
        self, command: Union[Command, str], data: Optional[Mapping[str, Any]] = None, *,
        timeout: Optional[float] = None, check: bool = True, **options: Unpack[Options],
    ) -> Union[Reply, Spooled]:  # fmt: skip
        """As `call`; where the broker does not take the command it is stored in the spool, and `Spooled` is given."""
        if self._spool is None:
            raise ValueError("call_or_spool needs a client with a spool")
        made = _command(command, data, options)
        self._run_background()
        if self._spool.has_key(made.routing_key):
            self._store(made)
            return Spooled(made.id)
        try:
            return self.call(made, timeout=timeout, check=check)
        except (BrokerAway, Unconfirmed, QueueFull):
            self._store(made)
            return Spooled(made.id)

    def call_batch(self, batch: Command, *, timeout: Optional[float] = None) -> list[Reply]:
        """Sends a batch (`kauri.batch`) and gives one reply for each command, none of them raised.

        Raises Rejected where the batch as a whole could not be read.
        """
        document = self._call(batch, timeout)
        if "outcomes" not in document:
            reply = Reply.read(document)
            raise Rejected(Problem.read(document["error"]), reply)
        return [Reply.read(outcome) for outcome in document["outcomes"]]

    def query(
        self, type: str, data: Optional[Mapping[str, Any]] = None, *, timeout: Optional[float] = None
    ) -> Answer:
        """Asks the ledger; the query is worth nothing after `timeout` and is then dropped by the broker.

        Raises QueryRejected with the ledger's code, NotSent, or ReplyTimeout.
        """
        body = encoded(plain(dict(data or {})))
        if len(body) > LARGEST_QUERY:
            raise InvalidCommand(f"the query has {len(body)} bytes; {LARGEST_QUERY} is the most")
        seconds = self._timeout if timeout is None else timeout
        message = Outgoing(
            QUERIES, "", str(uuid4()), type, body, self._user, persistent=False,
            expiration=str(max(1, min(int(seconds * 1000), 60_000))),
        )  # fmt: skip
        document = _document(self._publisher.call(message, time.monotonic() + seconds))
        answer = Answer.read(document)
        if document["status"] != "ok":
            raise QueryRejected(Problem.read(document["error"]), answer)
        return answer

    def pages(
        self, type: str, data: Optional[Mapping[str, Any]] = None, *, timeout: Optional[float] = None
    ) -> Iterator[Answer]:
        """All pages of a list, one query for each. Pages are of different moments."""
        asked = dict(data or {})
        while True:
            answer = self.query(type, asked, timeout=timeout)
            yield answer
            if answer.next_cursor is None:
                return
            asked["cursor"] = answer.next_cursor

    def subscribe(
        self, queue: str, handler: Handler, topics: Sequence[str] = ("#",), *, memory: Union[Memory, str, None] = None,
        patience: Optional[float] = None, prefetch: int = 100, attempts: int = 5,
        on_failure: Optional[OnFailure] = None, queue_type: str = "quorum", max_length: Optional[int] = None,
        batched: bool = False,
    ) -> Subscription:  # fmt: skip
        """A subscription with a durable queue of this name, bound to topics such as "wallet.*".

        See the README for what is promised about order and repetition. `memory` is the file of what was handled;
        without one it is forgotten with the process. `patience` is how long an event waits for an older one of its
        account: 20 seconds where all events are subscribed ("#"), else not at all, for there gaps mean nothing.

        With `batched` the events of a commit come in one message, the cheapest way to follow a busy ledger. It has no
        topics, its prefetch counts batches, and the service's KAURI_EVENTS must be batch or both.
        """
        if not topics or prefetch < 1 or attempts < 1:
            raise ValueError("a subscription needs a topic, and a prefetch and attempts of at least 1")
        if isinstance(topics, str):
            raise TypeError('topics is a list such as ["wallet.*"]')
        if patience is None:
            patience = PATIENCE if "#" in topics else 0.0
        if batched and list(topics) != ["#"]:
            raise ValueError("batches have events of all types, and no topics")
        consumer = Consumer(
            self._parameters, queue, [""] if batched else topics, exchange=BATCHES if batched else EVENTS,
            prefetch=prefetch, queue_type=queue_type, max_length=max_length,
        )  # fmt: skip
        if not isinstance(memory, Memory):
            memory = Memory(memory or ":memory:")
        return Subscription(
            consumer, handler, memory, patience=patience, prefetch=prefetch, attempts=attempts, on_failure=on_failure,
            batched=batched,
        )  # fmt: skip

    def health(self, timeout: float = 2.0) -> Health:
        """Whether the broker and, through it, the ledger and its database answer. Never raises."""
        spooled = len(self._spool) if self._spool is not None else 0
        try:
            self.query("outcome.get", {"message_id": "health"}, timeout=timeout)
        except QueryRejected as answer:
            if answer.code != OUTCOME_NOT_FOUND:
                return Health(True, False, spooled, str(answer))
        except (ReplyTimeout, QueueFull) as trouble:
            return Health(True, False, spooled, f"the ledger does not answer: {trouble}")
        except BrokerAway as trouble:
            return Health(False, False, spooled, str(trouble))
        except KauriError as trouble:
            return Health(not isinstance(trouble, Unconfirmed), False, spooled, str(trouble))
        return Health(True, True, spooled, "")

    def flush(self, timeout: float = 60.0) -> Flushed:
        """Sends what the spool holds. Does not raise where the broker is away: the result tells what is left."""
        if self._spool is None:
            raise ValueError("flush needs a client with a spool")
        deadline = time.monotonic() + timeout
        if len(self._spool) == 0:
            return Flushed(0, 0)
        try:
            self._publisher.wait_open(deadline)
        except NotSent as problem:
            return Flushed(0, len(self._spool), problem)
        return Flusher(self._spool, self._publisher, self._stored).flush(deadline)

    def close(self) -> None:
        """Ends the connection; what is in the spool stays there."""
        self._closed = True
        self._wake.set()
        self._publisher.close()
        background = self._background
        if background is not None and background is not threading.current_thread():
            background.join(5.0)
        if self._spool is not None:
            self._spool.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def after_fork(self) -> None:
        """In the child: the thread that flushed is the parent's."""
        self._begin()

    def _call(self, command: Command, timeout: Optional[float]) -> Mapping[str, Any]:
        message = self._outgoing(command.routing_key, command.id, command.type, command.body)
        return _document(self._publisher.call(message, self._deadline(timeout)))

    def _deadline(self, timeout: Optional[float]) -> float:
        return time.monotonic() + (self._timeout if timeout is None else timeout)

    def _outgoing(self, key: str, id: str, type: str, body: bytes) -> Outgoing:
        return Outgoing(COMMANDS, key, id, type, body, self._user)

    def _stored(self, command: Stored) -> Outgoing:
        return self._outgoing(command.key, command.id, command.type, command.body)

    def _store(self, command: Command) -> None:
        if self._spool is not None:
            self._spool.append(command.id, command.routing_key, command.type, command.body)
            self._wake.set()

    def _run_background(self) -> None:
        with self._starting:
            if self._flush_every is not None and self._background is None and not self._closed:
                self._background = threading.Thread(target=self._flush_on, name="kauri-flush", daemon=True)
                self._background.start()

    def _flush_on(self) -> None:
        every = self._flush_every or 1.0
        while not self._closed:
            try:
                if self._spool is not None and len(self._spool):
                    self.flush()
            except KauriError:
                logger.exception("the spool was not flushed")
            self._wake.wait(every)
            if self._wake.is_set() and not self._closed:
                # What was just stored could not be sent: give the broker the time.
                self._wake.clear()
                self._wake.wait(every)


def _command(command: Union[Command, str], data: Optional[Mapping[str, Any]], options: Options) -> Command:
    if isinstance(command, str):
        return Command(command, data or {}, **options)
    if data is not None or options:
        raise InvalidCommand("data and options belong into the Command, not beside it")
    return command


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        return decoded(body)
    except ValueError as fault:
        raise KauriError(f"the reply cannot be read: {fault}") from fault


_clients: weakref.WeakSet[Client] = weakref.WeakSet()


def _after_fork() -> None:
    for client in list(_clients):
        client.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

