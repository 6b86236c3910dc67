import NIOCore
import NIOHTTP1

/// Puts an answer together, and hands it to the connection on the same event loop.
final class HTTPAnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// The most bytes of an answer.
    private static let longest = 64 << 20

    private let connection: HTTPConnection
    private var status = 0
    private var body: [UInt8] = []

    init(_ connection: HTTPConnection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
            body = []
        case .body(let bytes):
            guard body.count + bytes.readableBytes <= Self.longest else { return context.close(promise: nil) }
            body.append(contentsOf: bytes.readableBytesView)
        case .end:
            // 100 Continue is not asked for, and is no answer.
            guard status >= 200 else { return }
            let answer = HTTPAnswer(status: status, body: body)
            body = []
            connection.assumeIsolated { $0.answered(answer) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.assumeIsolated { $0.ended() }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
