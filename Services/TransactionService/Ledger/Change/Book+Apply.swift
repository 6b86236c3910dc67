import Contracts

/// What a change came to, for the outcome's document.
struct Applied {
    /// An account before and after; only accounts with a limit are told.
    struct Touched {
        let before: Account
        let after: Account
    }

    var transaction: PostedTransaction?
    var hold: Hold?
    var accounts: [Touched] = []
    var party: Party?
    var unit: UnitRegistration?
    var past: PastTransaction?
    var reason: String?

    /// What the change is about first.
    var concerns: String? { accounts.first?.after.text ?? party?.id.text ?? unit?.unit.code }
}

extension Book {
    /// Makes a change happen, or says which rule of the ledger stands against it; then nothing has happened.
    mutating func apply(_ change: Change, metadata: [MetadataPair]) throws(CommandError) -> Applied {
        // First all that can refuse, on copies …
        var touched = try accountsAfterwards(change)
        try touched.checkFunds(in: self)
        touched.raiseVersions()

        // … then all that changes the book.
        var applied = Applied(hold: change.hold, party: change.party, unit: change.units, past: change.past)
        applied.reason = change.reason
        write(change)
        if let placement = change.placement {
            let hold = Hold(
                id: HoldID(number: numbers.next()), account: placement.account, amount: placement.amount,
                expiresAt: placement.expiresAt, reference: placement.reference, description: placement.description)
            applied.hold = hold
        }
        if let hold = applied.hold {
            insert(hold)
            changes.holds.insert(hold.id)
        }
        if let draft = change.transaction { applied.transaction = post(draft, metadata, &touched) }
        for account in touched.accounts where account.isTracked {
            update(account.after)
            if !changes.opened.contains(account.after.id) { changes.changed.insert(account.after.id) }
        }
        applied.accounts = touched.accounts.compactMap { account in
            account.after.isLimited || account.isConfigured
                ? Applied.Touched(before: account.before, after: account.after) : nil
        }
        return applied
    }

    /// Every account that a change touches, with the amounts that it brings, before any rule is asked.
    private func accountsAfterwards(_ change: Change) throws(CommandError) -> TouchedAccounts {
        var touched = TouchedAccounts()
        if let account = change.opens { touched.add(opened: account) }
        if let account = change.configured { touched.add(configured: account, in: self) }
        if let placement = change.placement {
            try touched.hold(placement.amount, on: placement.account, in: self)
        }
        if let hold = change.hold, let before = self.hold(hold.id) {
            touched.release(before.remaining - hold.remaining, on: hold.account, in: self)
        }
        if let draft = change.transaction {
            try draft.checkBalance()
            for posting in draft.postings {
                try touched.post(posting, reachesSuspended: draft.reachesSuspended, in: self)
            }
        }
        return touched
    }

    private mutating func write(_ change: Change) {
        if let registration = change.units, (try? register(registration.unit)) != nil {
            changes.units.append(registration)
        }
        if let party = change.party {
            insert(party: party.id, phone: party.phone)
            changes.parties.append(party)
        }
        if let account = change.opens {
            insert(account)
            changes.opened.insert(account.id)
        }
        if let past = change.past {
            insert(past)
            changes.pasts.insert(past.id)
        }
    }

    private mutating func post(
        _ draft: Change.Draft, _ metadata: [MetadataPair], _ touched: inout TouchedAccounts
    ) -> PostedTransaction {
        let id = TransactionID(number: numbers.next())
        for (leg, posting) in draft.postings.enumerated() {
            if let entry = touched.enter(posting, transaction: id, leg: Int16(leg)) {
                changes.entries.append(entry)
            } else {
                changes.unlimitedEntries.append(
                    UnlimitedEntry(
                        account: posting.account, transaction: id, leg: Int16(leg), unit: posting.unit.number,
                        amount: posting.amount))
            }
        }
        let posted = PostedTransaction(
            id: id, type: draft.type, postings: draft.postings, reference: draft.reference,
            description: draft.description, metadata: metadata, original: draft.original, hold: draft.hold)
        changes.transactions.append(posted)
        return posted
    }
}

extension Change.Draft {
    /// Legs must add up to zero in every unit.
    fileprivate func checkBalance() throws(CommandError) {
        if postings.count == 2, postings[0].unit == postings[1].unit, postings[0].amount == -postings[1].amount {
            return
        }
        var sums: [CurrencyUnit: Int64] = [:]
        for posting in postings {
            let (sum, overflow) = sums[posting.unit, default: 0].addingReportingOverflow(posting.amount)
            guard !overflow else {
                throw CommandError(.balanceOverflow, "the legs add up to more than the ledger can hold")
            }
            sums[posting.unit] = sum
        }
        for (unit, sum) in sums.sorted(by: { $0.key.code < $1.key.code }) where sum != 0 {
            let rest = MinorUnits.text(sum, decimals: unit.decimals)
            throw CommandError(.unbalanced, "the legs in \(unit.code) add up to \(rest) and not to zero", field: "legs")
        }
    }
}
