"""Puts events into the order of each account, and finds those that were handled before. Pure but for the memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, Optional, TypeVar

from .events import Event
from .memory import Memory

Tag = TypeVar("Tag")


@dataclass(frozen=True)
class Turn(Generic[Tag]):
    """The next thing to do: handle the event, or only acknowledge one that was handled before."""

    event: Event
    tag: Tag
    duplicate: bool


@dataclass(frozen=True)
class _Held(Generic[Tag]):
    event: Event
    tag: Tag
    until: float

    def precedes(self, other: _Held[Tag]) -> bool:
        """Whether it has an older version of an account of the other."""
        mine, theirs = self.event.versions, other.event.versions
        return any(mine[account] < theirs[account] for account in mine.keys() & theirs.keys())


class OrderGate(Generic[Tag]):
    """Holds an event back while an older one of its accounts is missing, for `patience` seconds at most.

    No more than `capacity` events are held; at that bound the first that came goes on, since what is missing could not
    come any more.
    """

    def __init__(self, memory: Memory, *, patience: float, capacity: int) -> None:
        self._memory = memory
        self._patience = patience
        self._capacity = capacity
        self._held: list[_Held[Tag]] = []

    def add(self, event: Event, tag: Tag, now: float) -> None:
        """An event has come."""
        self._held.append(_Held(event, tag, now + self._patience))

    def forget(self) -> None:
        """All that is held will come again."""
        self._held.clear()

    def __len__(self) -> int:
        return len(self._held)

    def wait(self, now: float) -> Optional[float]:
        """How long until patience with a held event ends; None where none is held."""
        return max(0.0, min(held.until for held in self._held) - now) if self._held else None

    def next(self, now: float) -> Optional[Turn[Tag]]:
        """What is to be done now; None where nothing is, or only waiting. Record an event before asking again."""
        for held in self._held:
            if self._is_duplicate(held.event):
                return self._take(held, duplicate=True)
        for held in self._held:
            if not self._misses_something(held.event):
                return self._take(held)
        overdue = next((held for held in self._held if held.until <= now), None)
        if overdue is None and len(self._held) >= self._capacity:
            overdue = self._held[0]
        if overdue is None:
            return None
        return self._take(self._first_before(overdue))

    def _first_before(self, held: _Held[Tag]) -> _Held[Tag]:
        # Versions of one account are totally ordered, and the ledger commits them in one order, so this ends.
        for _ in range(len(self._held)):
            earlier = next((other for other in self._held if other.precedes(held)), None)
            if earlier is None:
                break
            held = earlier
        return held

    def _take(self, held: _Held[Tag], duplicate: bool = False) -> Turn[Tag]:
        self._held.remove(held)
        event = held.event
        if not duplicate and self._is_late(event):
            event = replace(event, late=True)
        return Turn(event, held.tag, duplicate)

    def _is_duplicate(self, event: Event) -> bool:
        if self._memory.has_event(event.id):
            return True
        versions = event.versions
        if not versions:
            return False
        known = {account: self._memory.progress(account) for account in versions}
        return all(progress is not None and progress.has(versions[account]) for account, progress in known.items())

    def _misses_something(self, event: Event) -> bool:
        for account, version in event.versions.items():
            progress = self._memory.progress(account)
            if progress is not None and version > progress.last + 1:
                return True
            # Of an account that is new here, an older one may be held: that one goes first.
            if progress is None and self._has_older(account, version):
                return True
        return False

    def _has_older(self, account: str, version: int) -> bool:
        return any(held.event.versions.get(account, version) < version for held in self._held)

    def _is_late(self, event: Event) -> bool:
        for account, version in event.versions.items():
            progress = self._memory.progress(account)
            if progress is not None and version <= progress.last:
                return True
        return False
