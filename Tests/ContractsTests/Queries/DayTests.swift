import Contracts
import Testing

@Suite struct DayTests {
    @Test(
        "a day begins at midnight in UTC", arguments: [("1970-01-01", 0), ("2026-11-21", 20_778), ("1969-12-31", -1)])
    func start(text: String, days: Int64) throws {
        let day = try #require(Day(text: text))
        #expect(day.start.microseconds == days * 86_400_000_000 && day.description == text)
        #expect(Day(of: day.start) == day)
        #expect(Day(of: Timestamp(microseconds: day.start.microseconds + 86_399_999_999)) == day)
        let before = Day(of: Timestamp(microseconds: day.start.microseconds - 1))
        #expect(before < day && before.start == day.start.adding(seconds: -86_400))
    }

    @Test(
        "what is no day is none",
        arguments: [
            "", "2026-11", "2026-11-2", "2026-1-021", "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31",
            "0000-01-01",
            "2026/11/21", "2026-11-21T", "20261121", "+026-11-21", "２026-11-21",
        ])
    func none(text: String) { #expect(Day(text: text) == nil) }

    @Test("a leap day is one") func leap() { #expect(Day(text: "2028-02-29") != nil && Day(text: "2100-02-29") == nil) }
}

@Suite struct RequestIDTests {
    @Test("an id tells its kind, and other ids are none")
    func kinds() {
        for kind in RequestKind.allCases {
            let id = RequestID(kind: kind, number: 10_000_001)
            #expect(RequestID(text: id.description) == id)
        }
        let prefixes = RequestKind.allCases.map { RequestID(kind: $0, number: 1).description.prefix(4) }
        #expect(prefixes == ["job_", "sal_", "crq_", "wdr_"])
        for text in ["", "job_", "txn_000000009h5m7", "hld_000000009h5m7", "job_0000000000000", "JOB_000000009h5m7"] {
            #expect(RequestID(text: text) == nil)
        }
    }
}
