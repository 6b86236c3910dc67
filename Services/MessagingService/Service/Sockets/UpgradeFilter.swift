import NIOCore
import NIOHTTP1

/// Takes the wish for an upgrade out of a first request that will not get one.
///
/// NIO's upgrade handler loses the head of a request whose upgrade nobody agrees to, and the client would get no answer at all. Leaves the pipeline
/// with the first head.
final class UpgradeFilter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        if head.headers.contains(name: "Upgrade"), !WebSocketUpgrader.accepts(head) {
            head.headers.remove(name: "Upgrade")
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
