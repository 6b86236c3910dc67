import MessageRouting
import NIOCore
import NIOEmbedded
import ServiceKit
import Testing

@testable import MessagingService

/// One socket on a loop whose time the test moves: greeting, signs of life, ends.
@Suite struct SocketHandlerTests {
    private func channel(_ limits: SocketLimits = SocketLimits()) async throws -> EmbeddedChannel {
        let verifier = await TokenVerifier(
            [TokenKey(id: "a", secret: Array(repeating: 1, count: 32))], issuer: "kauri", audience: "kauri")
        let door = SocketDoor(intake: Intake(), verifier: verifier, limits: limits, metrics: SocketMetrics())
        let channel = EmbeddedChannel(handler: SocketHandler(door, bearer: nil))
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        return channel
    }

    /// The codes of the close frames that the service has written, and everything else as bytes.
    private func written(_ channel: EmbeddedChannel) throws -> (codes: [UInt16], others: [[UInt8]]) {
        var result: (codes: [UInt16], others: [[UInt8]]) = ([], [])
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            if buffer.getInteger(at: 0, as: UInt8.self) == 0x88, let code = buffer.getInteger(at: 2, as: UInt16.self) {
                result.codes.append(code)
            } else {
                result.others.append(Array(buffer: buffer))
            }
        }
        return result
    }

    @Test func whoeverDoesNotGreetIsSentAway() async throws {
        let channel = try await channel()
        channel.embeddedEventLoop.advanceTime(by: .seconds(4))
        #expect(try written(channel).codes.isEmpty)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(try written(channel).codes == [4408])
    }

    @Test(arguments: [
        (#"{"type":"send"}"#, 1008), (#"{"type":"hello","cursor":"-1"}"#, 1008), ("hello", 1008), ("[]", 1008),
        (#"{"type":"hello","more":1}"#, 1008), ("", 1008),
    ])
    func theFirstFrameIsHelloOrTheEnd(text: String, code: UInt16) async throws {
        let channel = try await channel()
        try channel.writeInbound(ClientBytes.text(text))
        #expect(try written(channel).codes == [code])
    }

    @Test func textThatIsNotUTF8EndsTheConnection() async throws {
        let channel = try await channel()
        try channel.writeInbound(ClientBytes.frame(1, [0x7B, 0xFF, 0x7D]))
        #expect(try written(channel).codes == [1007])
    }

    @Test func breachesEndTheConnection() async throws {
        for (bytes, code): (ByteBuffer, UInt16) in [
            (ClientBytes.frame(1, [97], isMasked: false), 1002), (ClientBytes.frame(2, [1]), 1003),
            (ClientBytes.text(String(repeating: "a", count: 300 << 10)), 1009),
        ] {
            let channel = try await channel()
            try channel.writeInbound(bytes)
            #expect(try written(channel).codes == [code])
        }
    }

    @Test func aPingIsAnswered() async throws {
        let channel = try await channel()
        try channel.writeInbound(ClientBytes.frame(9, [7]))
        #expect(try written(channel).others == [[0x8A, 1, 7]])
    }

    @Test func aCloseIsAnsweredAndTheConnectionEnds() async throws {
        let channel = try await channel()
        try channel.writeInbound(ClientBytes.close(1000))
        #expect(try written(channel).codes == [1000])
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test func whoeverDoesNotAgreeToCloseIsClosedAllTheSame() async throws {
        let channel = try await channel()
        try channel.writeInbound(ClientBytes.frame(2, [1]))
        channel.embeddedEventLoop.advanceTime(by: .seconds(6))
        #expect(!channel.isActive)
    }

    @Test func aServiceThatEndsSaysSo() async throws {
        let channel = try await channel()
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(try written(channel).codes == [1012])
    }
}
