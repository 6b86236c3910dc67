"""Names that the Swift sources write, against those that the contract tells.

The command side is held against the running code by the Swift tests. What is written to replies, events and dead letters
stands in the sources as literals, and is read from there.
"""

import re

OUTCOME = "Services/TransactionService/Ledger/Outcome/"
OUTCOMES = [OUTCOME + name for name in ["OutcomeDocument.swift", "OutcomeDocument+Workflows.swift", "OutcomeDocument+Flags.swift"]]
STATE = "Services/TransactionService/Ledger/State/"
REQUESTS = ["JobTold", "ChargeSaleTold", "CreditRequestTold", "WithdrawalTold"]
TOLD = REQUESTS + [
    "Committed", "Refused", "TransactionTold", "HoldTold", "OriginalTold", "AccountTold", "PartyTold", "UnitTold", "CommandStamp", "Actor",
    "Error", "BankAccountTold", "PayoutTold", "LimitTold", "ExchangeTold", "MoneyTold", "FlagRaised", "FlagTold", "RiskFlagged",
]


def cases(text, enumeration):
    """The raw values of a Swift enumeration of texts, in order."""
    body = re.search(rf"enum {enumeration}: String.*?\n(.*?)\n\s*}}", text, re.S)[1]
    names = re.findall(r"^\s*case ([^.\n].*)$", body, re.M)
    return [re.sub(r'.*= "(.*)"', r"\1", name.strip()) for line in names for name in line.split(",")]


def test_an_outcome_has_the_members_that_the_code_writes(contract, source):
    text = "".join(map(source, OUTCOMES)) + source("Shared/Contracts/Outcomes/CommandError+JSON.swift")
    written = set(re.findall(r'json\.(?:member|key)\(\s*"(\w+)"', text)) | set(re.findall(r'\("(\w+)", \w+\.[\w?.]+\)', text))
    # A request is written under the name of its kind.
    written |= set(cases(source(STATE + "Request.swift"), "Kind"))
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
    assert statuses == set(re.findall(r'"(committed|refused|rejected)"', source(OUTCOMES[0])))


def test_words_of_the_workflows_are_told(contract, source):
    words = lambda name, field: contract.at(f"#/components/schemas/{name}/properties/{field}/enum")
    request = source(STATE + "Request.swift")
    assert set(word for name in REQUESTS for word in words(name, "state")) == set(cases(request, "State"))
    assert words("BankAccountTold", "state") == cases(source(STATE + "BankAccount.swift"), "State")
    assert words("PayoutTold", "state") == cases(source(STATE + "PayoutPlan.swift"), "State")
    assert words("FlagTold", "state") == cases(source(STATE + "RiskFlag.swift"), "State")
    assert contract.at("#/components/schemas/RiskAction/enum") == cases(source(STATE + "RiskRule.swift"), "Action")
    # What a period of a payout schedule passes with, in the words of the error codes.
    obstacles = re.search(r"let obstacle: ErrorCode\? =(.*?): nil", source("Services/TransactionService/Ledger/Rules/Payout+Rules.swift"), re.S)[1]
    codes = dict(re.findall(r'case (\w+) = "(\w+)"', source("Shared/Contracts/Errors/ErrorCode.swift")))
    assert [codes[name] for name in re.findall(r"\? \.(\w+)", obstacles)] == words("PayoutTold", "reason")


def test_a_request_moves_as_the_database_lets_it(contract, source):
    migration = source("Services/TransactionService/Service/Migrations/LedgerMigrations+5Wallet.swift")
    steps = re.findall(r"\('(\w+)', '(\w+)', '(\w+)'\)", migration)
    assert len(steps) == 11
    for kind, name in zip(["job", "charge_sale", "credit_request", "withdrawal"], REQUESTS):
        states = {state for step in steps if step[0] == kind for state in step[1:]}
        assert states == set(contract.at(f"#/components/schemas/{name}/properties/state/enum")), kind


def test_dead_letters_have_the_headers_of_the_code(contract, source):
    text = source("Shared/Contracts/Topology/LedgerTopology.swift")
    written = re.findall(r'"(x-kauri-[\w-]+)"', text)
    assert list(contract.at("#/components/schemas/DeadLetterHeaders/properties")) == written


def test_the_bound_on_a_message_is_the_configuration_s(contract, source):
    keys = source("Services/TransactionService/Service/Configuration/LedgerKeys.swift")
    kibibytes = int(re.search(r'"kauri\.message\.size".*?default: \.kibibytes\((\d+)\)', keys, re.S)[1])
    assert f"at most {kibibytes * 1024:,} bytes" in contract.root["info"]["description"]
