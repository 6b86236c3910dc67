import NIOCore
import NIOWebSocket

/// Sends every text back to where it came from, and does nothing else.
final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: context.write(answer(.text, frame), promise: nil)
        case .ping: context.write(answer(.pong, frame), promise: nil)
        case .connectionClose:
            context.write(answer(.connectionClose, frame), promise: nil)
            context.flush()
            context.close(promise: nil)
        default: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ opcode: WebSocketOpcode, _ frame: WebSocketFrame) -> NIOAny {
        wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: frame.unmaskedData))
    }
}
