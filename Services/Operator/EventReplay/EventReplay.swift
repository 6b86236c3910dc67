import Contracts

/// A ledger that is rebuilt from its events alone, by rules of its own: nothing here knows how the ledger decides.
///
/// Events come in the order of their decision, each once. Where they do not, because two partitions interleave or a clock was set back, an
/// event waits until every account that it tells a version of has come to the version before. What an event tells of balances is not
/// believed but compared with what the legs add up to.
public struct EventReplay: Sendable {
    /// Units, those of ISO 4217 and those that events register.
    public internal(set) var units = UnitRegistry()
    /// The names of registered units, by code.
    public internal(set) var unitNames: [String: String] = [:]
    public internal(set) var parties: [String: ReplayedParty] = [:]
    /// Accounts by their names, such as `wal_…` and `cash:ZAR`; the ledger's own only where something was posted on them.
    public internal(set) var accounts: [String: ReplayedAccount] = [:]
    public internal(set) var holds: [HoldID: ReplayedHold] = [:]
    public internal(set) var requests: [Int64: ReplayedRequest] = [:]
    /// Transactions that were given back, in part or whole.
    public internal(set) var undoings: [TransactionID: ReplayedUndoing] = [:]
    /// How many events were taken in.
    public private(set) var events = 0
    /// The largest number that an event tells.
    public internal(set) var highestNumber: Int64 = 0
    /// Posted and not yet taken.
    var posted: [ReplayedTransaction] = []
    private var waiting: [Place: [ArchivedEvent]] = [:]
    private var waitingCount = 0

    /// A version of an account.
    private struct Place: Hashable {
        let account: String
        let version: Int64
    }

    /// The most events that may wait for an earlier one.
    public static let mostWaiting = 100_000

    public init() {}

    /// Takes an event in, and all that have waited for it.
    ///
    /// - Throws: ``ReplayError``; what was taken in until then stays.
    public mutating func take(_ event: ArchivedEvent) throws(ReplayError) {
        var ready = [event]
        while let event = ready.popLast() {
            if let missing = try missing(before: event) {
                waiting[missing, default: []].append(event)
                waitingCount += 1
                guard waitingCount <= Self.mostWaiting else { throw missingError() }
                continue
            }
            let touched = try apply(Document(id: event.id, object: event.data), event)
            events += 1
            highestNumber = max(highestNumber, event.id.number)
            for name in touched {
                let place = Place(account: name, version: accounts[name]?.version ?? 0)
                guard let released = waiting.removeValue(forKey: place) else { continue }
                waitingCount -= released.count
                ready += released.reversed()
            }
        }
    }

    /// Transactions that were posted since the last call, in an order in which every account's entries follow one another.
    public mutating func takePosted() -> [ReplayedTransaction] {
        defer { posted = [] }
        return posted
    }

    /// - Throws: ``ReplayError/missing(account:version:waiting:)`` where an event still waits for one that never came.
    public func finish() throws(ReplayError) {
        if waitingCount > 0 { throw missingError() }
    }

    /// The version that an account must come to first.
    private func missing(before event: ArchivedEvent) throws(ReplayError) -> Place? {
        let document = Document(id: event.id, object: event.data)
        for account in try document.parts("accounts") where account.has("version") {
            let name = try account.text("id")
            let told = try account.number("version")
            let version = accounts[name]?.version ?? 0
            if told > version + 1 { return Place(account: name, version: told - 1) }
            if told <= version {
                throw document.fault("it tells version \(told) of \(name), which has come to \(version) already")
            }
        }
        return nil
    }

    private func missingError() -> ReplayError {
        // The account that is least far behind: what the others wait for may wait for that one.
        let first = waiting.min { ($0.value[0].time, $0.value[0].id) < ($1.value[0].time, $1.value[0].id) }
        guard let first else { return .unreadable("") }
        let version = (accounts[first.key.account]?.version ?? 0) + 1
        return .missing(account: first.key.account, version: version, waiting: first.value[0].id)
    }
}
