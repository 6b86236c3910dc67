import Contracts

/// Writes outcomes as JSON: what is stored, what a reply carries, what an event carries. All three are the same bytes.
///
/// Personal data (names, telephone numbers) never enters a document, because it is kept for ever.
enum OutcomeDocument {
    static func success(_ applied: Applied, envelope: CommandEnvelope, at now: Timestamp, number: Int64) -> [UInt8] {
        var json = JSONWriter(capacity: 704)
        json.beginObject()
        head(envelope, status: "committed", to: &json)
        json.member("event", EventID(number: number).description)
        if let transaction = applied.transaction { write(transaction, to: &json) }
        if let hold = applied.hold { write(hold, applied, to: &json) }
        if let past = applied.change.past { write(past, to: &json) }
        writeWorkflow(applied, to: &json)
        if !applied.accounts.isEmpty { write(applied.accounts, to: &json) }
        if let party = applied.change.party { write(party, to: &json) }
        if let unit = applied.change.units { write(unit, to: &json) }
        if let reason = applied.change.reason { json.member("reason", reason) }
        if !envelope.common.metadata.isEmpty {
            json.key("metadata")
            json.beginObject()
            for pair in envelope.common.metadata { json.member(pair.key, pair.value) }
            json.endObject()
        }
        return end(&json, now)
    }

    /// - Parameter isStored: whether the refusal is kept, which `linked_failed` is only together with its culprit.
    static func error(
        _ error: CommandError, envelope: CommandEnvelope, at now: Timestamp, isStored: Bool
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 384)
        json.beginObject()
        head(envelope, status: isStored ? "refused" : "rejected", to: &json)
        error.write(to: &json)
        return end(&json, now)
    }

    static func head(_ envelope: CommandEnvelope, status: String, to json: inout JSONWriter) {
        json.key("command")
        json.beginObject()
        json.member("id", envelope.key.messageID)
        json.member("type", envelope.type)
        json.member("subject", envelope.key.subject)
        if let actor = envelope.common.actor {
            json.key("actor")
            json.beginObject()
            json.member("id", actor.id.text)
            json.member("role", actor.role.rawValue)
            json.endObject()
        }
        json.endObject()
        json.member("status", status)
    }

    private static func end(_ json: inout JSONWriter, _ now: Timestamp) -> [UInt8] {
        json.member("at", now.rfc3339)
        json.endObject()
        return json.bytes
    }

    private static func write(_ transaction: PostedTransaction, to json: inout JSONWriter) {
        json.key("transaction")
        json.beginObject()
        json.member("id", transaction.id.description)
        json.member("type", transaction.type.rawValue)
        json.member("state", "posted")
        if let reference = transaction.reference { json.member("reference", reference) }
        if let description = transaction.description { json.member("description", description) }
        if let original = transaction.original { json.member("original", original.description) }
        if let hold = transaction.hold { json.member("hold", hold.description) }
        json.key("legs")
        json.beginArray()
        for posting in transaction.postings {
            json.beginObject()
            json.member(
                "account", SystemAccount(id: posting.account)?.text(in: posting.unit) ?? posting.account.description)
            json.key("amount")
            json.amount(posting.amount, in: posting.unit)
            json.member("currency", posting.unit.code)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    private static func write(_ hold: Hold, _ applied: Applied, to json: inout JSONWriter) {
        // A placed hold's wallet is always among the accounts; one that is only told of leaves its wallet as it is.
        let wallet = applied.accounts.first { $0.after.id == hold.account }
        guard let unit = applied.walletUnit ?? wallet?.after.unit else { return }
        json.key("hold")
        json.beginObject()
        json.member("id", hold.id.description)
        json.member("account", hold.account.description)
        json.member("state", hold.state.rawValue)
        json.member("currency", unit.code)
        for (name, amount) in [
            ("amount", hold.amount), ("captured", hold.captured), ("released", hold.released),
            ("remaining", hold.remaining),
        ] {
            json.key(name)
            json.amount(amount, in: unit)
        }
        json.member("expires_at", hold.expiresAt.rfc3339)
        if let reference = hold.reference { json.member("reference", reference) }
        if let description = hold.description { json.member("description", description) }
        json.endObject()
    }

    private static func write(_ past: PastTransaction, to json: inout JSONWriter) {
        json.key("original")
        json.beginObject()
        json.member("id", past.id.description)
        json.member("type", past.type.rawValue)
        json.member("state", past.state)
        // A journal posting in several units has no one sum that could have been refunded.
        let units = Set(past.postings.map(\.unit))
        if units.count == 1, let unit = units.first {
            json.member("currency", unit.code)
            json.key("refunded")
            json.amount(past.refundedTotal, in: unit)
        }
        json.endObject()
    }

    private static func write(_ accounts: [Applied.Touched], to json: inout JSONWriter) {
        json.key("accounts")
        json.beginArray()
        for account in accounts {
            let after = account.after
            json.beginObject()
            json.member("id", after.text)
            if let owner = after.owner { json.member("owner", owner.text) }
            json.member("kind", after.kind)
            json.member("currency", after.unit.code)
            json.member("status", after.status.rawValue)
            if after.isLimited {
                for (name, amount) in [
                    ("posted_before", account.before.posted), ("posted", after.posted), ("held", after.held),
                    ("overdraft_limit", after.overdraftLimit), ("available", after.available),
                ] {
                    json.key(name)
                    json.amount(amount, in: after.unit)
                }
                json.key("version")
                json.quotedInt(after.version)
            } else {
                json.key("unlimited")
                json.bool(true)
            }
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ party: Party, to json: inout JSONWriter) {
        json.key("party")
        json.beginObject()
        json.member("id", party.id.text)
        json.member("party_type", party.type.rawValue)
        if let language = party.language { json.member("language", language) }
        if let timeZone = party.timeZone { json.member("time_zone", timeZone) }
        json.key("kyc_level")
        json.int(party.kycLevel)
        if party.isErased {
            json.key("erased")
            json.bool(true)
        }
        json.endObject()
    }

    private static func write(_ registration: UnitRegistration, to json: inout JSONWriter) {
        json.key("unit")
        json.beginObject()
        json.member("code", registration.unit.code)
        json.member("name", registration.name)
        json.key("decimals")
        json.int(Int64(registration.unit.decimals))
        json.endObject()
    }
}
