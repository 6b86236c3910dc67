"""The ledger's refusals of each command, against what its rule and the change that it asks for can throw.

The sources are read as a graph of calls: from a rule's `decide` along every `try`, and on through what the kinds of change that it asks
for are held against. That is a little more than can happen, since a function may throw for other callers; `NEVER` tells what and why.
"""

import re
from pathlib import Path

import pytest

LEDGER = Path(__file__).resolve().parents[2] / "Services/TransactionService/Ledger"

# What every command can be answered, whatever its rule.
ALWAYS = {"deadline_exceeded", "linked_failed"}
# What the kinds of change are held against, by the functions of Change/.
APPLIED = {"transaction": ["checkBalance", "post", "checkFunds"], "placement": ["hold", "checkFunds"]}

LEGS_OF_ITS_OWN = "only a journal brings legs of its own; the ledger makes all others, and they balance"
LOADED = "an account that the ledger itself has noted in a hold or a transaction exists"
NO_UNIT = "it names an account without money, so no unit is expected of the account"
NEVER = {
    "account.suspend": {"currency_mismatch": NO_UNIT},
    "account.activate": {"currency_mismatch": NO_UNIT},
    "account.deactivate": {"currency_mismatch": NO_UNIT},
    "account.configure": {"currency_mismatch": NO_UNIT},
    "wallet.deposit": {"unbalanced": LEGS_OF_ITS_OWN, "insufficient_funds": "the payer is a system account, which has no limit"},
    "wallet.spend": {"unbalanced": LEGS_OF_ITS_OWN},
    "wallet.transfer": {"unbalanced": LEGS_OF_ITS_OWN},
    "hold.place": {"version_unavailable": "an account without a limit holds nothing, which is found before"},
    "hold.capture": {"unbalanced": LEGS_OF_ITS_OWN, "insufficient_funds": "what is captured was held, and so not available before"},
    "transaction.reverse": {"unbalanced": LEGS_OF_ITS_OWN, "account_not_found": LOADED},
    "transaction.refund": {"unbalanced": LEGS_OF_ITS_OWN, "account_not_found": LOADED},
}


def parsed(*patterns):
    """Every function of some files, by its name or `name(label`, with its body; a rule's by `Type.name`."""
    functions = {}
    for path in sorted(path for pattern in patterns for path in LEDGER.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        extensions = [(m.start(), m[1] if m[2] else "") for m in re.finditer(r"^extension (\S+?)(: LedgerRule)? {", text, re.M)]
        for match in re.finditer(r"\bfunc (\w+)\(\s*(\w*)", text):
            start = end = text.index("{", match.end())
            depth = 1
            while depth:
                end += 1
                depth += {"{": 1, "}": -1}.get(text[end], 0)
            owner = ([name for at, name in extensions if at < match.start()] or [""])[-1]
            name = f"{match[1]}({match[2]}" if match[2] in ("of", "named") else match[1]
            functions[f"{owner}.{name}" if owner else name] = text[start:end]
    return functions


RULES = parsed("Rules/*.swift", "State/Book+Lookup.swift")
CHANGES = parsed("Change/*.swift")


def reached(functions, name, owner=""):
    """The bodies that a function leads to, its own first."""
    bodies, left = {}, [name]
    while left:
        name = left.pop()
        key = next((key for key in [f"{owner}.{name}", name] if key in functions), None)
        if key is None or key in bodies:
            continue
        bodies[key] = functions[key]
        for line in re.findall(r"\btry\b([^\n]*)", functions[key]):
            for called, label in re.findall(r"(\w+)\((?:(of|named)\b)?", line):
                left += [f"{called}({label}" if label else called]
    return bodies.values()


def thrown(bodies, names):
    return {names[case] for body in bodies for case in re.findall(r"CommandError\(\s*\.(\w+)", body)}


def possible(rule, is_conditional, names):
    """What the ledger can refuse a command with, by its sources."""
    bodies = list(reached(RULES, "decide", rule))
    assert bodies, f"{rule} has no rule"
    codes = ALWAYS | thrown(bodies, names)
    for kind, checks in APPLIED.items():
        if any(f"change.{kind} =" in body for body in bodies):
            codes |= thrown([body for check in checks for body in reached(CHANGES, check)], names)
    # Without the field expected_version no version is ever compared.
    return codes if is_conditional else codes - {"version_conflict", "version_unavailable"}


TYPES = [
    "PartyRegister", "UnitRegister", "AccountOpen", "AccountSuspend", "AccountActivate", "AccountDeactivate", "AccountConfigure",
    "WalletDeposit", "WalletSpend", "WalletTransfer", "HoldPlace", "HoldCapture", "HoldRelease", "HoldExpire", "TransactionReverse",
    "TransactionRefund", "JournalPost",
]


@pytest.mark.parametrize("rule", TYPES)
def test_a_command_lists_the_refusals_of_the_ledger(contract, source, rule):
    cases = re.findall(r'^    case (\w+)(?: = "(\w+)")?$', source("Shared/Contracts/Errors/ErrorCode.swift"), re.M)
    names = {case: raw or case for case, raw in cases}
    stored = {entry["code"] for entry in contract.root["x-error-codes"] if entry["stage"] == "ledger"}
    message = contract.at(f"#/components/messages/{rule[0].lower() + rule[1:]}")
    is_conditional = "expected_version" in contract.resolved(message["payload"])["properties"]
    found = possible(rule, is_conditional, names) & stored
    never = set(NEVER.get(message["name"], {}))
    assert never <= found, f"{never - found} cannot be thrown at all"
    assert set(message["x-error-codes"]) & stored == found - never


def test_every_command_is_tried(contract):
    messages = contract.at("#/channels/commands/messages")
    assert [name[0].lower() + name[1:] for name in TYPES] == [key for key in messages if key not in ["batch", "cloudEvent"]]
