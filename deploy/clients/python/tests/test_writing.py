"""Money, commands and their JSON; no broker."""

import json
import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

import kauri
from kauri import Command, FloatRefused, InvalidCommand, Money, Wallet, codes
from kauri.commands import LARGEST_BODY, ordering_key
from kauri.money import amount_text

CONTRACT = Path(__file__).resolve().parents[4] / "Shared/Contracts/asyncapi.yaml"


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("125.50", "125.5"), (Decimal("125.5000"), "125.5"), (7, "7"), ("0.01", "0.01"), (Decimal("1E+3"), "1000"),
        (Decimal("0E-9"), "0"), (Decimal("-0.00"), "0"), ("-12.30", "-12.3"),
        ("23058430092136939.52", "23058430092136939.52"), (Decimal("1E-8"), "0.00000001"),
    ],
)  # fmt: skip
def test_an_amount_is_written_exactly(given, written):
    assert amount_text(given) == written


@pytest.mark.parametrize("given", [1.5, 0.1 + 0.2, float("nan")])
def test_a_float_is_refused_by_name(given):
    with pytest.raises(FloatRefused, match="float"):
        Money(given, "ZAR")
    with pytest.raises(FloatRefused, match=r"data\.money\.amount"):
        Command("wallet.spend", {"wallet": "w", "money": {"amount": given, "currency": "ZAR"}})
    with pytest.raises(FloatRefused, match=r"data\.list\[1\]"):
        Command("wallet.spend", {"list": [1, given]})


@pytest.mark.parametrize("given", ["", "1,5", "1e3", "01", "+1", ".5", "5.", " 1", "1\n", "١", "9" * 42, True, None,
                                   b"1", Decimal("NaN"), Decimal("Infinity")])  # fmt: skip
def test_what_is_no_amount_is_refused(given):
    with pytest.raises(InvalidCommand):
        Money(given, "ZAR")


@pytest.mark.parametrize("unit", ["zar", "ZA", "", "Z AR", "Ä" * 3, "A" * 16, None])
def test_what_is_no_unit_is_refused(unit):
    with pytest.raises(InvalidCommand):
        Money(1, unit)


def test_a_command_is_written_as_the_contract_wants_it():
    when = datetime(2026, 11, 21, 11, 30, tzinfo=timezone(timedelta(hours=2)))
    command = kauri.transfer(
        Wallet("guest-7"), Wallet(phone="+27821234567", kind="main"), Money("125.50", "ZAR"), reference="BK-1042",
        actor=kauri.Actor("guest-7", "user"), deadline=when, expected_version=41, metadata={"booking": "1042"},
        id="b3f1",
    )  # fmt: skip
    assert json.loads(command.body) == {
        "from": {"party": "guest-7"}, "to": {"phone": "+27821234567", "kind": "main"},
        "money": {"amount": "125.5", "currency": "ZAR"}, "reference": "BK-1042",
        "actor": {"id": "guest-7", "role": "user"}, "deadline": "2026-11-21T09:30:00.000000Z", "expected_version": 41,
        "metadata": {"booking": "1042"},
    }  # fmt: skip
    assert (command.id, command.routing_key) == ("b3f1", "guest-7")


def test_ids_are_made_once_and_differ():
    one, other = Command("a.b"), Command("a.b")
    assert one.id != other.id and len(one.id) == 36 and one.id == one.id


@pytest.mark.parametrize(
    ("document", "key"),
    [
        ({"from": "wal_1", "to": "wal_2"}, "wal_1"), ({"wallet": {"party": "guest-7", "kind": "main"}}, "guest-7"),
        ({"wallet": {"phone": "+27821234567"}}, "+27821234567"), ({"owner": "guest-7"}, "guest-7"),
        ({"party": "guest-7"}, "guest-7"), ({"hold": "hld_1", "to": "fees:ZAR"}, "hld_1"),
        ({"legs": [{"account": "a", "money": {"amount": "1"}}, {"account": "b", "money": {"amount": "-1"}}]}, "b"),
        ({}, None),
    ],
)  # fmt: skip
def test_the_ordering_key_is_the_payer_where_none_is_given(document, key):
    assert ordering_key(document) == key


def test_the_ordering_key_may_be_given_and_falls_back_to_the_id():
    assert kauri.spend("wal_1", Money(1, "ZAR"), key="BK-1042").routing_key == "BK-1042"
    assert Command("limit.set", {"scope": "x"}, id="m-1").routing_key == "m-1"
    assert kauri.batch([kauri.spend("wal_1", Money(1, "ZAR"))]).routing_key == "wal_1"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Command("a.b", id=""), lambda: Command("a.b", id="é" * 128), lambda: Command("a.b", key="k" * 256),
        lambda: Command("a.b", {"text": "\x00"}), lambda: Command("a.b", {"text": "\ud800"}),
        lambda: Command("a.b", {"when": datetime(2026, 1, 1)}), lambda: Command("a.b", {"x": object()}),
        lambda: Command("a.b", {1: "x"}), lambda: Command("a.b", {"x": b"bytes"}),
        lambda: Command("a.b", {"text": "x" * LARGEST_BODY}),
        lambda: Command("a.b", {"actor": {}}, actor=kauri.Actor("a", "b")),
        lambda: Wallet(), lambda: Wallet("p", "+27821234567"), lambda: kauri.batch([]),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_where_it_is_made(make):
    with pytest.raises(InvalidCommand):
        make()


def test_nesting_has_a_bound():
    deep = {}
    for _ in range(20):
        deep = {"x": deep}
    with pytest.raises(InvalidCommand, match="nested"):
        Command("a.b", deep)


def test_the_error_codes_are_the_contracts():
    document = CONTRACT.read_text(encoding="utf-8")
    section = document[document.index("\nx-error-codes:") : document.index("\ncomponents:")]
    listed = re.findall(r"- \{code: (\w+),", section)
    assert len(listed) > 50 and set(listed) == codes.ALL


def test_the_exchanges_and_bounds_are_the_contracts():
    document = CONTRACT.read_text(encoding="utf-8")
    for name in (kauri.client.COMMANDS, kauri.consumer.EVENTS):
        assert f"title: {name}\n" in document
    assert f"Publish to the exchange `{kauri.client.QUERIES}`" in document
    for bound in (LARGEST_BODY, kauri.client.LARGEST_QUERY):
        assert f"{bound:,} bytes" in document
