import Crypto

/// One link of a chain: what a commit has added, bound by its hash to everything that the chain held before.
public struct AuditLink: Sendable {
    /// Which chain.
    public let chain: Int32
    /// Its place in the chain: 1, 2, 3 …
    public let sequence: Int64
    /// The hash of the link before; ``firstPrevious`` for the first one.
    public let previous: [UInt8]
    /// SHA-256 over `previous` and the batch's encoding.
    public let hash: [UInt8]

    /// The link that a batch makes after another one.
    public init(after head: AuditHead, _ batch: AuditBatch) {
        chain = head.chain
        sequence = head.sequence + 1
        previous = head.hash
        hash = Self.hash(previous: previous, batch.encoded(chain: chain, sequence: sequence))
    }

    /// The hash of an encoded batch after another link's.
    public static func hash(previous: [UInt8], _ encoded: [UInt8]) -> [UInt8] {
        var digest = SHA256()
        digest.update(data: previous)
        digest.update(data: encoded)
        return Array(digest.finalize())
    }

    /// What the first link of every chain follows.
    public static let firstPrevious = [UInt8](repeating: 0, count: SHA256.byteCount)
}

/// Where a chain ends by now.
public struct AuditHead: Hashable, Sendable {
    /// Which chain.
    public let chain: Int32
    /// The last link's place; 0 where there is none yet.
    public let sequence: Int64
    /// The last link's hash.
    public let hash: [UInt8]

    /// A chain that ends with a link.
    public init(_ link: AuditLink) {
        chain = link.chain
        sequence = link.sequence
        hash = link.hash
    }

    /// A chain as the database tells of it.
    public init(chain: Int32, sequence: Int64, hash: [UInt8]) {
        self.chain = chain
        self.sequence = sequence
        self.hash = hash
    }

    /// A chain without a link.
    public init(empty chain: Int32) {
        self.init(chain: chain, sequence: 0, hash: AuditLink.firstPrevious)
    }
}
