import Crypto
import Foundation
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// What becomes of a connection after its first request.
enum Upgraded: Sendable {
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    case webSocket
}

/// Agrees to a WebSocket at ``path`` (RFC 6455, 4.2).
///
/// NIO's own upgrader would add a decoder and an encoder of its own to each of ten thousand pipelines; here one handler does both.
struct WebSocketUpgrader: NIOTypedHTTPServerProtocolUpgrader {
    static let path = "/v1/ws"
    /// The subprotocol that clients may ask for, and are then told.
    static let subprotocol = "kauri.v1"

    typealias UpgradeResult = Upgraded

    let supportedProtocol = "websocket"
    let requiredUpgradeHeaders: [String] = []
    /// Makes the handler; on the channel's event loop.
    let makeHandler: @Sendable (any Channel, HTTPRequestHead) -> SocketHandler

    struct Refusal: Error {}

    func buildUpgradeResponse(
        channel: any Channel, upgradeRequest head: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        channel.eventLoop.makeCompletedFuture { try response(to: head) }
    }

    func upgrade(channel: any Channel, upgradeRequest head: HTTPRequestHead) -> EventLoopFuture<Upgraded> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(makeHandler(channel, head))
            return .webSocket
        }
    }

    /// Whether a request is one that becomes a WebSocket.
    static func accepts(_ head: HTTPRequestHead) -> Bool {
        let keys = head.headers["Sec-WebSocket-Key"]
        return head.uri.prefix { $0 != "?" } == path && head.method == .GET
            && head.headers[canonicalForm: "Upgrade"].contains { $0.lowercased() == "websocket" }
            && head.headers["Sec-WebSocket-Version"] == ["13"] && keys.count == 1
            && Data(base64Encoded: keys[0])?.count == 16
    }

    private func response(to head: HTTPRequestHead) throws -> HTTPHeaders {
        guard Self.accepts(head), let key = head.headers.first(name: "Sec-WebSocket-Key") else { throw Refusal() }
        let digest = Insecure.SHA1.hash(data: Data("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))
        var headers = HTTPHeaders([
            ("Upgrade", "websocket"), ("Connection", "upgrade"),
            ("Sec-WebSocket-Accept", Data(digest).base64EncodedString()),
        ])
        if head.headers[canonicalForm: "Sec-WebSocket-Protocol"].contains(where: { $0 == Self.subprotocol }) {
            headers.add(name: "Sec-WebSocket-Protocol", value: Self.subprotocol)
        }
        return headers
    }
}
