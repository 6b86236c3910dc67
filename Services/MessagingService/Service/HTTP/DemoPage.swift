import Foundation
import Hummingbird
import ServiceKit

/// `/demo`: a page that chats through the WebSocket, for people who want to see it. It has no rights of its own: the token comes from whoever opens it.
enum DemoPage {
    static func add(to router: Router<MessagingContext>) {
        router.get("demo") { _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                    .contentSecurityPolicy:
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self' ws: wss:",
                ],
                body: .init(byteBuffer: ByteBuffer(string: html)))
        }
    }
}
