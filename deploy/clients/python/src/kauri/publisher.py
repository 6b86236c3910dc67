"""Publishing with confirms, and calls whose replies come over direct reply-to."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitedTooLong
from dataclasses import dataclass, replace
from typing import Any, Optional
from uuid import uuid4

import pika
from pika.channel import Channel
from pika.exceptions import AMQPError

from .errors import BrokerAway, NotSent, QueueFull, ReplyTimeout, Unconfirmed, Unroutable
from .link import Link, State

REPLY_TO = "amq.rabbitmq.reply-to"


@dataclass(frozen=True)
class Outgoing:
    """One message to the ledger."""

    exchange: str
    routing_key: str
    id: str
    type: str
    body: bytes
    user_id: Optional[str]
    persistent: bool = True
    expiration: Optional[str] = None
    reply_to: Optional[str] = None
    correlation_id: Optional[str] = None

    def properties(self) -> pika.BasicProperties:
        """As AMQP has them."""
        return pika.BasicProperties(
            content_type="application/json", delivery_mode=2 if self.persistent else 1, message_id=self.id,
            type=self.type, user_id=self.user_id, expiration=self.expiration, reply_to=self.reply_to,
            correlation_id=self.correlation_id,
        )  # fmt: skip


class _Waiting:
    """A message that the broker has and has not confirmed."""

    def __init__(self, message: Outgoing, confirm: Future[None]) -> None:
        self.message = message
        self.confirm = confirm
        self.returned = False


class Publisher(Link):
    """Any number of threads may publish and call; all share one connection."""

    def __init__(self, made: Any, most_unconfirmed: int) -> None:
        self._most = most_unconfirmed
        super().__init__(made)

    def _begin(self) -> None:
        super()._begin()
        self._slots = threading.BoundedSemaphore(self._most)
        self._outbox: deque[tuple[Outgoing, Future[None]]] = deque()
        self._unconfirmed: OrderedDict[int, _Waiting] = OrderedDict()
        self._next_tag = 1
        self._calls: dict[str, Future[bytes]] = {}

    def submit(self, message: Outgoing, deadline: float, *, patient: bool) -> Future[None]:
        """Hands a message to the connection's thread; the future is done when the broker has confirmed it."""
        self.wait_open(deadline, patient=patient)
        slots = self._slots
        if not slots.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise BrokerAway(f"{self._most} messages are unconfirmed already, more may not be on their way", message.id)
        confirm: Future[None] = Future()
        confirm.add_done_callback(lambda _: slots.release())
        with self._changed:
            if self._channel is not None:
                self._outbox.append((message, confirm))
                self.post(self._drain)
                return confirm
        confirm.set_exception(BrokerAway(self._trouble(), message.id))
        return confirm

    def publish(self, message: Outgoing, deadline: float, *, patient: bool) -> None:
        """Publishes and waits for the confirm. Raises what `NotSent` is the base of."""
        while True:
            try:
                return self.confirmed(message, self.submit(message, deadline, patient=patient), deadline)
            except BrokerAway:
                # It was not written, so the next connection may have it.
                if not patient or not self._may_try_again(deadline):
                    raise

    def _may_try_again(self, deadline: float) -> bool:
        return self.state is not State.CLOSED and time.monotonic() < deadline

    def confirmed(self, message: Outgoing, confirm: Future[None], deadline: float) -> None:
        """Waits for the confirm of a submitted message."""
        try:
            confirm.result(max(0.0, deadline - time.monotonic()))
        except WaitedTooLong:
            if confirm.cancel():
                raise BrokerAway(self._trouble(), message.id) from None
            raise Unconfirmed("the broker has not confirmed the message in time", message.id) from None

    def call(self, message: Outgoing, deadline: float) -> bytes:
        """Publishes and waits for the reply; publishes again under the same id where a connection is lost in between.

        Raises NotSent where the broker has never confirmed it, ReplyTimeout where it has.
        """
        confirmed = False
        while True:
            attempt = replace(message, reply_to=REPLY_TO, correlation_id=uuid4().hex)
            reply: Future[bytes] = Future()
            self._calls[attempt.correlation_id or ""] = reply
            try:
                self.publish(attempt, deadline, patient=True)
                confirmed = True
                return reply.result(max(0.0, deadline - time.monotonic()))
            except (BrokerAway, Unconfirmed) as trouble:
                # The reply of a message whose confirm was lost may be here all the same.
                if reply.done() and reply.exception() is None:
                    return reply.result()
                if self._may_try_again(deadline):
                    continue
                if confirmed:
                    raise ReplyTimeout(f"no reply: {trouble}", message.id) from trouble
                raise
            except WaitedTooLong:
                raise ReplyTimeout("the broker has the message, and no reply came in time", message.id) from None
            finally:
                self._calls.pop(attempt.correlation_id or "", None)

    # From here on: the connection's own thread.

    def prepare(self, channel: Channel) -> None:
        """Confirms, returns, and the address for replies."""
        self._next_tag = 1
        channel.add_on_return_callback(self._on_return)

        def selected(_: Any) -> None:
            channel.basic_consume(REPLY_TO, self._on_reply, auto_ack=True, callback=lambda _: self.ready(channel))

        channel.confirm_delivery(self._on_confirm, selected)

    def _drain(self) -> None:
        channel = self._channel
        while channel is not None and channel.is_open and self._outbox:
            message, confirm = self._outbox.popleft()
            if not confirm.set_running_or_notify_cancel():
                continue
            self._unconfirmed[self._next_tag] = _Waiting(message, confirm)
            self._next_tag += 1
            try:
                channel.basic_publish(
                    message.exchange, message.routing_key, message.body, message.properties(), mandatory=True
                )
            except AMQPError:  # The connection ends; `lost` tells everybody.
                return

    def _on_confirm(self, frame: Any) -> None:
        tag, refused = frame.method.delivery_tag, isinstance(frame.method, pika.spec.Basic.Nack)
        tags = [each for each in self._unconfirmed if each <= tag] if frame.method.multiple else [tag]
        for each in tags:
            waiting = self._unconfirmed.pop(each, None)
            if waiting is None:
                continue
            if refused:
                _fail(waiting.confirm, QueueFull("the broker refuses more messages for now", waiting.message.id))
            elif waiting.returned:
                _fail(waiting.confirm, _unroutable(waiting.message))
            else:
                waiting.confirm.set_result(None)

    def _on_return(self, _: Any, __: Any, properties: pika.BasicProperties, ___: bytes) -> None:
        for waiting in self._unconfirmed.values():
            if waiting.message.id == properties.message_id and not waiting.returned:
                waiting.returned = True
                return

    def _on_reply(self, _: Any, __: Any, properties: pika.BasicProperties, body: bytes) -> None:
        reply = self._calls.pop(properties.correlation_id or "", None)
        if reply is not None:
            reply.set_result(body)

    def refused(self, error: Exception) -> None:
        """An exchange that is not there closes the channel: that is no outage."""
        if getattr(error, "reply_code", None) == 404:
            for waiting in self._unconfirmed.values():
                # Others on the channel may have arrived: they are told so when the connection ends.
                if f"'{waiting.message.exchange}'" in str(error):
                    _fail(waiting.confirm, _unroutable(waiting.message))

    def lost(self, reason: str) -> None:
        """Nobody waits for what cannot come any more."""
        with self._changed:
            outbox, self._outbox = self._outbox, deque()
            unconfirmed, self._unconfirmed = self._unconfirmed, OrderedDict()
            calls, self._calls = self._calls, {}
        for message, confirm in outbox:
            if confirm.set_running_or_notify_cancel():
                _fail(confirm, BrokerAway(f"no connection to the broker: {reason}", message.id))
        for waiting in unconfirmed.values():
            text = f"the connection was lost before the broker had confirmed: {reason}"
            _fail(waiting.confirm, Unconfirmed(text, waiting.message.id))
        for reply in calls.values():
            _fail(reply, Unconfirmed(f"the connection was lost before the reply came: {reason}"))


def _unroutable(message: Outgoing) -> NotSent:
    place = message.exchange or f"the queue {message.routing_key}"
    text = f"{place} does not lead to a ledger here; is it the right virtual host, and has transaction-service run?"
    return Unroutable(text, message.id)


def _fail(future: Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
