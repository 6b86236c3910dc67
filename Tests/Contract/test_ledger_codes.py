"""The ledger's refusals of each command, against what its rule and the change that it asks for can throw.

The sources are read as a graph of calls: from a rule's `decide` along every `try`, through what makes a change without throwing, and on
through what the kinds of change that it asks for are held against. That is a little more than can happen, since a function may throw for other callers; `NEVER`
tells what and why.
"""

import re
from pathlib import Path

import pytest

LEDGER = Path(__file__).resolve().parents[2] / "Services/TransactionService/Ledger"

# What every command can be answered, whatever its rule.
ALWAYS = {"deadline_exceeded", "linked_failed"}
# What the kinds of change are held against, by the functions of Change/.
APPLIED = {"transaction": ["checkBalance", "post", "checkFunds"], "placement": ["hold", "checkFunds"]}
# What is further asked of a hold that is placed, and of a transaction by which money leaves a wallet.
COUNTED = ["checkLimits", "suspicion"]
# Parameter labels that tell two functions of one name apart.
LABELS = "of|named|isOneOf"

LEGS_OF_ITS_OWN = "only a journal brings legs of its own; the ledger makes all others, and they balance"
LOADED = "an account that the ledger itself has noted in a hold, a request or a transaction exists"
NO_UNIT = "it names an account without money, so no unit is expected of the account"
SYSTEM_PAYS = "the payer is a system account, which has no limit"
SYSTEM_ACTIVE = "the payer is a system account, and what gives money back reaches a suspended wallet"
SYSTEM_ONLY = "only system accounts are moved, which have neither status nor limit"
GIVES_BACK = {
    "unbalanced": LEGS_OF_ITS_OWN, "account_not_found": LOADED, "account_suspended": SYSTEM_ACTIVE, "insufficient_funds": SYSTEM_PAYS,
}
OPEN_REQUEST = {"account_deactivated": "a wallet with an open request is not deactivated"}
NEVER = {
    "account.suspend": {"currency_mismatch": NO_UNIT},
    "account.activate": {"currency_mismatch": NO_UNIT},
    "account.deactivate": {"currency_mismatch": NO_UNIT},
    "account.configure": {"currency_mismatch": NO_UNIT},
    "wallet.deposit": {"unbalanced": LEGS_OF_ITS_OWN, "insufficient_funds": SYSTEM_PAYS},
    "wallet.spend": {"unbalanced": LEGS_OF_ITS_OWN},
    "wallet.transfer": {"unbalanced": LEGS_OF_ITS_OWN},
    "hold.place": {"version_unavailable": "an account without a limit holds nothing, which is found before"},
    "hold.capture": {"unbalanced": LEGS_OF_ITS_OWN, "insufficient_funds": "what is captured was held, and so not available before"},
    "transaction.reverse": {"unbalanced": LEGS_OF_ITS_OWN, "account_not_found": LOADED},
    "transaction.refund": {"unbalanced": LEGS_OF_ITS_OWN, "account_not_found": LOADED},
    "job.start": {"unbalanced": LEGS_OF_ITS_OWN},
    "job.update": GIVES_BACK | OPEN_REQUEST,
    "job.refund": GIVES_BACK,
    "job.expire": GIVES_BACK | OPEN_REQUEST,
    "charge_sale.create": {"unbalanced": LEGS_OF_ITS_OWN},
    "charge_sale.refund": {"unbalanced": LEGS_OF_ITS_OWN, "account_not_found": LOADED},
    "credit_request.approve": {"unbalanced": LEGS_OF_ITS_OWN, "account_not_found": LOADED, "insufficient_funds": SYSTEM_PAYS},
    "withdrawal.initiate": {"unbalanced": LEGS_OF_ITS_OWN},
    "withdrawal.complete": {
        "unbalanced": LEGS_OF_ITS_OWN, "account_not_found": LOADED, "account_suspended": SYSTEM_ONLY, "account_deactivated": SYSTEM_ONLY,
        "balance_overflow": SYSTEM_ONLY, "insufficient_funds": SYSTEM_ONLY,
    },
    "withdrawal.fail": GIVES_BACK | OPEN_REQUEST,
    "payout.schedule": {"currency_mismatch": NO_UNIT},
    "payout.run": {
        "unbalanced": LEGS_OF_ITS_OWN, "currency_mismatch": NO_UNIT, "balance_overflow": "it takes no more than the wallet holds",
        "insufficient_funds": "it takes no more than the wallet holds",
        "account_deactivated": "a deactivated wallet holds nothing, which is found before",
    },
    "adjustment.post": {"unbalanced": LEGS_OF_ITS_OWN},
    "chargeback.post": {
        "unbalanced": LEGS_OF_ITS_OWN, "insufficient_funds": "a chargeback may drive a wallet below its limit",
        "account_suspended": "a chargeback reaches a suspended wallet",
    },
    "payment.split": {"unbalanced": LEGS_OF_ITS_OWN},
    "fx.transfer": {"unbalanced": LEGS_OF_ITS_OWN},
    "limit.set": {"currency_mismatch": NO_UNIT},
}


def parsed(*patterns):
    """Every function of some files, by its name or `name(label`, with its body; a rule's by `Type.name`."""
    functions = {}
    for path in sorted(path for pattern in patterns for path in LEDGER.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        extensions = [(m.start(), m[1] if m[2] else "") for m in re.finditer(r"^extension (\S+?)(: LedgerRule)? {", text, re.M)]
        for match in re.finditer(r"\b(?:func (\w+)|init)\(\s*(\w*)", text):
            start = end = text.find("{", match.end())
            # Only what throws, or else asks for a change, has to do with refusals.
            signature = text[match.end() : max(start, 0)]
            if "throws(" not in signature and "-> Change" not in signature:
                continue
            depth = 1
            while depth:
                end += 1
                depth += {"{": 1, "}": -1}.get(text[end], 0)
            owner = ([name for at, name in extensions if at < match.start()] or [""])[-1]
            # An initialiser is called by the name of its type.
            name = match[1] or (re.findall(r"^extension (\w+)", text[: match.start()], re.M) or [""])[-1]
            if match[1] and re.fullmatch(LABELS, match[2]):
                name = f"{name}({match[2]}"
            mark = "" if "throws(" in signature else "quiet "
            functions[f"{owner}.{name}" if owner else mark + name] = text[start:end]
    return functions


RULES = parsed("Rules/*.swift", "State/*.swift")
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
            for called, label in re.findall(rf"(\w+)\((?:({LABELS})\b)?", line):
                left += [f"{called}({label}" if label else called]
        left += ["quiet " + called for called in re.findall(r"(\w+)\(", functions[key])]
    return bodies.values()


def thrown(bodies, names):
    codes = {names[case] for body in bodies for case in re.findall(r"CommandError\(\s*\.(\w+)", body)}
    # A request that is not found has the code of its kind.
    for body in bodies:
        codes |= {f"{snake_cased(kind)}_not_found" for kind in re.findall(r"\.request\([\w.]+, \.(\w+)\)", body)}
    # Where the code was put into a variable before, every code that is named may be it.
    if any("CommandError(obstacle" in body for body in bodies):
        codes |= {names[case] for body in bodies for case in re.findall(r"[ (]\.(\w+)", body) if case in names}
    return codes


def snake_cased(word):
    return re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), word)


def outgoing():
    """The types of transactions by which money leaves a wallet, as limits and risk rules count it."""
    text = (LEDGER / "State/PastTransaction.swift").read_text(encoding="utf-8")
    return set(re.findall(r"\.(\w+)", re.search(r"var isOutgoing: Bool \{.*?case (.*?): true", text, re.S)[1]))


def possible(rule, is_conditional, names):
    """What the ledger can refuse a command with, by its sources."""
    bodies = list(reached(RULES, "decide", rule))
    assert bodies, f"{rule} has no rule"
    codes = ALWAYS | thrown(bodies, names)
    types = {kind for body in bodies for kind in re.findall(r"Change\.Draft\(\s*type: \.(\w+)", body)}
    for kind, checks in APPLIED.items():
        if any(f"change.{kind} =" in body for body in bodies):
            checks = checks + (COUNTED if kind == "placement" or types & outgoing() else [])
            codes |= thrown([body for check in checks for body in reached(CHANGES, check)], names)
    # Without the field expected_version no version is ever compared.
    return codes if is_conditional else codes - {"version_conflict", "version_unavailable"}


TYPES = [
    "PartyRegister", "UnitRegister", "AccountOpen", "AccountSuspend", "AccountActivate", "AccountDeactivate", "AccountConfigure",
    "WalletDeposit", "WalletSpend", "WalletTransfer", "HoldPlace", "HoldCapture", "HoldRelease", "HoldExpire", "HoldWarn",
    "TransactionReverse", "TransactionRefund", "JournalPost", "PartyUpdate", "PartyErase", "JobStart", "JobUpdate", "JobRefund",
    "JobExpire", "ChargeSaleCreate", "ChargeSaleRefund", "CreditRequestCreate", "CreditRequestApprove", "CreditRequestReject",
    "WithdrawalInitiate", "WithdrawalComplete", "WithdrawalFail", "BankAccountAdd", "BankAccountSetPrimary", "BankAccountRemove",
    "PayoutSchedule", "PayoutRun", "AdjustmentPost", "ChargebackPost", "PaymentSplit", "FXTransfer", "LimitSet", "RiskReview",
]


def key(rule):
    """The key of the message of a rule's type."""
    return re.sub(r"^[A-Z]+(?=[A-Z])|^[A-Z]", lambda capitals: capitals[0].lower(), rule)


@pytest.mark.parametrize("rule", TYPES)
def test_a_command_lists_the_refusals_of_the_ledger(contract, source, rule):
    cases = re.findall(r'^    case (\w+)(?: = "(\w+)")?$', source("Shared/Contracts/Errors/ErrorCode.swift"), re.M)
    names = {case: raw or case for case, raw in cases}
    stored = {entry["code"] for entry in contract.root["x-error-codes"] if entry["stage"] == "ledger"}
    message = contract.at(f"#/components/messages/{key(rule)}")
    is_conditional = "expected_version" in contract.resolved(message["payload"])["properties"]
    found = possible(rule, is_conditional, names) & stored
    never = set(NEVER.get(message["name"], {}))
    assert never <= found, f"{never - found} cannot be thrown at all"
    assert set(message["x-error-codes"]) & stored == found - never


def test_every_command_is_tried(contract):
    messages = contract.at("#/channels/commands/messages")
    assert [key(name) for name in TYPES] == [name for name in messages if name not in ["batch", "cloudEvent"]]
