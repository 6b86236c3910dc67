import NIOCore
import NIOPosix

extension SocketHandler {
    /// Connects to a service on one event loop.
    ///
    /// - Parameter make: makes the handler on that loop, with who is to hear of it.
    public static func connect(
        to address: MessagingAddress, on loop: any EventLoop,
        _ make: @escaping @Sendable (any Channel) throws -> Void
    ) async throws {
        _ = try await ClientBootstrap(group: loop)
            .connectTimeout(.seconds(20))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in channel.eventLoop.makeCompletedFuture { try make(channel) } }
            .connect(host: address.host, port: address.port)
            .get()
    }
}
