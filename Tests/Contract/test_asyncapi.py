"""The document keeps AsyncAPI 3.0.0, and the check of that can fail.

The official JSON Schema is published with the npm package @asyncapi/specs alone; none of the packages on PyPI carries it
(looked into: asyncapi3, asyncapi-python, pydantic-asyncapi). asyncapi3 has the same rules as closed models: every object
with its own members, required ones, words and patterns. The list below shows of each rule that it is kept by them. With
KAURI_ASYNCAPI_SCHEMA, the path of a 3.0.0.json, the official schema is asked as well.
"""

import json
import os
import re
import warnings
from copy import deepcopy
from pathlib import Path

import pytest
from contract_document import walk
from jsonschema import Draft7Validator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from asyncapi3.models.asyncapi import AsyncAPI3

OFFICIAL = os.environ.get("KAURI_ASYNCAPI_SCHEMA")
ABSENT = object()

BROKEN = [
    ("asyncapi", "2.6.0"), ("info", ABSENT), ("info/title", ABSENT), ("info/version", ABSENT), ("info/colour", 1),
    ("info/license/name", ABSENT), ("info/tags", ["a"]), ("colour", 1), ("defaultContentType", 5),
    ("servers/broker/url", "amqp://localhost"), ("servers/broker/host", ABSENT), ("servers/broker/protocol", ABSENT),
    ("channels/commands/adress", "x"), ("channels/commands/summary", 5),
    ("channels/commands/parameters/orderingKey/schema", {}),
    ("channels/queries/bindings/amqp/is", "topic"), ("channels/queries/bindings/amqp/colour", 1),
    ("channels/queries/bindings/amqpp", {}), ("operations/announce/bindings/amqp/deliveryMode", 3),
    ("operations/command/action", "publish"), ("operations/command/channel", ABSENT), ("operations/command/mesages", []),
    ("operations/command/messages", [{"payload": {}}]), ("operations/command/reply/colour", 1),
    ("operations/command/reply/address/location", ABSENT),
    ("components/message", {}), ("components/messages/a b", {}), ("components/messages/deadLetter/pay", 1),
    ("components/messages/deadLetter/examples/0/pay", 1), ("components/messages/replyCommitted/correlationId/location", ABSENT),
    ("components/messageTraits/event/payload", {}), ("components/securitySchemes/brokerUser/type", "passwd"),
]


def broken(root, path, value):
    """The document with one value replaced, added or taken away."""
    root = deepcopy(root)
    *way, last = path.split("/")
    part = root
    for step in way:
        part = part[int(step)] if isinstance(part, list) else part[step]
    if value is ABSENT:
        del part[last]
    else:
        part[last] = value
    return root


@pytest.mark.parametrize("path, value", BROKEN, ids=[path for path, _ in BROKEN])
def test_what_breaks_asyncapi_is_refused(contract, path, value):
    with pytest.raises(ValueError):
        AsyncAPI3.model_validate(broken(contract.root, path, value))


def test_runtime_expressions_are_well_formed(contract):
    """The one rule of the schema that the models do not know."""
    places = [value["location"] for _, value in walk(contract.root) if isinstance(value, dict) and isinstance(value.get("location"), str)]
    assert len(places) > 10
    assert [place for place in places if not re.fullmatch(r"\$message\.(header|payload)#(/[^/]+)+", place)] == []


@pytest.mark.skipif(not OFFICIAL, reason="KAURI_ASYNCAPI_SCHEMA names no file")
def test_it_keeps_the_official_schema(contract):
    schema = json.loads(Path(OFFICIAL).read_text(encoding="utf-8"))
    assert [f"{e.json_path}: {e.message[:200]}" for e in Draft7Validator(schema).iter_errors(contract.root)] == []
