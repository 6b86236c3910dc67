"""The broker's side of a subscription: a durable queue of its own, and its deliveries one by one."""

from __future__ import annotations

import queue
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import pika
from pika.channel import Channel

from .errors import SubscriptionRefused
from .link import Link, State

EVENTS = "ledger.events"
BATCHES = "ledger.events.batches"
# From RabbitMQ 4 on the default is 20, after which a message would be dropped.
_DELIVERIES = 1_000_000_000


@dataclass(frozen=True)
class Delivery:
    """One message with what is needed to acknowledge it."""

    epoch: int
    tag: int
    headers: dict[str, Any]
    body: bytes
    redelivered: bool


class Lost:
    """The connection has ended: what was delivered and not acknowledged comes again."""


class Consumer(Link):
    """Declares the queue, binds it, and takes at most `prefetch` messages ahead."""

    def __init__(
        self, made: Any, name: str, topics: Sequence[str], *, exchange: str = EVENTS, prefetch: int, queue_type: str,
        max_length: Optional[int],
    ) -> None:  # fmt: skip
        self._name = name
        self._exchange = exchange
        self._topics = list(topics)
        self._prefetch = prefetch
        self._arguments: dict[str, Any] = {"x-queue-type": queue_type, "x-single-active-consumer": True}
        if queue_type == "quorum":
            self._arguments["x-delivery-limit"] = _DELIVERIES
        if max_length is not None:
            self._arguments["x-max-length"] = max_length
        super().__init__(made)

    def _begin(self) -> None:
        super()._begin()
        self._epoch = 0
        # Not bounded here: the broker bounds it by the prefetch count.
        self._inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._fatal: Optional[SubscriptionRefused] = None

    def open(self, timeout: float) -> None:
        """Returns when the queue is there and bound: nothing that is announced from now on is missed."""
        deadline = time.monotonic() + timeout
        try:
            self.wait_open(deadline, unblocked=False)
        finally:
            self._check()

    def next(self, timeout: Optional[float]) -> object:
        """The next Delivery, Lost, or None where nothing has come in time."""
        try:
            item = self._inbox.get(timeout=timeout)
        except queue.Empty:
            item = None
        self._check()
        return item

    def wake(self) -> None:
        """Makes `next` return."""
        self._inbox.put(None)

    def acknowledge(self, delivery: Delivery) -> None:
        """Tells the broker that the message has been handled. Without effect when its connection is gone."""

        def tell() -> None:
            channel = self._channel
            if delivery.epoch == self._epoch and channel is not None and channel.is_open:
                channel.basic_ack(delivery.tag)

        self.post(tell)

    def _check(self) -> None:
        if self._fatal is not None:
            raise self._fatal

    # From here on: the connection's own thread.

    def prepare(self, channel: Channel) -> None:
        """Prefetch, queue, bindings, consumer: one after the other."""
        self._epoch += 1
        epoch, topics = self._epoch, list(self._topics)

        def deliver(_: Any, method: Any, properties: pika.BasicProperties, body: bytes) -> None:
            headers = dict(properties.headers or {})
            self._inbox.put(Delivery(epoch, method.delivery_tag, headers, body, bool(method.redelivered)))

        def bind(_: Any) -> None:
            if topics:
                channel.queue_bind(self._name, self._exchange, topics.pop(0), callback=bind)
            else:
                channel.basic_consume(self._name, deliver, callback=lambda _: self.ready(channel))

        def declare(_: Any) -> None:
            channel.queue_declare(self._name, durable=True, arguments=self._arguments, callback=bind)

        channel.basic_qos(prefetch_count=self._prefetch, callback=declare)

    def refused(self, error: Exception) -> None:
        """No right to the queue, or other arguments than it has: trying again would not help."""
        if getattr(error, "reply_code", None) in (403, 406):
            self._fatal = SubscriptionRefused(f"queue {self._name}: {error}")
            with self._changed:
                self._closing = True
                self._state = State.CLOSED
                self._changed.notify_all()
            self._inbox.put(None)

    def lost(self, reason: str) -> None:
        """Says so, in its place among the deliveries."""
        self._inbox.put(Lost())
