"""What the ledger answers, as typed values. Members that this package does not know are in `data`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Optional

from .wire import moment


@dataclass(frozen=True)
class Problem:
    """Why a command was not carried out, or a query not answered."""

    code: str
    message: str
    field: Optional[str]
    retriable: bool

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Problem:
        """From the member `error`."""
        return cls(document["code"], document["message"], document.get("field"), bool(document["retriable"]))


@dataclass(frozen=True)
class Account:
    """An account after a command, or as a query shows it.

    One without a limit (`unlimited`) tells neither amounts nor version.
    """

    id: str
    owner: Optional[str]
    kind: str
    currency: str
    status: Optional[str]
    posted_before: Optional[Decimal]
    posted: Optional[Decimal]
    held: Optional[Decimal]
    overdraft_limit: Optional[Decimal]
    available: Optional[Decimal]
    version: Optional[int]
    unlimited: bool

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Account:
        """From a member of `accounts`, or the member `wallet` of an answer."""
        version = document.get("version")
        return cls(
            id=document["id"],
            owner=document.get("owner"),
            kind=document["kind"],
            currency=document["currency"],
            status=document.get("status"),
            posted_before=_decimal(document.get("posted_before")),
            posted=_decimal(document.get("posted")),
            held=_decimal(document.get("held")),
            overdraft_limit=_decimal(document.get("overdraft_limit")),
            available=_decimal(document.get("available")),
            version=None if version is None else int(version),
            unlimited=bool(document.get("unlimited", False)),
        )


@dataclass(frozen=True)
class Leg:
    """One leg of a transaction; a positive amount increases the account."""

    account: str
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Transaction:
    """A transaction that was posted."""

    id: str
    type: str
    state: str
    reference: Optional[str]
    description: Optional[str]
    original: Optional[str]
    hold: Optional[str]
    legs: tuple[Leg, ...]

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Transaction:
        """From the member `transaction`."""
        legs = tuple(Leg(leg["account"], Decimal(leg["amount"]), leg["currency"]) for leg in document["legs"])
        return cls(
            document["id"], document["type"], document["state"], document.get("reference"),
            document.get("description"), document.get("original"), document.get("hold"), legs,
        )  # fmt: skip


@dataclass(frozen=True)
class Hold:
    """A hold after a command; amount = captured + released + remaining."""

    id: str
    account: str
    state: str
    currency: str
    amount: Decimal
    captured: Decimal
    released: Decimal
    remaining: Decimal
    expires_at: datetime

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Hold:
        """From the member `hold`."""
        return cls(
            document["id"], document["account"], document["state"], document["currency"],
            Decimal(document["amount"]), Decimal(document["captured"]), Decimal(document["released"]),
            Decimal(document["remaining"]), moment(document["expires_at"]),
        )  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """What a reply and an event tell of the ledger alike."""

    transaction: Optional[Transaction]
    hold: Optional[Hold]
    accounts: tuple[Account, ...]
    metadata: Mapping[str, str]

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Changes:
        """From the whole document."""
        transaction, hold = document.get("transaction"), document.get("hold")
        return cls(
            None if transaction is None else Transaction.read(transaction),
            None if hold is None else Hold.read(hold),
            tuple(Account.read(account) for account in document.get("accounts") or ()),
            document.get("metadata") or {},
        )


@dataclass(frozen=True)
class Reply:
    """The ledger's answer to a command.

    `status` is committed, refused (a rule stood against it; stored for ever) or rejected (not decided; the id stays
    free). `replayed` says that the command had been answered before, and this is that answer again.
    """

    id: Optional[str]
    type: Optional[str]
    subject: Optional[str]
    status: str
    replayed: bool
    at: datetime
    event: Optional[str]
    error: Optional[Problem]
    transaction: Optional[Transaction]
    hold: Optional[Hold]
    accounts: tuple[Account, ...]
    metadata: Mapping[str, str]
    data: Mapping[str, Any]

    @property
    def committed(self) -> bool:
        """Whether the ledger has changed."""
        return self.status == "committed"

    @property
    def account(self) -> Account:
        """The first of the accounts: the one that the command named first, where that has a limit."""
        return self.accounts[0]

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Reply:
        """From the reply's document, or from an outcome in the reply to a batch."""
        stamp, error = document["command"], document.get("error")
        changes = Changes.read(document)
        return cls(
            stamp.get("id"), stamp.get("type"), stamp.get("subject"), document["status"], bool(document["replayed"]),
            moment(document["at"]), document.get("event"), None if error is None else Problem.read(error),
            changes.transaction, changes.hold, changes.accounts, changes.metadata, document,
        )  # fmt: skip


@dataclass(frozen=True)
class Spooled:
    """The broker was away: the command is in the spool and will be sent under this id."""

    id: str


@dataclass(frozen=True)
class Answer:
    """The answer to a query: `answer["wallet"]`, `answer["items"]`. `at` is the moment of which it is true."""

    type: str
    at: datetime
    data: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    @property
    def wallet(self) -> Account:
        """The account in an answer to wallet.get."""
        return Account.read(self.data["wallet"])

    @property
    def items(self) -> list[Mapping[str, Any]]:
        """The items of one page."""
        return list(self.data["items"])

    @property
    def next_cursor(self) -> Optional[str]:
        """The cursor of the next page; None after the last."""
        cursor: Optional[str] = self.data.get("next_cursor")
        return cursor

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Answer:
        """From the answer's document."""
        return cls(document["query"].get("type") or "", moment(document["at"]), document)


def _decimal(text: Optional[str]) -> Optional[Decimal]:
    return None if text is None else Decimal(text)
