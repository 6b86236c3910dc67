import Contracts
import Testing

@testable import Operator

@Suite struct ReplyCountTests {
    private static let committed = Array(
        #"{"command":{"id":"1","type":"wallet.transfer"},"status":"committed","accounts":[{"status":"active"}]}"#.utf8)
    private static let refused = Array(
        #"{"command":{"id":"\"status\":\"committed\""},"status":"refused","error":{"code":"insufficient_funds","message":"no"}}"#
            .utf8)

    @Test func countsSingleReplies() {
        var count = ReplyCount()
        #expect(count.take(ReplyBody.single(Self.committed, isReplay: false)) == 1)
        #expect(count.take(ReplyBody.single(Self.committed, isReplay: true)) == 1)
        #expect(count.take(ReplyBody.single(Self.refused, isReplay: false)) == 1)
        #expect(count.committed == 2)
        #expect(count.replayed == 1)
        #expect(count.errors == ["insufficient_funds": 1])
    }

    @Test func countsBatches() {
        var count = ReplyCount()
        let body = ReplyBody.batch(
            id: "b", [(Self.committed, false), (Self.refused, false), (Self.committed, true), (Self.refused, true)])
        #expect(count.take(body) == 4)
        #expect(count.committed == 2)
        #expect(count.replayed == 2)
        #expect(count.refused == 2)
    }

    @Test(arguments: ["", "\"", "\"s", "{\"status\":\"commit", "\"error\":{\"code\":\""])
    func survivesWhatIsNoReply(text: String) {
        var count = ReplyCount()
        count.take(Array(text.utf8))
        #expect(count.committed == 0)
    }
}
