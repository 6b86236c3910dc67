import Contracts

extension Book {
    /// Refuses what the actor's role may not do, and what belongs to somebody else.
    ///
    /// Without an actor a service acts for itself. How an actor is proven is no affair of the ledger's.
    func authorise(_ envelope: CommandEnvelope) throws(CommandError) {
        let role = envelope.common.actor?.role ?? .service
        let type = type(of: envelope.command)
        guard type.allowed.contains(role) else {
            throw CommandError(.forbidden, "a \(role.rawValue) may not send \(type.type)", field: "actor.role")
        }
        guard let actor = envelope.common.actor, let rule = envelope.command as? any LedgerRule else { return }
        guard rule.isPermitted(to: actor, in: self) else {
            throw CommandError(.forbidden, "the actor may not do this with what is not its own", field: "actor")
        }
    }

    /// Whether an account is the actor's own. What does not exist is nobody's, and found missing later.
    func isOwn(_ reference: AccountReference, of actor: Actor) -> Bool {
        switch reference {
        case .id(let id): accounts[id].map { $0.owner == actor.id } ?? true
        case .party(let party, _, _): party == actor.id
        case .phone(let phone, _, _): phones[phone].map { $0 == actor.id } ?? true
        case .system: false
        }
    }
}

extension SystemAccount {
    /// Whether people may pay into it. The others belong to workflows of the ledger, whose sums would no longer be right.
    var isOpenToPeople: Bool {
        switch self {
        case .revenue, .fees, .tax, .escrow: true
        case .cash, .creditIssuance, .payoutsInTransit, .exchange, .adjustments, .rounding: false
        }
    }
}

extension Actor {
    /// Whether it acts only on what is its own.
    var isBoundToOwn: Bool { Set<Role>.people.contains(role) }
}
