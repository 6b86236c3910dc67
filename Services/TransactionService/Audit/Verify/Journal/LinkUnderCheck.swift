import Crypto

/// A link of a chain while the rows of its batch come by; or the place of rows that are in no link.
struct LinkUnderCheck {
    /// Which link.
    struct Key: Hashable {
        let chain: Int32
        let sequence: Int64

        var text: String { "chain=\(chain), sequence=\(sequence)" }
    }

    /// A transaction as the outcome that is still to come should tell it.
    struct Posted {
        var text: [UInt8]
        var metadata: [(key: String, value: String)]?
    }

    /// Nil for rows in no link.
    let key: Key?
    let previous: [UInt8]
    let hash: [UInt8]
    let decidedAt: Int64
    let numbers: [Range<Int64>]
    let unlimited: [Int64]
    /// How many of its ranges are still to come.
    var partsLeft: Int
    /// Transactions that no outcome has told so far.
    var untold: [Int64: Posted] = [:]

    var outcomes = Section()
    var transactions = Section()
    var entries = Section()
    var flags = Section()

    /// One of the lists of a batch.
    struct Section {
        var fields = AuditEncoding()
        var count: Int64 = 0
    }

    /// Rows in no link.
    init() {
        key = nil
        previous = []
        hash = []
        decidedAt = 0
        numbers = []
        unlimited = []
        partsLeft = 0
    }

    init(
        key: Key, previous: [UInt8], hash: [UInt8], decidedAt: Int64, numbers: [Range<Int64>], unlimited: [Int64]
    ) {
        self.key = key
        self.previous = previous
        self.hash = hash
        self.decidedAt = decidedAt
        self.numbers = numbers
        self.unlimited = unlimited
        partsLeft = numbers.count
    }

    /// The hash that the rows have which came by.
    func recomputed() -> [UInt8] {
        guard let key else { return [] }
        var head = AuditEncoding()
        head.text(AuditBatch.format)
        head.integer(Int64(key.chain))
        head.integer(key.sequence)
        head.integer(decidedAt)
        head.list(numbers) { fields, range in
            fields.integer(range.lowerBound)
            fields.integer(range.upperBound)
        }
        head.list(unlimited) { $0.integer($1) }
        var digest = SHA256()
        digest.update(data: previous)
        digest.update(data: head.bytes)
        for section in [outcomes, transactions, entries, flags] {
            var count = AuditEncoding()
            count.integer(section.count)
            digest.update(data: count.bytes)
            digest.update(data: section.fields.bytes)
        }
        return Array(digest.finalize())
    }
}

extension AuditEncoding {
    /// Bytes as the database has sent them, or nothing.
    @inline(__always)
    mutating func field(_ raw: UnsafeRawBufferPointer?) {
        if let raw { bytes(raw) } else { null() }
    }
}

extension [UInt8] {
    /// As the database shows bytes.
    var hexadecimal: String {
        let digits = Array<Character>("0123456789abcdef")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
