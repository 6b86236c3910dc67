"""Every example keeps its schema, and the schemas refuse what breaks them."""

from copy import deepcopy

import pytest
from contract_document import Contract, walk


def examples(contract):
    for key, message in contract.messages():
        for index, example in enumerate(message.get("examples", [])):
            yield f"{key}/{index}", message, example


def test_every_example_keeps_its_schema(contract):
    for place, message, example in examples(contract):
        for part in ["payload", "headers"]:
            if part in example:
                assert contract.faults(message[part], example[part]) == [], place


def test_every_message_that_travels_has_an_example(contract):
    shown = {place.split("/")[0] for place, _, _ in examples(contract)}
    assert {key for key, _ in contract.messages()} == shown


def test_examples_and_defaults_of_schemas_keep_them(contract):
    count = 0
    for path, value in walk(contract.root["components"]["schemas"], "#/components/schemas"):
        if not isinstance(value, dict) or "/properties/" in path and path.endswith("/properties"):
            continue
        for example in value.get("examples", []) + ([value["default"]] if "default" in value else []):
            count += 1
            assert contract.faults({k: v for k, v in value.items() if k not in ["examples", "default"]}, example) == [], path
    assert count > 10


def test_replies_and_events_have_no_member_that_is_not_told(contract):
    def closed(schema):
        if isinstance(schema, list):
            return [closed(item) for item in schema]
        if not isinstance(schema, dict):
            return schema
        inner = {key: closed(value) for key, value in schema.items()}
        if "properties" in schema and schema.get("type") == "object":
            inner.setdefault("additionalProperties", False)
        return inner

    strict = deepcopy(contract.root["components"]["schemas"])
    told = ["Error", "CommandStamp"] + [name for name in strict if name.endswith(("Told", "Shown", "Named"))] + ["FlagRaised", "RiskFlagged"]
    assert len(told) > 15
    for name in told:
        strict[name] = closed(strict[name])
    for name in ["Committed", "Refused", "Rejected", "QueryAnswered", "QueryRejected", "MessageCommandCommitted"]:
        strict[name] = {**strict[name], "unevaluatedProperties": False}
    other = Contract({**contract.root, "components": {**contract.root["components"], "schemas": strict}})
    for place, _, example in examples(contract):
        payload = example.get("payload", {})
        if isinstance(payload, dict) and "status" in payload:
            name = payload["status"].capitalize()
            if place.startswith("messageCommandCommitted/"):
                assert other.faults({"$ref": "#/components/schemas/MessageCommandCommitted"}, payload) == [], place
                continue
            # What the records of an answer about messages say depends on what was sent.
            if place.startswith("messageQueryAnswered/"):
                continue
            if "query" in payload:
                name = "QueryAnswered" if payload["status"] == "ok" else "QueryRejected"
            outcome = {key: value for key, value in payload.items() if key != "replayed"}
            assert other.faults({"$ref": f"#/components/schemas/{name}"}, outcome) == [], place
        elif place.startswith("riskFlagged/"):
            assert other.faults({"$ref": "#/components/schemas/RiskFlagged"}, payload) == [], place


def commands(contract):
    for key in [*contract.at("#/channels/commands/messages"), *contract.at("#/channels/messagingCommands/messages")]:
        if key != "cloudEvent":
            message = contract.at(f"#/components/messages/{key}")
            yield key, contract.resolved(message["payload"]), message


def test_commands_are_closed(contract):
    for key, schema, message in commands(contract):
        for example in message["examples"]:
            broken = {**example["payload"], "colour": "green"}
            assert contract.faults(schema, broken), key


def test_commands_insist_on_what_they_require(contract):
    for key, schema, message in commands(contract):
        for example in message["examples"]:
            for field in schema.get("required", []):
                broken = {k: v for k, v in example["payload"].items() if k != field}
                assert contract.faults(schema, broken), f"{key} without {field}"


@pytest.mark.parametrize("name, change", [
    ("AccountOpen", {"unlimited": True, "overdraft_limit": "1"}),
    ("AccountConfigure", {"unlimited": True, "overdraft_limit": "1"}),
    ("AccountConfigure", {"unlimited": False, "overdraft_limit": None}),
    ("WalletDeposit", {"open": True, "wallet": "wal_000000009h5m5"}),
    ("HoldPlace", {"expires_in": 60, "expires_at": "2026-12-01T10:00:00Z"}),
    ("HoldPlace", {"money": {"amount": "0", "currency": "ZAR"}}),
    ("HoldCapture", {"to": "fees:ZAR"}),
    ("HoldCapture", {"money": {"amount": "1", "currency": "ZAR"}}),
    ("HoldCapture", {"splits": None}),
    ("HoldCapture", {"splits": None, "to": {"party": "host-3"}}),
    ("HoldCapture", {"splits": None, "to": "wal_0000000000065"}),
    ("HoldCapture", {"hold": "hld_0000000000000"}),
    ("PartyRegister", {"language": "1en"}),
    ("PartyRegister", {"time_zone": "3/Nairobi"}),
    ("WalletTransfer", {"from": "cash:ZAR"}),
    ("WalletTransfer", {"to": {"party": "a", "phone": "+27821234567"}}),
    ("WalletTransfer", {"money": {"amount": 1, "currency": "ZAR"}}),
    ("AccountSuspend", {"account": {"party": "host-3"}}),
    ("JournalPost", {"legs": []}),
    ("PartyRegister", {"metadata": {"key": 1}}),
    ("PartyRegister", {"phone": "0821234567"}),
    ("PartyUpdate", {"remove_phone": True}),
    ("PartyUpdate", {"party_type": None, "name": None, "language": None, "time_zone": None, "phone": None, "kyc_level": None}),
    ("JobStart", {"expires_in": 59}),
    ("JobStart", {"job_type": "Photo"}),
    ("JobStart", {"wallet": "cash:ZAR"}),
    ("JobUpdate", {"state": "completed"}),
    ("JobUpdate", {"state": "pending", "refund": None}),
    ("JobRefund", {"job": "job_0000000000000"}),
    ("ChargeSaleCreate", {"delivery": "cash"}),
    ("ChargeSaleRefund", {"charge_sale": "job_000000009h5q4"}),
    ("WithdrawalInitiate", {"bank_account": "MU17BOMM0101101030300200000MUR"}),
    ("BankAccountAdd", {"iban": None}),
    ("BankAccountAdd", {"number": "62001234567"}),
    ("BankAccountAdd", {"country": "mu"}),
    ("BankAccountAdd", {"bank_code": "bommmupl"}),
    ("PayoutSchedule", {"weekday": None}),
    ("PayoutSchedule", {"interval": "daily"}),
    ("PayoutSchedule", {"interval": "threshold", "weekday": None, "minimum": None}),
    ("PayoutSchedule", {"wallet": {"party": "host-3"}}),
    ("PayoutSchedule", {"minimum": "0.00"}),
    ("PaymentSplit", {"fee_basis_points": 1}),
    ("PaymentSplit", {"tax_basis_points": 1}),
    ("PaymentSplit", {"fee": None, "fee_basis_points": 10001}),
    ("FXTransfer", {"rate": "0.000"}),
    ("FXTransfer", {"rate": 7.1}),
    ("FXTransfer", {"rate": "0.0000000000001"}),
    ("LimitSet", {"wallet": None}),
    ("LimitSet", {"kyc_level": 1}),
    ("LimitSet", {"currency": "ZAR"}),
    ("LimitSet", {"wallet": None, "kyc_level": 1}),
    ("LimitSet", {"daily": "0"}),
    ("ConversationCreate", {"id": "dm_000102030405060708090a0b0c0d0e0f"}),
    ("ConversationCreate", {"members": []}),
    ("ConversationAddMembers", {"members": [{"person": "a", "role": "chief"}]}),
    ("ConversationSetRole", {"role": "admin"}),
    ("ConversationUpdate", {"title": ""}),
    ("BlockAdd", {"blocked": "a b"}),
    ("TopicSubscribe", {"topic": "a/b"}),
    ("PreferenceSet", {"remove_quiet_hours": True}),
    ("PreferenceSet", {"channels": ["fax"]}),
    ("PreferenceSet", {"quiet_hours": {"from": "24:00", "to": "06:00", "time_zone": "UTC"}}),
    ("PreferenceSet", {"muted": None, "channels": None, "quiet_hours": None, "language": None}),
    ("SendMessage", {"to": {"person": "a", "topic": "b"}}),
    ("SendMessage", {"to": {}}),
])
def test_combinations_that_the_code_refuses_are_refused(contract, name, change):
    message = next(m for m in contract.root["components"]["messages"].values() if m.get("title") == name)
    schema = contract.resolved(message["payload"])
    payload = {**message["examples"][0]["payload"], **change}
    payload = {key: value for key, value in payload.items() if value is not None}
    assert contract.faults(schema, message["examples"][0]["payload"]) == []
    assert contract.faults(schema, payload)


@pytest.mark.parametrize("to, rest", [
    ({"party": "host-3", "currency": "ZAR"}, {}),
    ({"phone": "+27821234567"}, {"money": {"amount": "1", "currency": "ZAR"}}),
    ("fees:ZAR", {}),
    ("wal_000000009h5m0", {}),
])
def test_a_capture_for_one_receiver_is_accepted(contract, to, rest):
    payload = {"hold": "hld_000000009h5mc", "to": to, **rest}
    assert contract.faults(contract.at("#/components/schemas/HoldCapture"), payload) == []


@pytest.mark.parametrize("change, is_told", [
    ({}, True),
    ({"currency": None, "refunded": None}, True),
    ({"currency": None}, False),
    ({"refunded": None}, False),
])
def test_an_original_tells_its_unit_and_its_refunds_together(contract, change, is_told):
    example = contract.at("#/components/messages/transactionReversed/examples/0/payload/original")
    original = {key: value for key, value in {**example, **change}.items() if value is not None}
    assert (contract.faults(contract.at("#/components/schemas/OriginalTold"), original) == []) == is_told
