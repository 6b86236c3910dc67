import Foundation
import Glibc
import Logging
import ServiceKit

/// A folder of its own that is gone when the test ends.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "servicekit-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ name: String, _ text: String) throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }

    func lines(_ name: String) -> [String] {
        let text = (try? String(contentsOfFile: path + "/" + name, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// A logger that writes JSON lines to a file of the folder.
    func logger(_ name: String, level: Logger.Level = .info) throws -> Logger {
        let sink = try LogSink(path: path + "/" + name)
        return Logger(label: "test") { LineLogHandler(label: $0, format: .json, level: level, sink: sink) }
    }
}

struct NeverHappened: Error {
    let what: String
}

struct HTTPAnswer: Equatable {
    let status: Int
    let head: String
    let body: String
}

/// A GET over a real loopback connection, on a thread that may block.
func get(_ path: String, port: Int) async throws -> HTTPAnswer {
    let request = "GET \(path) HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    let text = try await exchange(request, port: port)
    let parts = text.components(separatedBy: "\r\n\r\n")
    let words = text.split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, words.count > 1, let status = Int(words[1]) else {
        throw NeverHappened(what: "an HTTP answer, got \(text.debugDescription)")
    }
    return HTTPAnswer(
        status: status, head: parts[0].lowercased(), body: parts.dropFirst().joined(separator: "\r\n\r\n"))
}

/// Sends bytes to a loopback port and reads until the other side closes, at most 10 seconds for each read.
func exchange(_ request: String, port: Int) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(with: Result { try blockingExchange(request, port: port) })
        }
    }
}

private func blockingExchange(_ request: String, port: Int) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw NeverHappened(what: "a socket") }
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafeBytes(of: &address) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
    }
    guard connected == 0 else { throw NeverHappened(what: "a connection to port \(port)") }
    let bytes = Array(request.utf8)
    guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
        throw NeverHappened(what: "a request sent")
    }
    var answer: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 16_384)
    while true {
        let count = recv(descriptor, &block, block.count, 0)
        guard count >= 0 else { throw NeverHappened(what: "the end of the answer") }
        if count == 0 { return String(decoding: answer, as: UTF8.self) }
        answer += block[..<count]
    }
}
