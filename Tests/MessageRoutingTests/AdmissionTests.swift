import Contracts
import MessageRouting
import Testing

@Suite("Rates and duplicates")
struct AdmissionTests {
    @Test("A burst at once, then so many a second")
    func bucket() {
        var bucket = TokenBucket(RateLimit(burst: 3, perSecond: 2), at: after(0))
        for _ in 0..<3 { #expect(bucket.take(1, at: after(0)) == nil) }
        #expect(bucket.take(1, at: after(0)) == 500_000)
        #expect(bucket.take(1, at: after(499)) == 1_000)
        #expect(bucket.take(1, at: after(500)) == nil)
        #expect(bucket.take(1, at: after(500)) == 500_000)
        // A clock that goes backwards gives nothing.
        #expect(bucket.take(1, at: after(0)) != nil)
        for _ in 0..<3 { #expect(bucket.take(1, at: after(60_000)) == nil) }
        #expect(bucket.take(1, at: after(60_000)) != nil)
    }

    @Test("What costs more than a burst takes all of it and is paid for afterwards")
    func debt() {
        var bucket = TokenBucket(RateLimit(burst: 2, perSecond: 1), at: after(0))
        #expect(bucket.take(5, at: after(0)) == nil)
        #expect(bucket.take(1, at: after(3_000)) == 1_000_000)
        #expect(bucket.take(1, at: after(4_000)) == nil)
    }

    @Test("Over any time nobody gets more than the burst and the rate", arguments: 1...20)
    func chance(seed: Int) {
        var random = Chance(seed: UInt64(seed))
        let limit = RateLimit(
            burst: .random(in: 1...20, using: &random), perSecond: .random(in: 1...50, using: &random))
        var bucket = TokenBucket(limit, at: after(0))
        var taken: Int64 = 0
        var time: Int64 = 0
        for _ in 0..<2_000 {
            time += Int64.random(in: 0...40, using: &random)
            if bucket.take(1, at: after(time)) == nil { taken += 1 }
        }
        #expect(taken <= limit.burst + limit.perSecond * time / 1_000)
        #expect(taken >= min(1_500, limit.perSecond * time / 1_000 / 2))
    }

    @Test("Each has their own, and there are never more than so many")
    func many() throws {
        var limits = RateLimits<PartyID>(RateLimit(burst: 1, perSecond: 1), capacity: 10)
        let ann = try person("ann")
        #expect(limits.take(1, of: ann, at: after(0)) == nil)
        #expect(limits.take(1, of: ann, at: after(0)) != nil)
        for number in 0..<100 { #expect(limits.take(1, of: try person("p\(number)"), at: after(0)) == nil) }
        #expect(limits.count == 10)
    }

    @Test("The same again is the same, another under its id is refused, and the oldest are forgotten")
    func duplicates() throws {
        var window = DuplicateWindow(capacity: 3)
        let ids = try (0..<4).map { MessageID(sender: try person("ann"), senderID: "\($0)", digest: testDigest) }
        #expect(window.enter(ids[0], digest: [1]) == .new)
        #expect(window.enter(ids[0], digest: [1]) == .pending)
        #expect(window.enter(ids[0], digest: [2]) == .conflicting)
        window.confirm(ids[0])
        #expect(window.enter(ids[0], digest: [1]) == .confirmed)
        window.forget(ids[0])
        #expect(window.verdict(on: ids[0], digest: [1]) == .confirmed)
        #expect(window.enter(ids[1], digest: [1]) == .new)
        window.forget(ids[1])
        #expect(window.enter(ids[1], digest: [2]) == .new)
        _ = window.enter(ids[2], digest: [1])
        _ = window.enter(ids[3], digest: [1])
        #expect(window.count == 3)
        #expect(window.verdict(on: ids[0], digest: [2]) == .new)
    }

    @Test("Content is compared by bytes: é composed and é in two parts are not the same message")
    func bytes() throws {
        let ann = try person("ann")
        func content(_ body: String) -> [UInt8]? {
            guard case .message(let message) = LogRecord.message(1, .everyone, from: ann, body: body).content else {
                return nil
            }
            return message.canonicalContent
        }
        #expect("caf\u{E9}" == "cafe\u{301}")
        #expect(content("caf\u{E9}") != content("cafe\u{301}"))
        #expect(content("café") == content("café"))
    }

    @Test("The clock is no content")
    func timeless() throws {
        guard case .message(var message) = LogRecord.message(1, .everyone, from: try person("ann")).content else {
            return
        }
        let content = message.canonicalContent
        message.sentAt = after(5_000)
        message.expiresAt = after(9_000)
        #expect(message.canonicalContent == content)
        message.priority = .high
        #expect(message.canonicalContent != content)
    }
}
