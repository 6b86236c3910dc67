import Contracts
import Testing

@Suite("Moments")
struct TimestampTests {
    @Test(
        "RFC 3339 in, UTC with six decimals out",
        arguments: [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z", 0 as Int64),
            ("1970-01-01T00:00:00.000001Z", "1970-01-01T00:00:00.000001Z", 1),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z", -1),
            ("2026-11-21T09:30:00.5+02:00", "2026-11-21T07:30:00.500000Z", 1_795_246_200_500_000),
            ("2026-11-21T23:30:00-05:30", "2026-11-22T05:00:00.000000Z", 1_795_323_600_000_000),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z", 1_709_164_800_000_000),
            ("2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000000Z", 951_825_600_000_000),
            ("2024-12-31T23:59:59+00:00", "2024-12-31T23:59:59.000000Z", 1_735_689_599_000_000),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ])
    func readAndWritten(text: String, written: String, microseconds: Int64) throws {
        let moment = try #require(Timestamp(rfc3339: text))
        #expect(moment.microseconds == microseconds)
        #expect(moment.rfc3339 == written)
    }

    @Test(
        "What is no moment",
        arguments: [
            "", "2026-11-21", "2026-11-21T09:30:00", "2026-11-21 09:30:00Z", "2026-11-21t09:30:00z",
            "2026-11-21T09:30Z", "2026-11-21T24:00:00Z",
            "2026-11-21T09:60:00Z", "2026-11-21T09:30:60Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-11-00T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2026-11-21T09:30:00.Z", "2026-11-21T09:30:00.1234567Z", "2026-11-21T09:30:00+2:00",
            "2026-11-21T09:30:00+0200",
            "2026-11-21T09:30:00+24:00", "2026-11-21T09:30:00+02:60", "2026-11-21T09:30:00ZZ", "+2026-11-21T09:30:00Z",
            "٢٠٢٦-11-21T09:30:00Z",
            "2026-1-21T09:30:00Z", "1795246200",
        ])
    func refused(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test("Every day from 1600 to 2400 is one day after the last, and is read as it is written")
    func days() throws {
        let day: Int64 = 86_400_000_000
        var moment = try #require(Timestamp(rfc3339: "1600-01-01T00:00:00Z"))
        var count = 0
        while moment.rfc3339 != "2400-01-01T00:00:00.000000Z", count < 300_000 {
            #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
            moment = Timestamp(microseconds: moment.microseconds + day)
            count += 1
        }
        #expect(count == 2 * 146_097)
    }

    @Test("Random moments come back from their texts")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let moment = Timestamp(
                microseconds: Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &generator))
            #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
        }
    }

    @Test(
        "An offset does not lead out of the years that can be written",
        arguments: [
            "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        ])
    func beyondTheYears(text: String) {
        if let moment = Timestamp(rfc3339: text) { #expect(Timestamp(rfc3339: moment.rfc3339) == moment) }
    }

    @Test("Adding stops at the ends of what can be counted")
    func adding() {
        let moment = Timestamp(microseconds: 5)
        #expect(moment.adding(seconds: 2).microseconds == 2_000_005)
        #expect(moment.adding(seconds: -1).microseconds == -999_995)
        #expect(moment.adding(seconds: Int64.max).microseconds == Int64.max)
        #expect(moment.adding(seconds: Int64.min).microseconds == Int64.min)
        #expect(Timestamp(microseconds: Int64.max).adding(seconds: 1).microseconds == Int64.max)
    }
}
