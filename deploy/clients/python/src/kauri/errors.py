"""What can go wrong, as exceptions. All of them are a `KauriError`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from .events import Event
    from .replies import Answer, Problem, Reply


class KauriError(Exception):
    """Everything that this package raises on purpose."""


class InvalidCommand(KauriError, ValueError):
    """The command cannot be written as the contract wants it; nothing was sent."""


class FloatRefused(InvalidCommand, TypeError):
    """A float where money could be. Floats lose cents; use Decimal, int or str."""


class NotSent(KauriError):
    """The broker has not confirmed the message.

    Send it again with the same message id: the ledger answers an id once, so a double does no harm.
    """

    def __init__(self, message: str, message_id: Optional[str] = None) -> None:
        super().__init__(message)
        self.message_id = message_id


class BrokerAway(NotSent):
    """No connection, or one that the broker has blocked. The message was not written."""


class Unconfirmed(NotSent):
    """The message was written and no confirm came: it may have arrived or not."""


class QueueFull(NotSent):
    """The broker has refused the message (basic.nack), because the queue behind it is full."""


class Unroutable(NotSent):
    """The broker is there and the ledger's exchange or queues are not: the wrong virtual host, or no service yet."""


class ReplyTimeout(KauriError):
    """The message is with the broker and no reply came in time; what became of it is not known yet.

    Ask again with the same message id, or ask the query `outcome.get`.
    """

    def __init__(self, message: str, message_id: str) -> None:
        super().__init__(message)
        self.message_id = message_id


class LedgerError(KauriError):
    """The ledger's own answer was an error; `code` is one of the closed list in `kauri.codes`."""

    def __init__(self, problem: Problem) -> None:
        place = f" (field {problem.field})" if problem.field else ""
        super().__init__(f"{problem.code}: {problem.message}{place}")
        self.problem = problem
        self.code = problem.code
        self.field = problem.field
        self.retriable = problem.retriable


class CommandFailed(LedgerError):
    """A command changed nothing. `reply` is the whole answer."""

    def __init__(self, problem: Problem, reply: Reply) -> None:
        super().__init__(problem)
        self.reply = reply


class Refused(CommandFailed):
    """A rule of the ledger stood against it, such as insufficient_funds. The same id gets this answer for ever."""


class Rejected(CommandFailed):
    """It was not decided: it could not be read, was not allowed, or the service failed. The id stays free."""


class QueryRejected(LedgerError):
    """A query was not answered."""

    def __init__(self, problem: Problem, answer: Answer) -> None:
        super().__init__(problem)
        self.answer = answer


class SpoolFull(KauriError):
    """The spool has reached one of its bounds, which the message names. The command is not stored."""


class SpoolUnusable(KauriError):
    """The spool's file cannot be read or written."""


class SubscriptionRefused(KauriError):
    """The broker does not allow the subscription's queue, or has it with other arguments."""


class HandlerFailed(KauriError):
    """The handler failed as often as it was allowed to. The event is not acknowledged and comes again."""

    def __init__(self, message: str, event: Event) -> None:
        super().__init__(message)
        self.event = event


class UnreadableEvent(KauriError):
    """A message in the subscription's queue is no event of the contract."""
