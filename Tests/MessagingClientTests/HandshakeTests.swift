import NIOCore
import Testing

@testable import MessagingClient

@Suite("The upgrade to a WebSocket")
struct HandshakeTests {
    /// The key of RFC 6455, 1.3, and a server's whole answer to it.
    private static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    private static let answer = """
        HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: \
        s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n
        """

    private static func ending(_ answer: String) -> SocketEnding? {
        var handshake = Handshake(key: key)
        var buffer = ByteBuffer(string: answer)
        do throws(SocketEnding) {
            return try handshake.take(&buffer) ? nil : SocketEnding(code: 0, reason: "unfinished")
        } catch {
            return error
        }
    }

    @Test("The RFC's own example agrees, in pieces, and leaves what comes behind")
    func example() throws {
        var handshake = Handshake(key: Self.key)
        #expect(handshake.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        var first = ByteBuffer(string: String(Self.answer.prefix(50)))
        #expect(try !handshake.take(&first))
        var rest = ByteBuffer(string: String(Self.answer.dropFirst(50)))
        rest.writeBytes([0x81, 0x00])
        #expect(try handshake.take(&rest))
        #expect(rest.readableBytes == 2)
    }

    @Test("The request names the place, the protocol and the token")
    func request() throws {
        let address = try #require(MessagingAddress(text: "ws://[::1]:8090/"))
        let text = Handshake(key: Self.key).request(to: address, token: "abc")
        #expect(text.hasPrefix("GET /v1/ws HTTP/1.1\r\nHost: [::1]:8090\r\n"))
        #expect(text.contains("\r\nSec-WebSocket-Protocol: kauri.v1\r\nAuthorization: Bearer abc\r\n\r\n"))
        #expect(Handshake().key != Handshake().key)
    }

    @Test("Any other answer ends the attempt")
    func refusals() throws {
        #expect(Self.ending("HTTP/1.1 503 Service Unavailable\r\n\r\n")?.reason.contains("503") == true)
        #expect(Self.ending(Self.answer.replacing("s3pPLMBi", with: "AAAAAAAA")) != nil)
        #expect(Self.ending(Self.answer.replacing("Upgrade: websocket\r\n", with: "")) != nil)
        #expect(Self.ending(String(repeating: "x", count: 20_000))?.reason.contains("too long") == true)
        #expect(Self.ending(Self.answer) == nil)
    }

    @Test("Addresses")
    func addresses() {
        #expect(
            MessagingAddress(text: "http://chat.example:8090") == MessagingAddress(host: "chat.example", port: 8_090))
        #expect(MessagingAddress(text: "ws://127.0.0.1/")?.port == 80)
        #expect(MessagingAddress(text: "http://[::1]:1")?.host == "::1")
        for text in ["https://a", "a:80", "http://", "http://a:0", "http://a:70000", "http://a/path", "http://[::1]x"] {
            #expect(MessagingAddress(text: text) == nil, "\(text)")
        }
    }
}
