import BookingDay
import Contracts
import Testing

@testable import Operator

@Suite struct BookingTalkTests {
    private static let day = DayName(seed: 5, bookings: 400)

    private func talks() throws -> [BookingTalk] {
        let generator = BookingGenerator(seed: 5)
        return try (1...400).map { try #require(BookingTalk(of: generator.booking($0), in: Self.day)) }
    }

    @Test func followsFromTheDayAlone() throws {
        let (one, other) = (try talks(), try talks())
        #expect(one.map(\.lines) == other.map(\.lines))
        let lines = one.flatMap(\.lines)
        #expect(Set(lines.map(\.id)).count == lines.count)
        #expect(lines.allSatisfy { !$0.body.contains("{") && $0.sender != $0.receiver && $0.id.utf8.count <= 128 })
        #expect(one.count { $0.group != nil } == 100)
        #expect(one.allSatisfy { $0.lines.count(where: \.isFromApplication) == 1 })
        // Every language is spoken.
        #expect(Set(one.map { $0.lines[0].body.prefix(5) }).count == 4)
    }

    @Test func whatIsMissingIsWrong() throws {
        let talks = try talks()
        let notice = DayNotice(event: 1, person: talks[0].host.text, kind: "payment_received")
        func report(
            _ talks: [BookingTalk], loses: String = "", keeps: Int = 1, told: Set<DayNotice>
        ) -> TalkReport {
            var arrivals: [PartyID: TalkPerson.Arrivals] = [:]
            var stored: [String: [String]] = [:]
            for line in talks.flatMap(\.lines) {
                if line.id != loses { arrivals[line.receiver, default: .init()].bodies[line.id] = line.body }
                stored[line.id] = Array(repeating: line.body, count: keeps)
            }
            arrivals[talks[0].host]?.notices = told
            return TalkReport(
                talks, people: arrivals.count, arrivals: arrivals, stored: stored, expected: [notice], seconds: 1)
        }
        let right = report(talks, told: [notice])
        #expect(right.problems == [])
        #expect(right.received == right.messages && right.persisted == right.messages)
        #expect(right.text.contains("payment received"))
        #expect(report(talks, loses: talks[7].lines[1].id, told: [notice]).problems.count == 1)
        #expect(report(talks, keeps: 2, told: [notice]).problems.count == 1)
        #expect(report(talks, told: []).problems.count == 1)
    }
}
