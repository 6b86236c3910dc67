import Crypto
import Foundation
import NIOCore

/// The request that turns a connection into a WebSocket, and the server's answer to it (RFC 6455, 4.1).
struct Handshake {
    /// Where the service has its sockets.
    static let path = "/v1/ws"
    /// The protocol that is spoken over them.
    static let subprotocol = "kauri.v1"
    /// The most bytes of the answer's head.
    private static let longestHead = 16 << 10

    /// 16 random bytes in base64.
    let key: String
    private var head: [UInt8] = []

    /// Makes one, unlike any other.
    init() {
        var generator = SystemRandomNumberGenerator()
        key = Data((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }).base64EncodedString()
    }

    /// With a key that is known, as in the RFC's own example.
    init(key: String) { self.key = key }

    /// The request.
    ///
    /// - Parameter token: sent as `Authorization`; nil where `hello` carries it.
    func request(to address: MessagingAddress, token: String?) -> String {
        var lines = [
            "GET \(Self.path) HTTP/1.1", "Host: \(address.authority)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: \(key)", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: \(Self.subprotocol)",
        ]
        if let token { lines.append("Authorization: Bearer \(token)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// Takes what the server sends, up to the end of its answer; what comes behind stays in the buffer.
    ///
    /// - Returns: whether the answer is complete, and agrees.
    /// - Throws: the server does not agree.
    mutating func take(_ buffer: inout ByteBuffer) throws(SocketEnding) -> Bool {
        while let byte = buffer.readInteger(as: UInt8.self) {
            head.append(byte)
            guard byte == UInt8(ascii: "\n"), head.suffix(4).elementsEqual("\r\n\r\n".utf8) else {
                guard head.count < Self.longestHead else { throw .broken("the server's answer is too long") }
                continue
            }
            try check()
            return true
        }
        return false
    }

    private func check() throws(SocketEnding) {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let status = lines.first ?? ""
        guard status.hasPrefix("HTTP/1.1 101") else { throw .broken("the service answers \(status.prefix(80))") }
        var found: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            found[line[..<colon].lowercased()] = value
        }
        guard found["upgrade"]?.lowercased() == "websocket", found["sec-websocket-accept"] == accept else {
            throw .broken("the server's answer is not that of a WebSocket")
        }
        guard found["sec-websocket-extensions"] == nil else { throw .broken("no extension was asked for") }
    }

    /// What a server that has understood answers.
    var accept: String {
        let digest = Insecure.SHA1.hash(data: Data("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))
        return Data(digest).base64EncodedString()
    }
}
