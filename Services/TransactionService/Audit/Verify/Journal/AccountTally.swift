/// What the journal says of one account, gathered in whatever order entries and outcomes come, beside what its row says.
struct AccountTally {
    let unit: Int16
    let isLimited: Bool
    let posted: Int64
    let held: Int64
    let version: Int64
    let entrySequence: Int64
    /// The version that the last correction by `kauri reconcile` gave it, which has no outcome; 0 where there was none.
    let correctedVersion: Int64

    private(set) var sum: Int64 = 0
    private(set) var entries: Int64 = 0
    /// How many transactions have entries on it: the least that its version can be.
    private(set) var changes: Int64 = 0
    /// The highest version that an outcome tells, and what it tells with it; nil where none does.
    private(set) var told: Told?
    private var path: UInt64 = 0
    private var lastTransaction: Int64 = 0

    /// An account in an outcome's document.
    struct Told {
        var version: Int64 = 0
        var posted: Int64 = 0
        var held: Int64 = 0
        var outcome: Int64 = 0
    }

    init(
        unit: Int16, isLimited: Bool, posted: Int64, held: Int64, version: Int64, entrySequence: Int64,
        correctedVersion: Int64
    ) {
        self.unit = unit
        self.isLimited = isLimited
        self.posted = posted
        self.held = held
        self.version = version
        self.entrySequence = entrySequence
        self.correctedVersion = correctedVersion
    }

    /// Counts an entry; entries of one transaction come one after the other.
    @inline(__always)
    mutating func enter(transaction: Int64, sequence: Int64, amount: Int64, balance: Int64, _ places: PlaceHash) {
        // Wrapping: a sum that does not fit cannot be a posted balance, and is then found to be none.
        sum &+= amount
        entries += 1
        path &+= places.hash(sequence, balance) &- places.hash(sequence &- 1, balance &- amount)
        if transaction != lastTransaction {
            lastTransaction = transaction
            changes += 1
        }
    }

    @inline(__always)
    mutating func tell(_ other: Told) {
        if let told, told.version >= other.version { return }
        told = other
    }

    /// Whether the entries are numbered 1, 2, 3 … and each balance follows from the one before, seen without sorting them.
    ///
    /// Each entry is a step from one place (sequence, balance) to the next. The hashes of all that is arrived at, less those of all that is
    /// left, come to the hash of the end less that of the beginning only if the steps make one path, but for one chance in 2⁶⁴.
    func isContinuous(_ places: PlaceHash) -> Bool {
        path == places.hash(entries, sum) &- places.hash(0, 0)
    }
}

/// Hashes places with a key of its own, so that nobody can arrange entries to deceive it.
struct PlaceHash {
    private let key = UInt64.random(in: .min ... .max)

    @inline(__always)
    func hash(_ sequence: Int64, _ balance: Int64) -> UInt64 {
        Self.mix(Self.mix(UInt64(bitPattern: sequence) ^ key) &+ UInt64(bitPattern: balance))
    }

    /// The finish of SplitMix64 (Steele, Lea and Flood, 2014).
    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        var value = value &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
