import Contracts

/// What a day's parties and message ids begin with: it follows from the seed and from what the bookings are, so that the same day, run
/// again, is the same commands, and another day has nothing to do with it.
public struct DayName: Sendable, Hashable, CustomStringConvertible {
    /// `day7-1a2b3c4d5e6f7a8b`.
    public let text: String

    /// Names a day that is made up.
    public init(seed: UInt64, bookings: Int) {
        // The number is that of the way in which they are made up: another way makes another day of the same seed.
        self.init(seed: seed, content: Array("generated/2/\(bookings)".utf8))
    }

    /// Names a day whose bookings are in a file.
    ///
    /// - Parameter content: the file's bytes, or a digest of them, and whatever else decides what the bookings are.
    public init(seed: UInt64, content: [UInt8]) {
        var digest = ContentDigest()
        digest.add(content)
        self.init(seed: seed, digest: digest)
    }

    /// Names a day whose bookings are in a file that has been read in pieces.
    public init(seed: UInt64, digest: ContentDigest) {
        let hex = String(digest.value, radix: 16)
        text = "day\(seed)-\(String(repeating: "0", count: 16 - hex.utf8.count))\(hex)"
    }

    /// The text.
    public var description: String { text }

    /// Who a guest or a host of the day is to the ledger.
    public func party(_ role: AccountRole, _ name: String) -> PartyID? {
        PartyID(text: "\(text):\(role.rawValue):\(name)")
    }

    /// The id of a message, for ever the same.
    public func messageID(_ path: String) -> String { "\(text)/\(path)" }

    /// Whose account it is, by its owner; nil for a party of somebody else.
    public func role(ofOwner owner: String) -> AccountRole? {
        guard owner.hasPrefix("\(text):") else { return nil }
        return owner.dropFirst(text.utf8.count + 1).split(separator: ":").first.flatMap {
            AccountRole(rawValue: String($0))
        }
    }

    /// All owners of the day, as a range in the order of bytes.
    public var owners: (from: String, before: String) { ("\(text):", "\(text);") }

    /// All message ids of the day, as a range in the order of bytes.
    public var messageIDs: (from: String, before: String) { ("\(text)/", "\(text)0") }
}

/// A digest that tells files apart (FNV-1a, 64 bits); not against somebody who wants two to be alike.
public struct ContentDigest: Sendable, Hashable {
    /// The digest so far.
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Starts with nothing.
    public init() {}

    /// Takes in the next bytes.
    public mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
}
