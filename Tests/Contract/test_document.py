"""The document is AsyncAPI 3, its references lead somewhere, and everything in it is used."""

import warnings

from contract_document import walk
from jsonschema import Draft7Validator, Draft202012Validator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from asyncapi3.models.asyncapi import AsyncAPI3


def test_it_is_asyncapi_3(contract):
    AsyncAPI3.model_validate(contract.root)
    assert contract.root["asyncapi"] == "3.0.0"


def test_every_reference_leads_somewhere(contract):
    for path, value in walk(contract.root):
        if isinstance(value, dict) and "$ref" in value:
            assert list(value) == ["$ref"], f"{path}: nothing may stand beside a reference"
            assert contract.at(value["$ref"]) is not None, f"{path}: {value['$ref']}"


def test_every_component_is_used(contract):
    used = {v["$ref"] for _, v in walk(contract.root) if isinstance(v, dict) and "$ref" in v}
    for kind, components in contract.root["components"].items():
        for name in components:
            assert f"#/components/{kind}/{name}" in used, f"{kind}/{name} is used nowhere"


def test_roles_are_words_of_the_contract(contract):
    roles = contract.at("#/components/schemas/Role/enum")
    all_commands = {**contract.at("#/channels/commands/messages"), **contract.at("#/channels/messagingCommands/messages")}
    messages = [contract.resolved(m) for key, m in all_commands.items() if key not in ["batch", "cloudEvent"]]
    for message in messages:
        told = message["x-roles"]
        assert told == [role for role in roles if role in told] and told, message["name"]
        assert told == ["service"] or "admin" in told, f"{message['name']} cannot be sent by an administrator"
    assert {role for message in messages for role in message["x-roles"]} == set(roles)


def test_no_value_is_empty_by_accident(contract):
    # An unquoted comma in {description: one, two} makes a member "two" without a value.
    empty = [path for path, value in walk(contract.root) if value is None]
    assert empty == ["#/channels/replies/address"]


def test_operations_use_messages_of_their_channels(contract):
    for name, operation in contract.root["operations"].items():
        for part in [operation, operation.get("reply", {})]:
            for message in part.get("messages", []):
                assert message["$ref"].startswith(part["channel"]["$ref"] + "/messages/"), name


def test_every_command_and_event_travels(contract):
    carried = lambda part: {m["$ref"].split("/")[-1] for m in part["messages"]}
    commands = set(contract.at("#/channels/commands/messages"))
    assert carried(contract.at("#/operations/command")) | carried(contract.at("#/operations/batch")) == commands
    for operation, channel in [
        ("messageCommand", "messagingCommands"), ("sendMessage", "messagingInbound"), ("messageQuery", "messagingQueries"),
    ]:
        assert carried(contract.at(f"#/operations/{operation}")) == set(contract.at(f"#/channels/{channel}/messages"))
    events = contract.at("#/channels/events/messages")
    assert contract.at("#/channels/eventLog/messages") == events
    keys = contract.at("#/channels/events/parameters/event/enum")
    assert ["kauri." + key for key in keys] == [contract.resolved(m)["name"] for m in events.values()]


def test_schemas_are_json_schema(contract):
    for name, schema in contract.schemas():
        Draft202012Validator.check_schema(schema)
        Draft7Validator.check_schema(schema)
        known = set(Draft202012Validator.META_SCHEMA["properties"]) | KEYWORDS
        for path, part in subschemas(schema, name):
            assert set(part) <= known, f"{path}: {set(part) - known} is no keyword"


KEYWORDS = {
    "$ref", "type", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems",
    "items", "required", "properties", "additionalProperties", "propertyNames", "minProperties", "maxProperties", "allOf", "anyOf", "oneOf", "not",
    "if", "then", "default", "description", "examples",
}


def subschemas(schema, path):
    """A schema and all schemas in it; a misspelt keyword would otherwise check nothing."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for key in ["items", "additionalProperties", "propertyNames", "not", "if", "then"]:
        yield from subschemas(schema.get(key), f"{path}/{key}")
    for key in ["allOf", "anyOf", "oneOf"]:
        for index, part in enumerate(schema.get(key, [])):
            yield from subschemas(part, f"{path}/{key}/{index}")
    for name, part in schema.get("properties", {}).items():
        yield from subschemas(part, f"{path}/properties/{name}")
