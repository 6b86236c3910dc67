import Contracts
import Testing

@testable import Operator

/// A plan of few messages.
private func plan(
    connections: Int = 10, rate: Int = 1_000, source: MessagingPlan.Source = .websocket, bulk: Int = 1,
    priorities: [MessagePriority] = MessagePriority.allCases
) -> MessagingPlan {
    MessagingPlan(
        runID: "b1", connections: connections, rate: rate, duration: 2, warmUp: 1, priorities: priorities,
        source: source, bulk: bulk, bodyLength: 10)
}

@Suite("The plan of bench messaging") struct MessagingPlanTests {
    @Test("Messages are due at equal distances, after those that are not measured")
    func due() {
        let plan = plan()
        #expect(plan.total == 3_000 && plan.firstMeasured == 1_000)
        #expect(plan.due(0) == 0 && plan.due(1) == 1_000_000 && plan.due(2_999) == 2_999_000_000)
    }

    @Test("What travels together is due together", arguments: MessagingPlan.Source.allCases)
    func bulk(source: MessagingPlan.Source) {
        let plan = plan(source: source, bulk: 50)
        #expect(plan.total == 3_000 && plan.firstMeasured == 1_000)
        for number in 0..<plan.total {
            #expect(plan.due(number) == plan.due(number / 50 * 50))
            #expect(plan.priority(of: number) == plan.priority(of: number / 50 * 50))
        }
        #expect(plan.due(50) == 50_000_000)
    }

    @Test("A socket's messages are sent on its own event loop", arguments: [1, 7])
    func loops(bulk: Int) {
        let plan = plan(bulk: bulk)
        for group in 0..<plan.groups {
            let senders = Set((group * bulk..<(group + 1) * bulk).map { plan.sender(of: $0) })
            #expect(senders.count == 1)
            #expect(senders.first.map { $0 % MessagingPlan.loops } == plan.loop(ofGroup: group))
        }
    }

    @Test("Everybody sends to the other of their pair, and every priority has its share")
    func pairs() {
        let plan = plan(source: .broker)
        var counts: [MessagePriority: Int] = [:]
        for number in 0..<plan.total {
            let (sender, receiver) = (plan.sender(of: number), plan.receiver(of: number))
            #expect(sender != receiver && sender / 2 == receiver / 2)
            counts[plan.priority(of: number), default: 0] += 1
        }
        for priority in MessagePriority.allCases { #expect((900...1_100).contains(counts[priority] ?? 0)) }
    }

    @Test("What is written is JSON, and says what the plan says")
    func messages() throws {
        let plan = plan(source: .http, bulk: 3)
        let message = BenchMessage(plan)
        let single = try #require(try JSONReader.read(message.frame(7)).asObject)
        #expect(single["type"]?.asString == "send" && single["id"]?.asString == "b1-7")
        #expect(single["to"]?.asObject?["person"]?.asString == "bench:6")
        #expect(single["priority"]?.asString == plan.priority(of: 7).rawValue)
        #expect(single["body"]?.asString?.utf8.count == 10 && single["from"] == nil)
        let bulk = try #require(try JSONReader.read(message.bulk(6..<9)).asObject?["messages"]?.asArray)
        #expect(bulk.compactMap { $0.asObject?["id"]?.asString } == ["b1-6", "b1-7", "b1-8"])
        #expect(bulk.compactMap { $0.asObject?["from"]?.asString } == ["bench:6", "bench:7", "bench:8"])
    }
}

@Suite("What bench messaging counts") struct MessagingCountTests {
    @Test("Each message counts once, and from when it was due")
    func book() {
        let plan = plan(priorities: [.high])
        var book = DeliveryBook(plan)
        book.arrived(10, at: plan.due(10) + 1_000_000)
        book.arrived(1_500, at: plan.due(1_500) + 4_000_000)
        book.arrived(1_500, at: plan.due(1_500) + 9_000_000)
        book.arrived(3_000, at: 0)
        #expect(book.delivered == 2 && book.measured == 1 && book.repeated == 1 && book.strayed == 1)
        #expect((3.9...4.1).contains(book.overall.summary.p50))
        var other = DeliveryBook(plan)
        other.arrived(1_501, at: plan.due(1_501) + 8_000_000)
        book.add(other)
        #expect(book.delivered == 3 && book.measured == 2 && book.lastAt == plan.due(1_501) + 8_000_000)
        #expect((7.9...8.1).contains(book.latencies[0].summary.max))
    }

    @Test("Frames are told apart without parsing them")
    func scan() {
        let scan = FrameScan(runID: "b1")
        func found(_ text: String) -> FrameScan.Found { Array(text.utf8).withUnsafeBytes { scan.find(in: $0) } }
        #expect(found(#"{"type":"message","id":"msg_0","sender_id":"b1-42","body":"x"}"#) == .message(42))
        #expect(
            found(#"{"type":"message","id":"msg_0","sender_id":"b2-42","body":"\"sender_id\":\"b1-1\""}"#) == .other)
        #expect(found(#"{"type":"accepted","id":"b1-7","message":"msg_0"}"#) == .accepted(7))
        #expect(
            found(#"{"type":"refused","id":"b1-7","code":"rate_limited","message":"slower"}"#)
                == .refused("rate_limited"))
        #expect(found(#"{"type":"gap","count":12,"from":"1","to":"20"}"#) == .gap(12))
        #expect(found(#"{"type":"welcome","session":"1"}"#) == .welcome)
        #expect(found(#"{"type":"cursor","cursor":"5"}"#) == .other && found("") == .other && found("\"") == .other)
    }
}
