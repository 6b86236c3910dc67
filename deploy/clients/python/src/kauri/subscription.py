"""Events at least once, in order per account, each handled once as far as is remembered."""

from __future__ import annotations

import logging
import threading
import time
from typing import Callable, Optional

from .consumer import Consumer, Delivery, Lost
from .errors import HandlerFailed, UnreadableEvent
from .events import Event
from .memory import Memory
from .order import OrderGate, Turn

logger = logging.getLogger("kauri")

Handler = Callable[[Event], object]
OnFailure = Callable[[Event, Exception], object]
# A commit has at most so many commands of one message, and few are larger: what waits for an older event is bounded by it.
_LONGEST_BATCH = 1_000


class Subscription:
    """Made by `Client.subscribe`. `run` calls the handler in the thread that calls `run`, one event after another.

    Heartbeats are served elsewhere, so the handler may take its time; after 30 minutes RabbitMQ itself takes an event
    back.
    """

    def __init__(
        self, consumer: Consumer, handler: Handler, memory: Memory, *, patience: float, prefetch: int, attempts: int,
        on_failure: Optional[OnFailure], batched: bool = False,
    ) -> None:  # fmt: skip
        self._consumer = consumer
        self._batched = batched
        # How many events of each delivery are still to be handled; the last one acknowledges it.
        self._unhandled: dict[int, int] = {}
        self._handler = handler
        self._memory = memory
        self._gate: OrderGate[Delivery] = OrderGate(memory, patience=patience, capacity=prefetch * (_LONGEST_BATCH if batched else 1))
        self._attempts = attempts
        self._on_failure = on_failure
        self._stopped = threading.Event()
        self.handled = 0
        """How many events the handler has taken since the subscription was made."""
        self.duplicates = 0
        """How many came again and were passed over."""

    def open(self, timeout: float = 30.0) -> Subscription:
        """Declares the queue and its bindings: whatever is announced from now on will be handled."""
        self._consumer.open(timeout)
        return self

    def run(self, timeout: float = 30.0) -> None:
        """Handles events until `stop` is called. Raises HandlerFailed where the handler keeps failing."""
        self.open(timeout)
        try:
            while not self._stopped.is_set():
                self._take_in(self._consumer.next(self._gate.wait(time.monotonic())))
                while not self._stopped.is_set():
                    turn = self._gate.next(time.monotonic())
                    if turn is None:
                        break
                    self._carry_out(turn)
        finally:
            self.close()

    def stop(self) -> None:
        """Lets `run` return after the event at hand; to be called from any thread, or from the handler."""
        self._stopped.set()
        self._consumer.wake()

    def close(self) -> None:
        """Ends the connection. The queue stays, and collects what is announced meanwhile."""
        self._stopped.set()
        self._consumer.close()
        self._gate.forget()
        self._memory.close()

    def __enter__(self) -> Subscription:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take_in(self, item: object) -> None:
        if isinstance(item, Lost):
            self._gate.forget()
            self._unhandled.clear()
        elif isinstance(item, Delivery):
            events = self._read(item)
            self._unhandled[item.tag] = len(events)
            for event in events:
                self._gate.add(event, item, time.monotonic())

    def _read(self, item: Delivery) -> list[Event]:
        try:
            if self._batched:
                return Event.read_batch(item.body, item.redelivered)
            return [Event.read(item.headers, item.body, item.redelivered)]
        except UnreadableEvent:
            logger.error("a message in the queue is no event: %r %r", item.headers, item.body[:200])
            raise

    def _carry_out(self, turn: Turn[Delivery]) -> None:
        if turn.duplicate:
            self.duplicates += 1
        elif not self._handle(turn.event):
            return
        else:
            self.handled += 1
            self._memory.record(turn.event.id, turn.event.versions)
        self._acknowledge(turn.tag)

    def _acknowledge(self, delivery: Delivery) -> None:
        rest = self._unhandled.pop(delivery.tag, 0) - 1
        if rest > 0:
            self._unhandled[delivery.tag] = rest
        elif rest == 0:
            self._consumer.acknowledge(delivery)

    def _handle(self, event: Event) -> bool:
        for attempt in range(1, self._attempts + 1):
            try:
                self._handler(event)
                return True
            except Exception as error:
                logger.warning("the handler failed on %s (%d of %d)", event.id, attempt, self._attempts, exc_info=True)
                if attempt == self._attempts:
                    return self._give_up(event, error)
                if self._stopped.wait(min(0.1 * 2**attempt, 10.0)):
                    return False
        return False

    def _give_up(self, event: Event, error: Exception) -> bool:
        if self._on_failure is None:
            raise HandlerFailed(f"{event.type} {event.id}: {error!r}", event) from error
        self._on_failure(event, error)
        return True
