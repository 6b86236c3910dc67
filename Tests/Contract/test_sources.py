"""Names that the Swift sources write, against those that the contract tells.

The command side is held against the running code by the Swift tests. What is written to replies, events and dead letters
stands in the sources as literals, and is read from there.
"""

import re

OUTCOME = "Services/TransactionService/Ledger/Outcome/OutcomeDocument.swift"
STATE = "Services/TransactionService/Ledger/State/"
TOLD = [
    "Committed", "Refused", "TransactionTold", "HoldTold", "OriginalTold", "AccountTold", "PartyTold", "UnitTold", "CommandStamp", "Actor",
    "Error",
]


def cases(text, enumeration):
    """The raw values of a Swift enumeration of texts, in order."""
    body = re.search(rf"enum {enumeration}: String.*?\n(.*?)\n\s*}}", text, re.S)[1]
    names = re.findall(r"^\s*case (.+)$", body, re.M)
    return [re.sub(r'.*= "(.*)"', r"\1", name.strip()) for line in names for name in line.split(",")]


def test_an_outcome_has_the_members_that_the_code_writes(contract, source):
    text = source(OUTCOME) + source("Shared/Contracts/Outcomes/CommandError+JSON.swift")
    written = set(re.findall(r'json\.(?:member|key)\("(\w+)"', text)) | set(re.findall(r'\("(\w+)", \w+\.?\w*\.\w+\)', text))
    told = set()
    for name in TOLD:
        told |= set(contract.at(f"#/components/schemas/{name}/properties"))
    told |= set(contract.at("#/components/schemas/TransactionTold/properties/legs/items/properties"))
    assert written == told


def test_words_of_the_ledger_are_told(contract, source):
    words = lambda name: contract.at(f"#/components/schemas/{name}/enum")
    assert words("AccountStatus") == cases(source(STATE + "Account.swift"), "AccountStatus")
    assert words("HoldState") == cases(source(STATE + "Hold.swift"), "State")
    past = source(STATE + "PastTransaction.swift")
    assert words("TransactionType") == cases(past, "TransactionType")
    states = re.search(r"var state: String \{(.*?)\n    \}", past, re.S)[1]
    told = contract.at("#/components/schemas/OriginalTold/properties/state/enum")
    assert set(re.findall(r'"(\w+)"', states)) == set(told)
    outcomes = ["Committed", "Refused", "Rejected"]
    statuses = {contract.at(f"#/components/schemas/{name}/properties/status/const") for name in outcomes}
    assert statuses == set(re.findall(r'"(committed|refused|rejected)"', source(OUTCOME)))


def test_dead_letters_have_the_headers_of_the_code(contract, source):
    text = source("Shared/Contracts/Topology/LedgerTopology.swift")
    written = re.findall(r'"(x-kauri-[\w-]+)"', text)
    assert list(contract.at("#/components/schemas/DeadLetterHeaders/properties")) == written


def test_the_bound_on_a_message_is_the_configuration_s(contract, source):
    keys = source("Services/TransactionService/Service/Configuration/LedgerKeys.swift")
    kibibytes = int(re.search(r'"kauri\.message\.size".*?default: \.kibibytes\((\d+)\)', keys, re.S)[1])
    assert f"at most {kibibytes * 1024:,} bytes" in contract.root["info"]["description"]
