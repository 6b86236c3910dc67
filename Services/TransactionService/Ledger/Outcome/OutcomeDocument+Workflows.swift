import Contracts

extension OutcomeDocument {
    /// The objects of the workflows around the money.
    static func writeWorkflow(_ applied: Applied, to json: inout JSONWriter) {
        let change = applied.change
        if let request = change.request { write(request, applied.walletUnit, to: &json) }
        if let account = change.bankAccounts.first { write(account, to: &json) }
        if let payout = change.payout { write(payout, to: &json) }
        if let limit = change.limit { write(limit, to: &json) }
        if let exchange = change.exchange { write(exchange, to: &json) }
        if let review = change.review {
            json.key("flag")
            write(review, to: &json)
        }
        if let flag = applied.flag { writeRaised(flag, to: &json) }
    }

    private static func write(_ request: Request, _ unit: CurrencyUnit?, to json: inout JSONWriter) {
        json.key(request.kind.rawValue)
        json.beginObject()
        json.member("id", request.text)
        json.member("state", request.state.rawValue)
        json.member("account", request.account.description)
        if let unit {
            json.key("amount")
            json.amount(request.amount, in: unit)
            json.member("currency", unit.code)
        }
        let members: [(String, String?)] = [
            ("transaction", request.transaction?.description), ("settlement", request.settlement?.description),
            ("bank_account", request.bankAccount?.description), ("job_type", request.jobType),
            ("delivery", request.delivery?.rawValue), ("phone_masked", request.phone?.masked),
            ("expires_at", request.expiresAt?.rfc3339), ("reference", request.reference),
            ("description", request.description), ("reason", request.reason),
        ]
        for (name, text) in members { if let text { json.member(name, text) } }
        json.endObject()
    }

    private static func write(_ account: BankAccount, to json: inout JSONWriter) {
        json.key("bank_account")
        json.beginObject()
        json.member("id", account.id.description)
        json.member("party", account.party.text)
        json.member("country", account.country)
        json.member("currency", account.unit.code)
        json.member("format", account.format.rawValue)
        json.member("masked", account.masked)
        if let bankCode = account.bankCode { json.member("bank_code", bankCode) }
        json.key("primary")
        json.bool(account.isPrimary)
        json.member("state", account.state.rawValue)
        json.endObject()
    }

    private static func write(_ payout: Payout, to json: inout JSONWriter) {
        json.key("payout")
        json.beginObject()
        json.member("wallet", payout.account.text)
        json.member("state", payout.state.rawValue)
        if let plan = payout.plan {
            json.member("interval", plan.interval.rawValue)
            if let weekday = plan.weekday { json.member("weekday", weekday.rawValue) }
            json.key("minimum")
            json.amount(plan.minimum, in: payout.account.unit)
            json.member("currency", payout.account.unit.code)
        }
        if let dueAt = payout.dueAt { json.member("due_at", dueAt.rfc3339) }
        if let next = payout.plan?.nextDueAt { json.member("next_due_at", next.rfc3339) }
        if let reason = payout.reason { json.member("reason", reason.rawValue) }
        json.endObject()
    }

    private static func write(_ limit: LimitSetting, to json: inout JSONWriter) {
        json.key("limit")
        json.beginObject()
        switch limit.scope {
        case .wallet(let account): json.member("wallet", account.description)
        case .level(let level):
            json.key("kyc_level")
            json.int(level)
        }
        json.member("currency", limit.unit.code)
        let bounds = limit.bounds
        for (name, amount) in [("minimum", bounds.minimum), ("maximum", bounds.maximum), ("daily", bounds.daily)] {
            guard let amount else { continue }
            json.key(name)
            json.amount(amount, in: limit.unit)
        }
        json.endObject()
    }

    private static func write(_ exchange: Exchange, to json: inout JSONWriter) {
        json.key("exchange")
        json.beginObject()
        json.member("rate", exchange.rate.canonicalText)
        for (name, money) in [("sold", exchange.sold), ("bought", exchange.bought)] {
            json.key(name)
            json.beginObject()
            json.key("amount")
            json.amount(money.minorUnits, in: money.unit)
            json.member("currency", money.unit.code)
            json.endObject()
        }
        json.member("remainder", exchange.remainder)
        json.endObject()
    }
}
