import Contracts

/// Of what messaging-service is to tell somebody after a command was carried out.
public struct DayNotice: Sendable, Hashable {
    /// The number of the event that it follows from.
    public let event: Int64
    /// Who is told.
    public let person: String
    /// What it is called there.
    public let kind: String

    /// Makes one.
    public init(event: Int64, person: String, kind: String) {
        self.event = event
        self.person = person
        self.kind = kind
    }
}

extension DayReply {
    /// Who is told of it: those whose wallet has grown by what another has paid.
    public var notices: [DayNotice] {
        let kinds = ["deposit": "deposit_received", "capture": "payment_received", "refund": "refund_received"]
        guard isCommitted, let event, let kind = kinds[transactionType] else { return [] }
        let payers = Set(legs.filter { !$0.money.isPositive }.compactMap(\.owner))
        return legs.filter { $0.money.isPositive }.compactMap(\.owner).filter { !payers.contains($0) }
            .map { DayNotice(event: event.number, person: $0, kind: kind) }
    }
}
