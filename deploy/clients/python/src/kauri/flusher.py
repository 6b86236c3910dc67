"""Sends what a spool holds: in order per ordering key, with the same ids, each removed only after its confirm."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Callable, Optional

from .errors import BrokerAway, NotSent
from .publisher import Outgoing, Publisher
from .spool import Spool, Stored

_CHUNK = 1_000
# Confirmed commands whose removal may wait for company; after a crash so many are sent a second time at the most.
_REMOVED_TOGETHER = 100


@dataclass(frozen=True)
class Flushed:
    """What a flush has done. `problem` says why commands are left; `busy`, that another process is flushing."""

    sent: int
    left: int
    problem: Optional[NotSent] = None
    busy: bool = False


class Flusher:
    """One flush of one spool."""

    def __init__(self, spool: Spool, publisher: Publisher, message: Callable[[Stored], Outgoing]) -> None:
        self._spool = spool
        self._publisher = publisher
        self._message = message
        self._sent = 0
        self._problem: Optional[NotSent] = None
        # Keys of which a command was not confirmed: nothing of them may follow.
        self._stuck: set[str] = set()

    def flush(self, deadline: float) -> Flushed:
        """Sends until nothing is left, a connection is lost, or the time is over."""
        with self._spool.flushing() as mine:
            if not mine:
                return Flushed(0, len(self._spool), busy=True)
            last = 0
            while not isinstance(self._problem, BrokerAway):
                chunk = self._spool.after(last, _CHUNK)
                if not chunk:
                    break
                last = chunk[-1].sequence
                self._send(chunk, deadline)
        return Flushed(self._sent, len(self._spool), self._problem)

    def _send(self, chunk: list[Stored], deadline: float) -> None:
        waiting: dict[str, deque[Stored]] = {}
        for command in chunk:
            if command.key not in self._stuck:
                waiting.setdefault(command.key, deque()).append(command)
        confirmed: list[int] = []
        try:
            while waiting and not isinstance(self._problem, BrokerAway):
                confirmed += self._round(waiting, deadline)
                if len(confirmed) >= _REMOVED_TOGETHER:
                    self._spool.remove(confirmed)
                    confirmed = []
        finally:
            if confirmed:
                self._spool.remove(confirmed)

    def _round(self, waiting: dict[str, deque[Stored]], deadline: float) -> list[int]:
        """The first command of every key at once, so that none overtakes another one of its key."""
        under_way: list[tuple[Stored, Outgoing, Future[None]]] = []
        for key in list(waiting):
            command = waiting[key][0]
            message = self._message(command)
            try:
                if time.monotonic() >= deadline:
                    raise BrokerAway("the time for flushing is over", command.id)
                under_way.append((command, message, self._publisher.submit(message, deadline, patient=False)))
            except NotSent as problem:
                self._problem = problem
                break
        confirmed = []
        for command, message, confirm in under_way:
            try:
                self._publisher.confirmed(message, confirm, deadline)
                confirmed.append(command.sequence)
                waiting[command.key].popleft()
                if not waiting[command.key]:
                    del waiting[command.key]
            except NotSent as problem:
                self._problem = problem
                self._stuck.add(command.key)
                del waiting[command.key]
        self._sent += len(confirmed)
        return confirmed
