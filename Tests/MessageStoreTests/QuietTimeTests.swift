import Contracts
import Testing

@testable import MessageStore

@Suite struct QuietTimeTests {
    /// 2027-01-15T08:00:00Z
    private static let eight: Int64 = 1_800_000_000

    private func rest(_ from: Int, _ to: Int, _ zone: String = "UTC", at minute: Int64) -> Duration? {
        let day = Self.eight - Self.eight % 86_400
        return PersonSettings.QuietHours(from: from, to: to, timeZone: zone).rest(
            from: Timestamp(microseconds: (day + minute * 60) * 1_000_000))
    }

    @Test("it is quiet from the first minute to before the last, also over midnight")
    func hours() {
        #expect(rest(600, 660, at: 599) == nil && rest(600, 660, at: 660) == nil)
        #expect(rest(600, 660, at: 600) == .seconds(3_600) && rest(600, 660, at: 659) == .seconds(60))
        #expect(rest(1_320, 360, at: 1_330) == .seconds(28_200) && rest(1_320, 360, at: 10) == .seconds(21_000))
        #expect(rest(1_320, 360, at: 360) == nil && rest(0, 0, at: 5) == nil)
    }

    @Test("in the person's own time zone; one that nobody knows is UTC")
    func zones() {
        // Nairobi is three hours ahead: ten in the evening there is seven here.
        #expect(rest(1_320, 360, "Africa/Nairobi", at: 1_140) == .seconds(28_800))
        #expect(rest(1_320, 360, "Africa/Nairobi", at: 180) == nil)
        #expect(rest(1_320, 360, "Nowhere/Land", at: 1_320) == .seconds(28_800))
    }
}
