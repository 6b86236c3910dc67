"""An event of the ledger as a CloudEvent with its parsed data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from .errors import UnreadableEvent
from .replies import Account, Changes, Hold, Transaction
from .wire import decoded, moment


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
        try:
            document = decoded(body)
            changes = Changes.read(document)
            return cls(
                _text(headers["ce-id"]), _text(headers["ce-type"]), _text(headers["ce-source"]),
                _optional(headers.get("ce-subject")), moment(_text(headers["ce-time"])),
                _optional(headers.get("traceparent")), document.get("command") or {}, changes.transaction, changes.hold,
                changes.accounts, changes.metadata, document, redelivered,
            )  # fmt: skip
        except (KeyError, ValueError, TypeError, ArithmeticError, AttributeError) as fault:
            raise UnreadableEvent(f"a message in the queue is no event of the ledger: {fault!r}") from fault


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a header is {type(value).__name__} and no text")
    return value


def _optional(value: Any) -> Optional[str]:
    return None if value is None else _text(value)
