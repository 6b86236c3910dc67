import Contracts

/// SHA-256, given by whoever owns a router, so that the rules stay free of libraries: bytes in, 32 bytes out.
public typealias Digest = @Sendable ([UInt8]) -> [UInt8]

extension MessageID {
    /// The id of a sender's message.
    public init(sender: PartyID, senderID: String, digest: Digest) {
        self.init(digest: digest(Self.preimage(sender: sender, senderID: senderID)))
    }
}

extension ConversationID {
    /// The conversation of two people.
    public init(_ one: PartyID, _ other: PartyID, digest: Digest) {
        self.init(directDigest: digest(Self.preimage(one, other)))
    }
}

extension Message {
    /// What makes two messages of one id the same message: everything but the clock's part of it, byte by byte.
    ///
    /// ``Message/sentAt`` and ``Message/expiresAt`` differ when the same request is sent again a second later.
    public var canonicalContent: [UInt8] {
        var timeless = self
        timeless.sentAt = Timestamp(microseconds: 0)
        timeless.expiresAt = nil
        var json = JSONWriter(capacity: 256 + body.utf8.count)
        json.beginObject()
        timeless.writeMembers(to: &json)
        json.endObject()
        return json.bytes
    }
}

extension Timestamp {
    /// The moment that many microseconds later; clamps at the end of `Int64`.
    func adding(microseconds span: Int64) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(span)
        return Timestamp(microseconds: overflow ? (span < 0 ? .min : .max) : sum)
    }
}
