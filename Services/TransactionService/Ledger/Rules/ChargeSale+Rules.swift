import Contracts

extension ChargeSaleCreate: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.payer(wallet, in: money.currency)
        if delivery == .wallet { needs.account(receiver, in: money.currency) }
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { !actor.isBoundToOwn || book.isOwn(wallet, of: actor) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        let payer = try book.wallet(wallet, in: money.unit, field: "wallet")
        let receiver =
            switch delivery {
            case .airtime: SystemAccount.revenue.id(in: money.unit)
            case .wallet: try book.account(receiver, in: money.unit, field: "phone").id
            }
        try book.check(context, on: payer, field: "wallet")
        guard payer.id != receiver else {
            throw CommandError(.sameAccount, "the number is that of the wallet that pays", field: "phone")
        }
        var change = Change()
        change.transaction = Change.Draft(
            type: .chargeSale, postings: .moving(money, from: payer.id, to: receiver), reference: reference,
            description: description)
        var sale = Request(
            id: book.nextNumber, kind: .chargeSale, account: payer.id, amount: money.minorUnits, createdAt: book.now,
            state: .completed)
        sale.transaction = TransactionID(number: book.nextNumber)
        sale.delivery = delivery
        sale.phone = phone
        sale.reference = reference
        sale.description = description
        change.request = sale
        return change
    }

    private var receiver: AccountReference {
        .phone(phone, kind: AccountReference.defaultKind, currency: nil)
    }
}

extension ChargeSaleRefund: LedgerRule {
    func collect(_ needs: inout Needs) { needs.request(chargeSale.number) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var sale = try book.request(chargeSale.number, .chargeSale)
        try sale.check(isOneOf: [.completed])
        sale.state = .refunded
        return try book.refund(sale, reason)
    }
}
