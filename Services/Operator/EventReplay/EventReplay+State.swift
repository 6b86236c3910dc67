import Contracts

extension EventReplay {
    /// A hold as it is now; what it no longer holds is taken off its account.
    mutating func take(hold: Document, at time: Timestamp) throws(ReplayError) {
        let id = try hold.identifier("id", HoldID.self)
        let account = try hold.identifier("account", AccountID.self)
        let unit = try unit(hold)
        let before = holds[id]
        let taken = ReplayedHold(
            id: id, account: account, amount: try hold.amount("amount", in: unit),
            captured: try hold.amount("captured", in: unit), released: try hold.amount("released", in: unit),
            state: try hold.text("state"), placedAt: before?.placedAt ?? time, expiresAt: try hold.moment("expires_at"),
            reference: hold.optionalText("reference"), description: hold.optionalText("description"))
        guard accounts[account.description] != nil else { throw hold.fault("nothing was told of \(account)") }
        guard taken.remaining >= 0, taken.remaining == (try hold.amount("remaining", in: unit)) else {
            throw hold.fault("what is left of \(id) is not what was neither captured nor released")
        }
        guard before == nil || before?.account == account && before?.amount == taken.amount else {
            throw hold.fault("\(id) is told with another account or amount than before")
        }
        accounts[account.description]?.held += taken.remaining - (before?.remaining ?? 0)
        holds[id] = taken
        highestNumber = max(highestNumber, id.number)
    }

    mutating func take(_ request: Document, _ kind: String, at time: Timestamp) throws(ReplayError) {
        let number: Int64 =
            switch kind {
            case "job": try request.identifier("id", JobID.self).number
            case "charge_sale": try request.identifier("id", ChargeSaleID.self).number
            case "credit_request": try request.identifier("id", CreditRequestID.self).number
            default: try request.identifier("id", WithdrawalID.self).number
            }
        var taken = ReplayedRequest(
            number: number, kind: kind, account: try request.identifier("account", AccountID.self),
            amount: try request.amount("amount", in: try unit(request)),
            createdAt: requests[number]?.createdAt ?? time, updatedAt: time, state: try request.text("state"))
        taken.transaction = try request.optionalIdentifier("transaction", TransactionID.self)
        taken.settlement = try request.optionalIdentifier("settlement", TransactionID.self)
        taken.bankAccount = try request.optionalIdentifier("bank_account", BankAccountID.self)?.number
        taken.jobType = request.optionalText("job_type")
        taken.delivery = request.optionalText("delivery")
        taken.expiresAt = request.has("expires_at") ? try request.moment("expires_at") : nil
        taken.reference = request.optionalText("reference")
        taken.description = request.optionalText("description")
        taken.reason = request.optionalText("reason")
        requests[number] = taken
        highestNumber = max(highestNumber, number)
    }

    /// An account that has been made one without a limit, or was opened as one.
    mutating func settle(unlimited account: Document, _ name: String) throws(ReplayError) {
        accounts[name]?.isLimited = false
        accounts[name]?.status = try account.text("status")
    }

    /// Holds what an event tells of an account against what all events together have made of it.
    mutating func compare(_ account: Document) throws(ReplayError) {
        let name = try account.text("id")
        let unit = try unit(account)
        accounts[name]?.isLimited = true
        accounts[name]?.status = try account.text("status")
        accounts[name]?.overdraftLimit = try account.amount("overdraft_limit", in: unit)
        guard let made = accounts[name] else { return }
        let available = made.posted - made.held + made.overdraftLimit
        for (field, told, found) in [
            ("posted", try account.amount("posted", in: unit), made.posted),
            ("held", try account.amount("held", in: unit), made.held),
            ("available", try account.amount("available", in: unit), available),
            ("version", try account.number("version"), made.version),
        ] where told != found {
            throw account.fault("it tells \(field) of \(name) as \(told), and all events together make it \(found)")
        }
    }

    /// An original that is told as reversed or refunded must have been so by what was posted.
    func compare(original: Document) throws(ReplayError) {
        let id = try original.identifier("id", TransactionID.self)
        let isReversed = try original.text("state") == "reversed"
        guard let undoing = undoings[id], isReversed == (undoing.reversal != nil) else {
            throw original.fault("the state of \(id) is not what became of it")
        }
    }
}
