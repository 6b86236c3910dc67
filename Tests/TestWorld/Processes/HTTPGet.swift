import Dispatch
import Glibc

/// Asks a service on this machine for a page. A frozen process accepts connections and never answers, so every step has a limit.
enum HTTPGet {
    struct Answer: Sendable {
        let status: Int
        let body: String
    }

    /// - Returns: the answer, or nil when there was none within two seconds.
    static func page(_ path: String, port: UInt16) async -> Answer? {
        await exchange("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", port: port)
    }

    /// Sends a whole request, which asks for the connection to be closed.
    ///
    /// - Parameter patience: seconds that each step may take.
    static func exchange(_ request: String, port: UInt16, patience: Int = 2) async -> Answer? {
        await withCheckedContinuation { continuation in
            // The calls block, so they get a thread that is none of Swift's own.
            DispatchQueue.global().async {
                continuation.resume(returning: blockingExchange(Array(request.utf8), port, patience))
            }
        }
    }

    private static func blockingExchange(_ request: [UInt8], _ port: UInt16, _ patience: Int) -> Answer? {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let hasConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard hasConnected else { return nil }
        guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < 4 << 20 {
            let count = recv(socket, &block, block.count, 0)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += block[..<count]
        }
        return answer(in: String(decoding: bytes, as: UTF8.self))
    }

    private static func answer(in text: String) -> Answer? {
        let words = text.prefix(64).split(separator: " ")
        guard words.count > 1, let status = Int(words[1]), let blank = text.firstRange(of: "\r\n\r\n") else {
            return nil
        }
        return Answer(status: status, body: String(text[blank.upperBound...]))
    }
}
