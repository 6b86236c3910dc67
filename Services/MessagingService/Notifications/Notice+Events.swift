import Contracts

extension Notice {
    /// What follows from an event of the ledger; nothing for most.
    ///
    /// Of events that the reader does not understand nobody is told: they are the ledger's, and newer than this reader.
    public static func notices(of event: CloudEvent) -> [Notice] {
        guard case .object(let data) = try? JSONReader.read(event.data) else { return [] }
        let reader = EventReader(id: event.id, data: data)
        switch event.type.hasPrefix("kauri.") ? String(event.type.dropFirst(6)) : event.type {
        case "wallet.deposited": return reader.received(.depositReceived)
        case "wallet.transferred", "fx.transferred": return reader.received(.moneyReceived)
        case "hold.captured", "payment.split", "charge_sale.created", "wallet.spent", "job.started":
            return reader.received(.paymentReceived)
        case "transaction.refunded", "transaction.reversed", "job.refunded", "job.expired", "charge_sale.refunded":
            return reader.received(.refundReceived)
        case "hold.expiring": return reader.hold(.holdExpiring)
        case "hold.expired": return reader.hold(.holdExpired)
        case "withdrawal.initiated": return reader.request("withdrawal", .withdrawalStarted)
        case "withdrawal.completed": return reader.request("withdrawal", .withdrawalCompleted)
        case "withdrawal.failed": return reader.request("withdrawal", .withdrawalFailed)
        case "credit_request.approved": return reader.request("credit_request", .creditApproved)
        case "credit_request.rejected": return reader.request("credit_request", .creditRejected)
        case "payout.ran": return reader.payout()
        case "risk.flagged": return reader.flag()
        default: return []
        }
    }
}

/// Reads the document that an event carries.
private struct EventReader {
    let id: String
    let data: JSONObject

    /// Those whose wallets have grown, and who have not paid for it themselves.
    func received(_ template: NoticeTemplate) -> [Notice] {
        let transaction = data["transaction"]?.asObject
        let legs = transaction?["legs"]?.asArray?.compactMap(\.asObject) ?? []
        let payers = Set(legs.filter { isNegative($0) }.compactMap { owner(of: $0["account"]?.asString) })
        var notices: [Notice] = []
        for (index, leg) in legs.enumerated() where !isNegative(leg) {
            guard let person = owner(of: leg["account"]?.asString), !payers.contains(person), let amount = amount(leg)
            else { continue }
            notices.append(
                Notice(
                    event: id, index: index, recipient: .party(person), template: template, amount: amount,
                    subject: transaction?["id"]?.asString, reference: transaction?["reference"]?.asString))
        }
        return notices
    }

    func hold(_ template: NoticeTemplate) -> [Notice] {
        guard let hold = data["hold"]?.asObject, let recipient = recipient(hold["account"]?.asString) else { return [] }
        return [
            Notice(
                event: id, index: 0, recipient: recipient, template: template, amount: amount(hold),
                time: hold["expires_at"]?.asString, subject: hold["id"]?.asString,
                reference: hold["reference"]?.asString)
        ]
    }

    func request(_ name: String, _ template: NoticeTemplate) -> [Notice] {
        guard let request = data[name]?.asObject, let recipient = recipient(request["account"]?.asString) else {
            return []
        }
        return [
            Notice(
                event: id, index: 0, recipient: recipient, template: template, amount: amount(request),
                subject: request["id"]?.asString, reference: request["reference"]?.asString)
        ]
    }

    /// A payout that ran has made a withdrawal, or says why not; that nothing was due is no news.
    func payout() -> [Notice] {
        guard let payout = data["payout"]?.asObject, let recipient = recipient(payout["wallet"]?.asString) else {
            return []
        }
        let withdrawal = data["withdrawal"]?.asObject
        switch payout["state"]?.asString {
        case "initiated":
            return [
                Notice(
                    event: id, index: 0, recipient: recipient, template: .payoutSent,
                    amount: withdrawal.flatMap(amount), subject: withdrawal?["id"]?.asString)
            ]
        case "skipped" where payout["reason"]?.asString == "no_primary_bank_account":
            return [Notice(event: id, index: 0, recipient: recipient, template: .payoutFailed)]
        default: return []
        }
    }

    func flag() -> [Notice] {
        guard let flag = data["flag"]?.asObject, let recipient = recipient(flag["account"]?.asString) else { return [] }
        return [
            Notice(
                event: id, index: 0, recipient: recipient, template: .riskFlagged, subject: flag["id"]?.asString)
        ]
    }

    private func recipient(_ account: String?) -> Notice.Recipient? {
        guard let account else { return nil }
        if let owner = owner(of: account) { return .party(owner) }
        return account.hasPrefix("wal_") ? .owner(ofWallet: account) : nil
    }

    private func owner(of account: String?) -> PartyID? {
        guard let account else { return nil }
        let accounts = data["accounts"]?.asArray?.compactMap(\.asObject) ?? []
        let told = accounts.first { $0["id"]?.asString == account }?["owner"]?.asString
        return told.flatMap { PartyID(text: $0) }
    }

    private func isNegative(_ leg: JSONObject) -> Bool { leg["amount"]?.asString?.hasPrefix("-") ?? true }

    private func amount(_ object: JSONObject) -> AmountText? {
        guard let amount = object["amount"]?.asString, let currency = object["currency"]?.asString else { return nil }
        return AmountText(amount: amount, currency: currency)
    }
}
