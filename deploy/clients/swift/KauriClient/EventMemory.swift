/// How far an account has come: the newest version that was handled, and which of those just before it were.
struct AccountProgress: Sendable, Hashable {
    /// So many versions are known one by one.
    static let window: Int64 = 64

    private(set) var last: Int64
    private var handled: UInt64 = 1

    init(_ version: Int64) { last = version }

    /// Whether this version is known to have been handled.
    func has(_ version: Int64) -> Bool {
        guard version <= last, last - version < Self.window else { return false }
        return handled >> UInt64(last - version) & 1 == 1
    }

    /// One more version has been handled.
    mutating func add(_ version: Int64) {
        if version > last {
            let step = version - last
            handled = step < Self.window ? handled << UInt64(step) | 1 : 1
            last = version
        } else if last - version < Self.window {
            handled |= 1 << UInt64(last - version)
        }
    }
}

/// What a subscription remembers, with a bound: what was forgotten counts as never seen.
struct EventMemory: Sendable {
    private let bound: Int
    private var ids: Set<String> = []
    /// The ids in the order in which they came; a ring once it is full.
    private var ring: [String] = []
    private var oldest = 0
    private var accounts: [String: (progress: AccountProgress, touched: UInt64)] = [:]
    private var clock: UInt64 = 0

    /// - Parameter bound: so many ids, and as many accounts and at most an eighth more, are remembered.
    init(bound: Int) { self.bound = max(bound, 1) }

    /// How many accounts are remembered.
    var accountCount: Int { accounts.count }

    /// Whether this event is known to have been handled.
    func has(_ id: String) -> Bool { ids.contains(id) }

    /// How far an account has come; nil where nothing is known of it.
    func progress(of account: String) -> AccountProgress? { accounts[account]?.progress }

    /// An event has been handled.
    mutating func record(_ event: LedgerEvent) {
        note(event.id)
        clock += 1
        for (account, version) in event.versions {
            var progress = accounts[account]?.progress ?? AccountProgress(version)
            progress.add(version)
            accounts[account] = (progress, clock)
        }
        if accounts.count > bound + max(bound / 8, 1) { forgetOldest() }
    }

    private mutating func note(_ id: String) {
        guard ids.insert(id).inserted else { return }
        if ring.count < bound {
            ring.append(id)
        } else {
            ids.remove(ring[oldest])
            ring[oldest] = id
            oldest = (oldest + 1) % bound
        }
    }

    private mutating func forgetOldest() {
        let times = accounts.values.map(\.touched).sorted(by: >)
        let limit = times[bound - 1]
        accounts = accounts.filter { $0.value.touched >= limit }
    }
}
