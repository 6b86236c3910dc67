import Contracts

extension NaiveLedger {
    static let people: Set<Role> = [.user, .host, .vendor, .seller]

    /// Whether the actor may not send this at all, or not about what is somebody else's. Without an actor a service acts for itself.
    func isForbidden(_ envelope: CommandEnvelope) -> Bool {
        guard let actor = envelope.common.actor else { return !Self.roles(envelope.type).contains(.service) }
        guard Self.roles(envelope.type).contains(actor.role) else { return true }
        if !isAllowedToDecide(envelope.command, actor) { return true }
        return Self.people.contains(actor.role) && !isOwn(envelope.command, of: actor)
    }

    static func roles(_ type: String) -> Set<Role> {
        switch type {
        case "party.register", "party.update", "party.erase", "bank_account.add", "bank_account.set_primary",
            "bank_account.remove", "account.open", "wallet.spend", "wallet.transfer", "hold.place", "job.start",
            "withdrawal.initiate":
            people.union([.service, .admin])
        case "wallet.deposit", "chargeback.post": [.service, .provider, .admin]
        case "hold.expire", "hold.warn", "job.expire": [.service]
        case "transaction.refund", "payout.schedule", "payout.run": [.host, .vendor, .seller, .service, .admin]
        case "charge_sale.create", "credit_request.create": [.vendor, .seller, .service, .admin]
        case "credit_request.approve", "credit_request.reject", "adjustment.post", "risk.review": [.admin]
        default: [.service, .admin]
        }
    }

    /// Nobody decides on credit for the own wallet.
    private func isAllowedToDecide(_ command: any Command, _ actor: Actor) -> Bool {
        let id: CreditRequestID? =
            switch command {
            case let command as CreditRequestApprove: command.creditRequest
            case let command as CreditRequestReject: command.creditRequest
            default: nil
            }
        guard let id, let request = requests[id.description] else { return true }
        return accounts[request.account]?.owner != actor.id
    }

    /// Whether a command is about what is the actor's own. What does not exist is nobody's, and found missing later.
    private func isOwn(_ command: any Command, of actor: Actor) -> Bool {
        switch command {
        case let command as PartyRegister:
            command.party == actor.id && command.kycLevel == 0 && ![.admin, .service].contains(command.partyType)
        case let command as PartyUpdate:
            command.party == actor.id && command.kycLevel == nil && command.partyType == nil
        case let command as PartyErase: command.party == actor.id
        case let command as AccountOpen:
            command.owner == actor.id && command.overdraftLimit == nil && command.unlimited == nil
        case let command as BankAccountAdd: command.party == actor.id
        case let command as WalletSpend:
            Self.openToPeople.contains(command.destination) && isOwn(command.wallet, of: actor)
        case let command as JobStart:
            Self.openToPeople.contains(command.destination) && isOwn(command.wallet, of: actor)
        case let command as WalletTransfer: Self.isOpenToPeople(command.to) && isOwn(command.from, of: actor)
        case let command as PayoutRun: command.dueAt == nil && isOwn(command.wallet, of: actor)
        case let command as BankAccountSetPrimary: isOwn(command.bankAccount, of: actor)
        case let command as BankAccountRemove: isOwn(command.bankAccount, of: actor)
        case let command as TransactionRefund:
            transactions[command.transaction].map { past in
                past.legs.allSatisfy { $0.amount < 0 || accounts[$0.account]?.owner == actor.id }
            } ?? true
        default: Self.payer(of: command).map { isOwn($0, of: actor) } ?? false
        }
    }

    /// The ledger's own accounts into which people may pay.
    private static let openToPeople: Set<SystemAccount> = [.revenue, .fees, .tax, .escrow]

    private static func isOpenToPeople(_ reference: AccountReference) -> Bool {
        if case .system(let account, _) = reference { openToPeople.contains(account) } else { true }
    }

    /// The wallet that a person's command is about.
    static func payer(of command: any Command) -> AccountReference? {
        switch command {
        case let command as WalletSpend: command.wallet
        case let command as WalletTransfer: command.from
        case let command as HoldPlace: command.wallet
        case let command as JobStart: command.wallet
        case let command as PaymentSplit: command.from
        case let command as FXTransfer: command.from
        case let command as WithdrawalInitiate: command.wallet
        case let command as ChargeSaleCreate: command.wallet
        case let command as CreditRequestCreate: command.wallet
        case let command as PayoutSchedule: command.wallet
        case let command as PayoutRun: command.wallet
        default: nil
        }
    }

    private func isOwn(_ id: BankAccountID, of actor: Actor) -> Bool {
        guard let account = bankAccounts[id], account.isActive else { return true }
        return account.party == actor.id
    }

    private func isOwn(_ reference: AccountReference, of actor: Actor) -> Bool {
        switch reference {
        case .id(let id): accounts[id.description].map { $0.owner == actor.id } ?? true
        case .system: false
        case .party(let party, _, _): party == actor.id
        case .phone(let phone, _, _): phones[phone].map { $0 == actor.id } ?? true
        }
    }
}
