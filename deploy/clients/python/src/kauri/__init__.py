"""Client of the Kauri ledger: commands, queries and events over RabbitMQ. See README.md."""

from . import codes
from .client import Client, Health
from .commands import (
    Actor, Command, Wallet, batch, capture_hold, deposit, open_account, place_hold, refund, register_party,
    release_hold, reverse, spend, transfer,
)  # fmt: skip
from .errors import (
    BrokerAway, CommandFailed, FloatRefused, HandlerFailed, InvalidCommand, KauriError, LedgerError, NotSent,
    QueryRejected, QueueFull, Refused, Rejected, ReplyTimeout, SpoolFull, SpoolUnusable, SubscriptionRefused,
    Unconfirmed, UnreadableEvent, Unroutable,
)  # fmt: skip
from .events import Event
from .flusher import Flushed
from .memory import Memory
from .money import Money
from .replies import Account, Answer, Hold, Leg, Problem, Reply, Spooled, Transaction
from .spool import Spool
from .subscription import Subscription

__all__ = [
    "Account", "Actor", "Answer", "BrokerAway", "Client", "Command", "CommandFailed", "Event", "FloatRefused",
    "Flushed", "HandlerFailed", "Health", "Hold", "InvalidCommand", "KauriError", "LedgerError", "Leg", "Memory",
    "Money", "NotSent", "Problem", "QueryRejected", "QueueFull", "Refused", "Rejected", "Reply", "ReplyTimeout",
    "Spool", "SpoolFull", "SpoolUnusable", "Spooled", "Subscription", "SubscriptionRefused", "Transaction",
    "Unconfirmed", "UnreadableEvent", "Unroutable", "Wallet", "batch", "capture_hold", "codes", "deposit",
    "open_account", "place_hold", "refund", "register_party", "release_hold", "reverse", "spend", "transfer",
]  # fmt: skip
