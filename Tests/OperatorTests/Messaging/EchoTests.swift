import Contracts
import MessagingClient
import NIOPosix
import Testing

@testable import Operator

/// The bench's own client against NIO's own WebSocket server.
@Suite("The echo of bench messaging") struct EchoTests {
    @Test("Every message comes back to who has sent it, whatever its length", arguments: [1, 100, 40_000])
    func echo(length: Int) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let server = try await EchoServer.start(on: group)
        let plan = MessagingPlan(
            runID: "b1", connections: 20, rate: 1_000, duration: 0.3, warmUp: 0.1, priorities: [.normal],
            source: .websocket, bulk: 5, bodyLength: length)
        let address = MessagingAddress(host: "127.0.0.1", port: try #require(server.localAddress?.port))
        let load = MessagingLoad("echo", plan, at: address, target: .echo, on: group) { _ in .sockets }
        try await load.open()
        let result = try await load.run()
        await load.close()
        #expect(result.sends.sent == 400 && result.sends.accepted == 400 && result.sends.lost.isEmpty)
        #expect(result.deliveries.delivered == 400 && result.deliveries.measured == 300)
        #expect(result.deliveries.strayed == 0 && result.deliveries.repeated == 0)
        #expect(result.deliveries.overall.summary.p50 > 0)
        try await server.close()
        try await group.shutdownGracefully()
    }
}
