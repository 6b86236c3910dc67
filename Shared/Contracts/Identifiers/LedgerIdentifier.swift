/// A number that the ledger has given to one of its objects, written as a prefix and 13 characters: `txn_00000000f9k2m`.
///
/// The text is Crockford's base 32 in lower case (no `i l o u`), most significant digit first, so texts sort as numbers do.
/// Clients treat it as opaque. Numbers of one kind are never used twice; how they follow one another says nothing.
public protocol LedgerIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What the text begins with, the underscore included.
    static var prefix: String { get }

    /// The number as the database stores it; positive.
    var number: Int64 { get }

    /// Wraps a number that the ledger gave out.
    init(number: Int64)
}

extension LedgerIdentifier {
    /// Reads the text form; nil where it is not exactly the prefix and 13 digits of a positive number.
    public init?(text: String) {
        var text = text
        let number: Int64? = text.withUTF8 { bytes in
            let prefixLength = Self.prefix.utf8.count
            guard bytes.count == prefixLength + Base32.length,
                bytes.prefix(prefixLength).elementsEqual(Self.prefix.utf8)
            else { return nil }
            return Base32.number(from: bytes[prefixLength...])
        }
        guard let number, number > 0 else { return nil }
        self.init(number: number)
    }

    /// The text form.
    public var description: String {
        Self.prefix + Base32.text(of: number)
    }

    /// Orders by number, which is the order in which locks are taken.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// An account: a person's wallet or one of the ledger's own accounts.
public struct AccountID: LedgerIdentifier {
    public static let prefix = "wal_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

/// A transaction, posted in full or not at all.
public struct TransactionID: LedgerIdentifier {
    public static let prefix = "txn_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

/// Money set aside on an account until it is captured, released, or expires.
public struct HoldID: LedgerIdentifier {
    public static let prefix = "hld_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

/// An event; its number is that of the outcome it announces, so it is the same on every redelivery.
public struct EventID: LedgerIdentifier {
    public static let prefix = "evt_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}
