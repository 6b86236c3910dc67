import Contracts
import RabbitMQ

/// What happened in the ledger, as a CloudEvent with its data.
public struct LedgerEvent: Sendable, Hashable {
    /// The same on every redelivery.
    public let id: String
    /// Such as `kauri.wallet.transferred`.
    public let type: String
    /// Whom it is about; nil where the contract tells nobody.
    public let subject: String?
    /// When it was committed, RFC 3339.
    public let time: String
    /// The trace that it belongs to.
    public let traceparent: String?
    /// The accounts that the command touched, as they are after it.
    public let accounts: [LedgerAccount]
    /// All of its data.
    public let document: LedgerDocument
    /// Whether the broker has delivered it before.
    public let isRedelivered: Bool
    /// Whether a newer event of one of its accounts has been handled before it. Whoever keeps an account's newest state skips it,
    /// whoever adds up counts it.
    public internal(set) var isLate = false

    /// The version of each account with a limit.
    public var versions: [String: Int64] {
        Dictionary(accounts.compactMap { account in account.version.map { (account.id, $0) } }) { max($0, $1) }
    }

    /// Reads a delivery: one event, or those of a commit together; nil where it is none of the contract.
    static func events(of delivery: Delivery) -> [LedgerEvent]? {
        guard let events = delivery.cloudEvents else { return nil }
        let read = events.compactMap { LedgerEvent($0, isRedelivered: delivery.isRedelivered) }
        return read.count == events.count ? read : nil
    }

    private init?(_ event: CloudEvent, isRedelivered: Bool) {
        guard let document = LedgerDocument(event.data) else { return nil }
        self.init(
            id: event.id, type: event.type, time: event.time, document: document, isRedelivered: isRedelivered,
            subject: event.subject, traceparent: event.traceparent)
    }

    init(
        id: String, type: String, time: String, document: LedgerDocument, isRedelivered: Bool = false,
        subject: String? = nil, traceparent: String? = nil
    ) {
        self.id = id
        self.type = type
        self.time = time
        self.document = document
        self.isRedelivered = isRedelivered
        self.subject = subject
        self.traceparent = traceparent
        accounts = document.objects("accounts").compactMap { LedgerAccount($0) }
    }
}
