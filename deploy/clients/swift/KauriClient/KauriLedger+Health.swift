import Contracts

/// Whether commands can be sent and are answered.
public struct LedgerHealth: Sendable, Hashable {
    /// Whether the broker takes messages.
    public let broker: Bool
    /// Whether the ledger and its database answer.
    public let ledger: Bool
    /// What is wrong, in words; empty where nothing is.
    public let detail: String

    /// Whether all is well.
    public var isWell: Bool { broker && ledger }
}

extension KauriLedger {
    /// Asks the ledger for an outcome that nobody has: the answer comes out of its database.
    public func health(within limit: Duration = .seconds(2)) async -> LedgerHealth {
        do throws(LedgerFailure) {
            _ = try await query(OutcomeGet(messageID: "health"), timeout: limit)
            return LedgerHealth(broker: true, ledger: true, detail: "")
        } catch {
            switch error {
            case .rejected(let problem) where problem.code == .outcomeNotFound:
                return LedgerHealth(broker: true, ledger: true, detail: "")
            case .notSent(let reason):
                return LedgerHealth(broker: false, ledger: false, detail: reason.description)
            default: return LedgerHealth(broker: true, ledger: false, detail: "\(error)")
            }
        }
    }
}
