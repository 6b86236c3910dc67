"""Money: a decimal number and the code of its unit. Never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Union

from .errors import FloatRefused, InvalidCommand

AmountLike = Union[Decimal, int, str]

_FORM = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_UNIT = re.compile(r"[A-Z][A-Z0-9_]{2,14}", re.ASCII)
# The contract's bound for an amount, with room for a sign.
_LONGEST = 41


def amount(value: AmountLike) -> Decimal:
    """The exact decimal number in a Decimal, an int or a text such as "125.50"."""
    if isinstance(value, float):
        raise FloatRefused(f"{value!r} is a float, which cannot hold money exactly; use Decimal or str")
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str)):
        raise InvalidCommand(f"{value!r} is no amount; use Decimal, int or str")
    if isinstance(value, str) and (len(value) > _LONGEST or not _FORM.fullmatch(value)):
        raise InvalidCommand(f"{value[:60]!r} is no decimal number such as '125.50'")
    number = Decimal(value)
    if not number.is_finite():
        raise InvalidCommand(f"{value!r} is no amount")
    return number


def amount_text(value: AmountLike) -> str:
    """As the contract writes it: digits, a point, digits. Zeros at the end go, since the ledger fills them up.

    "125.5000" from a column with four decimals would otherwise be refused as too many decimals for a unit with two.
    """
    text = format(amount(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        text = "0"
    if len(text) > _LONGEST:
        raise InvalidCommand(f"an amount with {len(text)} digits is too long")
    return text


@dataclass(frozen=True)
class Money:
    """An exact amount in a unit: `Money("125.50", "ZAR")`, `Money(Decimal("125.50"), "ZAR")`."""

    amount: Decimal
    currency: str

    def __init__(self, amount: AmountLike, currency: str) -> None:
        object.__setattr__(self, "amount", _amount(amount))
        if not isinstance(currency, str) or not _UNIT.fullmatch(currency):
            raise InvalidCommand(f"{currency!r} is no unit's code such as 'ZAR'")
        object.__setattr__(self, "currency", currency)

    def __str__(self) -> str:
        return f"{amount_text(self.amount)} {self.currency}"


# Inside the class the name is the field's.
_amount = amount
