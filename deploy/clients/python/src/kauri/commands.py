"""A command message, and short ways to write the most common ones.

Every other command of the contract is `Command("its.type", {...})`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Optional, TypedDict, Union
from uuid import uuid4

from .errors import InvalidCommand
from .money import Money, amount_text
from .wire import decoded, encoded, moment_text, plain

if TYPE_CHECKING:
    from typing_extensions import Unpack

# The contract's bounds.
LARGEST_BODY = 524_288
LONGEST_ID = 255
LONGEST_KEY = 255


@dataclass(frozen=True)
class Wallet:
    """A wallet by its owner. The unit is that of the command's money where none is named."""

    party: Optional[str] = None
    phone: Optional[str] = None
    kind: Optional[str] = None
    currency: Optional[str] = None

    def __post_init__(self) -> None:
        if (self.party is None) == (self.phone is None):
            raise InvalidCommand("a wallet is named by its party or by a phone number, by one of them")

    def as_field(self) -> dict[str, Any]:
        """The members that the contract has for it."""
        return {"party": self.party, "phone": self.phone, "kind": self.kind, "currency": self.currency}


AccountLike = Union[str, Wallet, Mapping[str, Any]]
"""An id such as wal_000000009h5m5, a system account such as fees:ZAR, or a wallet by its owner."""


@dataclass(frozen=True)
class Actor:
    """Who acts, and in which role: user, host, vendor, seller, admin, service or provider."""

    id: str
    role: str

    def as_field(self) -> dict[str, Any]:
        """The members that the contract has for it."""
        return {"id": self.id, "role": self.role}


class Options(TypedDict, total=False):
    """What every command may have."""

    id: str
    key: str
    actor: Actor
    deadline: Union[datetime, timedelta]
    expected_version: int
    metadata: Mapping[str, str]
    traceparent: str


@dataclass(frozen=True)
class Command:
    """One command. It is written at once, so a fault shows where it was made, and it can be sent again as it is.

    `id` is the message id under which the ledger answers for ever; give one that follows from your own data where you
    can (`"pay-88213"`), else a random one is made. `key` is the ordering key; by habit the payer, see `ordering_key`.
    A `deadline` that is a timedelta counts from now by this machine's clock.
    """

    type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: str(uuid4()))
    key: Optional[str] = None
    actor: Optional[Actor] = None
    deadline: Optional[Union[datetime, timedelta]] = None
    expected_version: Optional[int] = None
    metadata: Optional[Mapping[str, str]] = None
    traceparent: Optional[str] = None
    body: bytes = field(init=False, repr=False, compare=False)
    routing_key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _bounded(self.id, "id", 1, LONGEST_ID)
        _bounded(self.type, "type", 1, 255)
        document = plain(dict(self.data))
        for name, value in self._options().items():
            if value is not None:
                if name in document:
                    raise InvalidCommand(f"{name} is given twice, in data and beside it")
                document[name] = plain(value, name)
        body = encoded(document)
        if len(body) > LARGEST_BODY:
            raise InvalidCommand(f"the command has {len(body)} bytes; {LARGEST_BODY} is the most")
        key = self.key if self.key is not None else ordering_key(document) or self.id
        object.__setattr__(self, "body", body)
        object.__setattr__(self, "routing_key", _bounded(key, "key", 0, LONGEST_KEY))

    def _options(self) -> dict[str, Any]:
        deadline = self.deadline
        if isinstance(deadline, timedelta):
            deadline = datetime.now(timezone.utc) + deadline
        return {
            "actor": self.actor,
            "deadline": None if deadline is None else moment_text(deadline, "deadline"),
            "expected_version": self.expected_version,
            "metadata": None if self.metadata is None else dict(self.metadata),
            "traceparent": self.traceparent,
        }


# The members that may name who pays or whom the command is about, the first one that is there decides.
_PAYERS = (
    "from", "wallet", "account", "owner", "party", "hold", "transaction", "job", "charge_sale", "credit_request",
    "withdrawal", "bank_account", "flag", "code",
)  # fmt: skip


def ordering_key(document: Mapping[str, Any]) -> Optional[str]:
    """The ordering key that a command has where the sender names none: the payer, as the command names it.

    A wallet that is named by its owner gives the owner's id, so that registering a party, opening its wallet and paying
    from it stay in order. One wallet that is named in two ways has two keys; name it in one way, or give the key.
    """
    for name in _PAYERS:
        key = _name_of(document.get(name))
        if key is not None:
            return key
    for leg in document.get("legs") or ():
        if isinstance(leg, Mapping) and str((leg.get("money") or {}).get("amount", "")).startswith("-"):
            return _name_of(leg.get("account"))
    return None


def _name_of(value: Any) -> Optional[str]:
    if isinstance(value, Mapping):
        value = value.get("party") or value.get("phone")
    return value if isinstance(value, str) and value else None


def _bounded(value: str, name: str, least: int, most: int) -> str:
    if not isinstance(value, str) or not least <= len(value.encode("utf-8", "surrogatepass")) <= most:
        raise InvalidCommand(f"{name} must be a text of {least} to {most} bytes")
    plain(value, name)
    return value


def batch(commands: Sequence[Command], *, linked: bool = False, id: Optional[str] = None, key: str = "") -> Command:
    """Up to 1,000 commands in one message; linked ones are carried out together or not at all."""
    members = [{"id": one.id, "type": one.type, "data": _data(one)} for one in commands]
    if not 1 <= len(members) <= 1000:
        raise InvalidCommand(f"a batch has 1 to 1000 commands, not {len(members)}")
    data = {"mode": "linked" if linked else "independent", "commands": members}
    return Command("batch", data, id=id or str(uuid4()), key=key or commands[0].routing_key)


def _data(command: Command) -> dict[str, Any]:
    return decoded(command.body)


def register_party(
    party: str, party_type: str, name: str, *, phone: Optional[str] = None, language: Optional[str] = None,
    time_zone: Optional[str] = None, kyc_level: Optional[int] = None, **options: Unpack[Options],
) -> Command:  # fmt: skip
    """party.register"""
    data = {"party": party, "party_type": party_type, "name": name, "phone": phone, "language": language,
            "time_zone": time_zone, "kyc_level": kyc_level}  # fmt: skip
    return Command("party.register", data, **options)


def open_account(
    owner: str, currency: str, *, kind: Optional[str] = None, overdraft_limit: Any = None, **options: Unpack[Options]
) -> Command:
    """account.open"""
    data = {"owner": owner, "currency": currency, "kind": kind, "overdraft_limit": _amount(overdraft_limit)}
    return Command("account.open", data, **options)


def deposit(
    wallet: AccountLike, money: Money, *, open: bool = False, source: Optional[str] = None,
    reference: Optional[str] = None, description: Optional[str] = None, **options: Unpack[Options],
) -> Command:  # fmt: skip
    """wallet.deposit: money from outside into a wallet, which `open` makes where it does not exist."""
    data = {"wallet": wallet, "money": money, "open": open or None, "source": source, "reference": reference,
            "description": description}  # fmt: skip
    return Command("wallet.deposit", data, **options)


def spend(
    wallet: AccountLike, money: Money, *, destination: Optional[str] = None, reference: Optional[str] = None,
    description: Optional[str] = None, **options: Unpack[Options],
) -> Command:  # fmt: skip
    """wallet.spend: a purchase from the platform itself."""
    data = {"wallet": wallet, "money": money, "destination": destination, "reference": reference,
            "description": description}  # fmt: skip
    return Command("wallet.spend", data, **options)


def transfer(
    payer: AccountLike, to: AccountLike, money: Money, *, reference: Optional[str] = None,
    description: Optional[str] = None, **options: Unpack[Options],
) -> Command:  # fmt: skip
    """wallet.transfer"""
    data = {"from": payer, "to": to, "money": money, "reference": reference, "description": description}
    return Command("wallet.transfer", data, **options)


def place_hold(
    wallet: AccountLike, money: Money, *, expires: Union[datetime, timedelta, None] = None,
    reference: Optional[str] = None, description: Optional[str] = None, **options: Unpack[Options],
) -> Command:  # fmt: skip
    """hold.place; it lasts seven days where nothing is said. A timedelta counts from when the ledger decides."""
    data: dict[str, Any] = {"wallet": wallet, "money": money, "reference": reference, "description": description}
    if isinstance(expires, timedelta):
        data["expires_in"] = expires // timedelta(seconds=1)
    else:
        data["expires_at"] = expires
    return Command("hold.place", data, **options)


def capture_hold(
    hold: str, to: Optional[AccountLike] = None, money: Optional[Money] = None, *,
    splits: Optional[Sequence[tuple[AccountLike, Money]]] = None, final: bool = True,
    reference: Optional[str] = None, description: Optional[str] = None, **options: Unpack[Options],
) -> Command:  # fmt: skip
    """hold.capture: for one receiver, all or a part, or for several (`splits`)."""
    data = {
        "hold": hold, "to": to, "money": money, "final": None if final else False, "reference": reference,
        "description": description,
        "splits": None if splits is None else [{"to": to, "money": part} for to, part in splits],
    }  # fmt: skip
    return Command("hold.capture", data, **options)


def release_hold(hold: str, *, reason: Optional[str] = None, **options: Unpack[Options]) -> Command:
    """hold.release"""
    return Command("hold.release", {"hold": hold, "reason": reason}, **options)


def refund(transaction: str, reason: str, money: Optional[Money] = None, **options: Unpack[Options]) -> Command:
    """transaction.refund: a part, or all that is left."""
    return Command("transaction.refund", {"transaction": transaction, "reason": reason, "money": money}, **options)


def reverse(transaction: str, reason: str, **options: Unpack[Options]) -> Command:
    """transaction.reverse: all of it, once."""
    return Command("transaction.reverse", {"transaction": transaction, "reason": reason}, **options)


def _amount(value: Any) -> Optional[str]:
    return None if value is None else amount_text(value)
