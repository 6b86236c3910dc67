"""An event of the ledger as a CloudEvent with its parsed data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from .errors import UnreadableEvent
from .replies import Account, Changes, Hold, Transaction
from .wire import decoded, decoded_array, moment


@dataclass(frozen=True)
class Event:
    """What happened. `id` is the same on every redelivery; `type` is such as kauri.wallet.transferred.

    `late` says that a newer event of one of its accounts has been handled before it (see the README, "Order"):
    whoever keeps the newest state of an account skips it, whoever adds up counts it.
    """

    id: str
    type: str
    source: str
    subject: Optional[str]
    time: datetime
    traceparent: Optional[str]
    command: Mapping[str, Any]
    transaction: Optional[Transaction]
    hold: Optional[Hold]
    accounts: tuple[Account, ...]
    metadata: Mapping[str, str]
    data: Mapping[str, Any]
    redelivered: bool = False
    late: bool = False

    @property
    def name(self) -> str:
        """The type without its prefix, as in topics: wallet.transferred."""
        return self.type[len("kauri.") :] if self.type.startswith("kauri.") else self.type

    @property
    def versions(self) -> dict[str, int]:
        """The version of each account with a limit that the command touched."""
        return {account.id: account.version for account in self.accounts if account.version is not None}

    @classmethod
    def read(cls, headers: Mapping[str, Any], body: bytes, redelivered: bool = False) -> Event:
        """From a message's headers and body.

        Raises UnreadableEvent where it is no event of the contract.
        """
        with _readable():
            attributes = {name: headers.get(f"ce-{name}") for name in ("id", "type", "source", "subject", "time")}
            return cls._made({**attributes, "traceparent": headers.get("traceparent")}, decoded(body), redelivered)

    @classmethod
    def read_batch(cls, body: bytes, redelivered: bool = False) -> list[Event]:
        """The events of one commit, in their order. Raises UnreadableEvent where the body is no batch of the contract."""
        with _readable():
            events = [cls._made(item, item["data"], redelivered) for item in decoded_array(body)]
            if not events:
                raise ValueError("the batch is empty")
            return events

    @classmethod
    def _made(cls, attributes: Mapping[str, Any], document: Mapping[str, Any], redelivered: bool) -> Event:
        changes = Changes.read(document)
        return cls(
            _text(attributes["id"]), _text(attributes["type"]), _text(attributes["source"]),
            _optional(attributes.get("subject")), moment(_text(attributes["time"])),
            _optional(attributes.get("traceparent")), document.get("command") or {}, changes.transaction, changes.hold,
            changes.accounts, changes.metadata, document, redelivered,
        )  # fmt: skip


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (KeyError, ValueError, TypeError, ArithmeticError, AttributeError) as fault:
        raise UnreadableEvent(f"a message in the queue is no event of the ledger: {fault!r}") from fault


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"an attribute is {type(value).__name__} and no text")
    return value


def _optional(value: Any) -> Optional[str]:
    return None if value is None else _text(value)
