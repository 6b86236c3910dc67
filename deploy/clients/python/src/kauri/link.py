"""A connection to the broker that keeps itself alive on a thread of its own.

The thread serves heartbeats however long the application is busy, and reconnects with backoff and jitter. After a fork
the child begins with no connection and no thread.
"""

from __future__ import annotations

import logging
import os
import random
import ssl
import threading
import time
import weakref
from enum import Enum
from typing import Any, Callable, Optional
from urllib.parse import urlsplit

import pika
from pika.channel import Channel

from .errors import BrokerAway, InvalidCommand

logger = logging.getLogger("kauri")

FIRST_DELAY = 0.2
LONGEST_DELAY = 15.0
# A connection that lasted so long was a good one: the next attempt comes soon.
_GOOD = 5.0


class State(Enum):
    """Where a link is in its life."""

    IDLE = "not connected yet"
    CONNECTING = "connecting"
    OPEN = "connected"
    DOWN = "the broker is away"
    CLOSED = "closed"


def parameters(url: str, name: str, heartbeat: int, connect_timeout: float, ca_file: Optional[str]) -> Any:
    """pika's parameters for a URL such as amqp://user:password@host:5672/."""
    if urlsplit(url).scheme not in ("amqp", "amqps"):
        raise InvalidCommand("the broker's URL begins with amqp:// or amqps://")
    made = pika.URLParameters(url)
    if made.ssl_options is not None:
        context = ssl.create_default_context(cafile=ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        made.ssl_options = pika.SSLOptions(context, made.host)
    made.heartbeat = heartbeat
    made.socket_timeout = connect_timeout
    made.stack_timeout = connect_timeout * 2
    made.connection_attempts = 1
    # A blocked connection stays: it is asked about, and its publishers wait or spool.
    made.blocked_connection_timeout = None
    made.client_properties = {"connection_name": name, "product": "kauri-python"}
    return made


class Link:
    """One connection with one channel. Subclasses say what the channel is for."""

    def __init__(self, made: Any) -> None:
        self._parameters = made
        self._begin()
        _links.add(self)

    def _begin(self) -> None:
        self._changed = threading.Condition()
        self._state = State.IDLE
        self._reason = "not connected yet"
        self._blocked: Optional[str] = None
        self._closing = False
        self._thread: Optional[threading.Thread] = None
        self._connection: Any = None
        self._channel: Optional[Channel] = None
        self._channel_reason: Optional[str] = None

    def after_fork(self) -> None:
        """In the child: nothing of the parent's connection may be touched, and its locks may be held for ever."""
        closed = self._state is State.CLOSED
        self._begin()
        if closed:
            self._state = State.CLOSED

    @property
    def state(self) -> State:
        """Where it is now."""
        return self._state

    @property
    def blocked(self) -> Optional[str]:
        """The broker's reason where it has blocked this connection for want of memory or disk."""
        return self._blocked

    @property
    def reason(self) -> str:
        """Why the last attempt failed, or the last connection ended."""
        return self._reason

    def wait_open(self, deadline: float, *, patient: bool = True, unblocked: bool = True) -> Channel:
        """Connects where needed and waits until the channel can be used.

        Without patience it gives up as soon as an attempt has failed.
        """
        with self._changed:
            self._ensure_thread()

            def settled() -> bool:
                if self._state is State.CLOSED:
                    return True
                if self._state is State.OPEN and not (unblocked and self._blocked):
                    return True
                return not patient and (self._state is State.DOWN or bool(self._blocked))

            self._changed.wait_for(settled, max(0.0, deadline - time.monotonic()))
            if self._state is State.OPEN and self._channel is not None and not (unblocked and self._blocked):
                return self._channel
            raise BrokerAway(self._trouble())

    def _trouble(self) -> str:
        if self._state is State.OPEN:
            return f"the broker has blocked the connection: {self._blocked}"
        if self._state is State.CLOSED:
            return "the client is closed"
        return f"no connection to the broker: {self._reason}"

    def _ensure_thread(self) -> None:
        if self._thread is None and self._state is not State.CLOSED:
            self._state = State.CONNECTING
            self._thread = threading.Thread(target=self._run, name="kauri-broker", daemon=True)
            self._thread.start()

    def post(self, work: Callable[[], None]) -> None:
        """Lets the connection's thread do something soon. Nothing happens where there is no connection."""
        with self._changed:
            if self._connection is not None:
                self._connection.ioloop.add_callback_threadsafe(work)

    def close(self, timeout: float = 5.0) -> None:
        """Ends the connection for good."""
        with self._changed:
            self._closing = True
            self._state = State.CLOSED
            thread, connection = self._thread, self._connection
            self.post(lambda: _end(connection))
            self._changed.notify_all()
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout)

    # From here on: the connection's own thread.

    def _run(self) -> None:
        delay = FIRST_DELAY
        while not self._closing:
            began = time.monotonic()
            connection, reason = self._once()
            with self._changed:
                self._connection = self._channel = self._blocked = None
                self._reason = self._channel_reason or reason
                self._channel_reason = None
                if not self._closing:
                    self._state = State.DOWN
                self._changed.notify_all()
            connection.ioloop.close()
            self.lost(self._reason)
            if time.monotonic() - began > _GOOD:
                delay = FIRST_DELAY
            with self._changed:
                if not self._closing:
                    logger.info("no connection to the broker: %s", self._reason)
                    self._changed.wait_for(lambda: self._closing, random.uniform(delay / 2, delay))
            delay = min(delay * 2, LONGEST_DELAY)

    def _once(self) -> tuple[Any, str]:
        ends: list[BaseException] = []

        def ended(connection: Any, error: BaseException) -> None:
            ends.append(error)
            connection.ioloop.stop()

        connection = pika.SelectConnection(
            self._parameters, on_open_callback=self._opened, on_open_error_callback=ended, on_close_callback=ended
        )
        with self._changed:
            self._connection = connection
            closing = self._closing
        try:
            if not closing:
                connection.ioloop.start()
        except Exception as error:  # A fault in a callback must end the connection and not the thread.
            logger.exception("the connection to the broker failed")
            ends.append(error)
        return connection, _told(ends[0]) if ends else "closed"

    def _opened(self, connection: Any) -> None:
        connection.add_on_connection_blocked_callback(self._on_blocked)
        connection.add_on_connection_unblocked_callback(self._on_unblocked)
        connection.channel(on_open_callback=self._on_channel)

    def _on_channel(self, channel: Channel) -> None:
        channel.add_on_close_callback(self._on_channel_closed)
        self.prepare(channel)

    def _on_channel_closed(self, channel: Channel, error: Exception) -> None:
        if self._channel_reason is None:
            self._channel_reason = _told(error)
            self.refused(error)
        if channel.connection.is_open:
            channel.connection.close()

    def _on_blocked(self, _: Any, frame: Any) -> None:
        with self._changed:
            self._blocked = str(frame.method.reason or "no reason told")
            self._changed.notify_all()

    def _on_unblocked(self, *_: Any) -> None:
        with self._changed:
            self._blocked = None
            self._changed.notify_all()

    def ready(self, channel: Channel) -> None:
        """To be called by `prepare` when the channel can be used."""
        with self._changed:
            self._channel = channel
            if not self._closing:
                self._state = State.OPEN
            self._changed.notify_all()

    def prepare(self, channel: Channel) -> None:
        """Makes a new channel ready."""
        raise NotImplementedError

    def refused(self, error: Exception) -> None:
        """The channel has been closed, by the broker or together with the connection."""

    def lost(self, reason: str) -> None:
        """The connection has ended."""


def _end(connection: Any) -> None:
    if connection.is_open:
        connection.close()
    elif not connection.is_closing:
        connection.ioloop.stop()


def _told(error: BaseException) -> str:
    text = str(error) or repr(error)
    inner = getattr(error, "exceptions", None)
    # pika wraps what failed; the last of it says why.
    return str(inner[-1]) or repr(inner[-1]) if inner else text


_links: weakref.WeakSet[Link] = weakref.WeakSet()


def _after_fork() -> None:
    for link in list(_links):
        link.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
