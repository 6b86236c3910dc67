import Crypto
import Foundation
import Hummingbird
import ServiceKit

/// `/demo`: a page that chats through the WebSocket, for people who want to see it. It has no rights of its own: the token comes from whoever opens it.
enum DemoPage {
    /// Its own style and script run, known by their digests, and no other: markup that somebody sends could not even if it became part of the page.
    static let policy = """
        default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; img-src data:; connect-src 'self' ws: wss:; \
        style-src \(digest(style)); script-src \(digest(script))
        """

    static func add(to router: Router<MessagingContext>) {
        router.get("demo") { _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                    .contentSecurityPolicy: policy,
                ],
                body: .init(byteBuffer: ByteBuffer(string: html)))
        }
    }

    private static func digest(_ text: String) -> String {
        "'sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())'"
    }
}
