"""Between Python's values and the contract's JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from .errors import FloatRefused, InvalidCommand
from .money import Money, amount_text

_DEEPEST = 12
_SURROGATE = re.compile("[\ud800-\udfff]")


def moment_text(value: datetime, place: str = "a time") -> str:
    """RFC 3339 in UTC. A naive datetime is refused: nobody knows which moment it means."""
    if value.tzinfo is None or value.utcoffset() is None:
        raise InvalidCommand(f"{place} has no time zone; use an aware datetime")
    return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The aware datetime in a moment of a reply or an event."""
    return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)


def plain(value: Any, place: str = "data", depth: int = 1) -> Any:
    """A value with nothing in it but what JSON has, amounts as texts; absent members left out."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        raise FloatRefused(f"{place} is a float ({value!r}); the ledger takes none, use Decimal, int or str")
    if isinstance(value, Enum):
        return plain(value.value, place, depth)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, Decimal):
        return amount_text(value)
    if isinstance(value, datetime):
        return moment_text(value, place)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Money):
        return {"amount": amount_text(value.amount), "currency": value.currency}
    if depth > _DEEPEST:
        raise InvalidCommand(f"{place} is nested deeper than {_DEEPEST} levels")
    if hasattr(value, "as_field"):
        return plain(value.as_field(), place, depth)
    if isinstance(value, Mapping):
        return _object(value, place, depth)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [plain(item, f"{place}[{index}]", depth + 1) for index, item in enumerate(value)]
    raise InvalidCommand(f"{place} is a {type(value).__name__}, which the contract has no form for")


def _object(value: Mapping[Any, Any], place: str, depth: int) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, member in value.items():
        if not isinstance(key, str):
            raise InvalidCommand(f"{place} has the key {key!r}, which is no text")
        if member is not None:
            members[_text(key, place)] = plain(member, f"{place}.{key}", depth + 1)
    return members


def _text(value: str, place: str) -> str:
    if "\x00" in value:
        raise InvalidCommand(f"{place} has the character U+0000")
    if _SURROGATE.search(value):
        raise InvalidCommand(f"{place} has half of a surrogate pair")
    return str(value)


def encoded(document: Mapping[str, Any]) -> bytes:
    """The JSON of a document that `plain` has made."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def decoded(body: bytes) -> dict[str, Any]:
    """The JSON object in a reply or an event; numbers with a point become Decimal."""
    return _document(_parsed(body))


def decoded_array(body: bytes) -> list[dict[str, Any]]:
    """The JSON objects of an array, such as a batch of events."""
    documents = _parsed(body)
    if not isinstance(documents, list):
        raise ValueError("it is no JSON array")
    return [_document(document) for document in documents]


def _parsed(body: bytes) -> object:
    return json.loads(body.decode("utf-8"), parse_float=Decimal)


def _document(document: object) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise ValueError("it is no JSON object")
    return document
