import Contracts
import MessageRouting
import Testing

@Suite("Mailboxes")
struct MailboxTests {
    private var budget = MemoryBudget(bytes: 1 << 20)

    private func frame(_ number: Int64, _ priority: MessagePriority = .normal, body: String = "x") throws -> Frame {
        Frame(.message(number, .everyone, from: try person("ann"), priority: priority, body: body))
    }

    private func bounds(_ frames: Int, _ policy: OverflowPolicy, bytes: Int = 1 << 20) -> MailboxBounds {
        let share = MailboxBounds.Share(frames: frames, bytes: bytes)
        return MailboxBounds(high: share, normal: share, low: share, policy: policy)
    }

    private mutating func drain(_ mailbox: inout Mailbox, at now: Timestamp = after(0)) -> [Frame] {
        var frames: [Frame] = []
        while let frame = mailbox.take(at: now, &budget) { frames.append(frame) }
        return frames
    }

    private func text(_ frame: Frame?) -> String { String(decoding: frame?.json ?? [], as: UTF8.self) }

    @Test("reject: what comes when it is full is left out, and the gap goes first")
    mutating func reject() throws {
        var mailbox = Mailbox(bounds(2, .reject))
        for number in 1...5 { _ = mailbox.offer(try frame(Int64(number)), &budget) }
        #expect(mailbox.gap == Gap(from: 3, to: 5, count: 3))
        let frames = drain(&mailbox)
        #expect(text(frames.first) == #"{"type":"gap","count":3,"from":"3","to":"5"}"#)
        #expect(frames.dropFirst().map(\.position) == [Position(1), Position(2)])
        #expect(budget.used == 0)
    }

    @Test("drop_oldest: the oldest of the same priority makes room")
    mutating func dropOldest() throws {
        var mailbox = Mailbox(bounds(2, .dropOldest))
        _ = mailbox.offer(try frame(1, .low), &budget)
        for number in 2...5 { _ = mailbox.offer(try frame(Int64(number)), &budget) }
        #expect(mailbox.gap == Gap(from: 2, to: 3, count: 2))
        #expect(drain(&mailbox).compactMap(\.position) == [4, 5, 1].map { Position($0) })
    }

    @Test("drop_lowest_priority: low goes before normal, and never what is more urgent than what comes")
    mutating func dropLowest() throws {
        var mailbox = Mailbox(bounds(1, .dropLowestPriority))
        _ = mailbox.offer(try frame(1, .low), &budget)
        _ = mailbox.offer(try frame(2, .normal), &budget)
        _ = mailbox.offer(try frame(3, .high), &budget)
        _ = mailbox.offer(try frame(4, .high), &budget)
        #expect(mailbox.gap == Gap(from: 1, to: 1, count: 1))
        _ = mailbox.offer(try frame(5, .high), &budget)
        #expect(mailbox.gap == Gap(from: 1, to: 2, count: 2))
        #expect(mailbox.offer(try frame(6, .low), &budget).place == nil)
        #expect(mailbox.gap == Gap(from: 1, to: 6, count: 3))
        #expect(drain(&mailbox).compactMap(\.position) == [3, 4, 5].map { Position($0) })
    }

    @Test("Bytes are bounded as frames are, and what can never fit drives nothing out")
    mutating func bytes() throws {
        let size = try frame(1).json.count
        var mailbox = Mailbox(bounds(100, .dropOldest, bytes: 2 * size))
        for number in 1...3 { _ = mailbox.offer(try frame(Int64(number)), &budget) }
        #expect(mailbox.count == 2)
        _ = mailbox.offer(try frame(4, body: String(repeating: "y", count: 4 * size)), &budget)
        #expect(mailbox.count == 2)
        #expect(mailbox.gap == Gap(from: 1, to: 4, count: 2))
    }

    @Test("The process's budget bounds all mailboxes together")
    mutating func wholeProcess() throws {
        let size = try frame(1).json.count
        budget = MemoryBudget(bytes: 3 * size)
        var first = Mailbox(bounds(100, .dropOldest))
        var second = Mailbox(bounds(100, .dropOldest))
        for number in 1...3 { _ = first.offer(try frame(Int64(number)), &budget) }
        // Nothing of its own makes room, and nobody else's does.
        #expect(second.offer(try frame(4), &budget).place == nil)
        #expect(second.gap == Gap(from: 4, to: 4, count: 1))
        _ = first.offer(try frame(5), &budget)
        #expect(first.gap == Gap(from: 1, to: 1, count: 1))
        first.clear(&budget)
        #expect(budget.used == 0)
    }

    @Test("A message before its commit drives nothing out, and is forgotten, not missed, when it has to go")
    mutating func beforeCommit() throws {
        var mailbox = Mailbox(bounds(1, .dropOldest))
        var early = try frame(1)
        early.position = nil
        #expect(mailbox.offer(early, &budget).place != nil)
        #expect(mailbox.offer(early, &budget).place == nil)
        let offered = mailbox.offer(try frame(2), &budget)
        #expect(offered.dropped == [try #require(early.message)])
        #expect(mailbox.gap == nil)
    }

    @Test("The lowest position is what the cursor waits for")
    mutating func lowest() throws {
        var mailbox = Mailbox(bounds(2, .reject))
        #expect(mailbox.lowestPosition == nil)
        var early = try frame(9)
        early.position = nil
        let place = try #require(mailbox.offer(early, &budget).place)
        #expect(mailbox.lowestPosition == nil)
        _ = mailbox.offer(try frame(7), &budget)
        mailbox.assign(Position(6), at: place)
        #expect(mailbox.lowestPosition == Position(6))
        _ = mailbox.offer(try frame(5), &budget)
        #expect(mailbox.lowestPosition == Position(5))
        #expect(mailbox.take(at: after(0), &budget)?.kind == .gap)
        #expect(mailbox.take(at: after(0), &budget)?.position == Position(6))
        #expect(!mailbox.isWaiting(place))
        #expect(mailbox.lowestPosition == Position(7))
    }

    @Test("An expired message goes nowhere")
    mutating func expiry() throws {
        var mailbox = Mailbox(bounds(5, .reject))
        let ann = try person("ann")
        _ = mailbox.offer(Frame(.message(1, .everyone, from: ann, expiresAt: after(1_000))), &budget)
        _ = mailbox.offer(try frame(2), &budget)
        #expect(drain(&mailbox, at: after(1_000)).map(\.position) == [Position(2)])
        #expect(budget.used == 0)
    }

    @Test("A low one waits for at most 20 others under a flood of urgent ones")
    mutating func flood() throws {
        var mailbox = Mailbox(bounds(500, .dropOldest))
        for number in 1...100 { _ = mailbox.offer(try frame(Int64(number), .high), &budget) }
        for number in 101...200 { _ = mailbox.offer(try frame(Int64(number), .normal), &budget) }
        _ = mailbox.offer(try frame(201, .low), &budget)
        #expect(drain(&mailbox).firstIndex { $0.priority == .low } == 20)
    }
}

extension Gap {
    init(from: Int64, to: Int64, count: Int) {
        self.init(Position(from))
        for _ in 0..<(count - 1) { add(Position(to)) }
    }
}
