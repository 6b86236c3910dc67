import Foundation
import MessageRouting
import Metrics
import NIOCore
import ServiceKit
import Synchronization

/// What all WebSockets of a process share.
struct SocketDoor: Sendable {
    let intake: Intake
    let verifier: TokenVerifier
    let limits: SocketLimits
    let metrics: SocketMetrics

    private static let sessions = Atomic<UInt64>(0)

    /// A name for a session that no other ever had in this process.
    func nextSession() -> SessionID { SessionID(Self.sessions.add(1, ordering: .relaxed).newValue) }

    /// Seconds since 1970.
    func now() -> Int64 { Int64(Date().timeIntervalSince1970) }
}

/// The bounds of a WebSocket; what happens at each is a close code.
struct SocketLimits: Sendable {
    /// Bytes of a message, in one frame or many: 1009.
    var longestMessage = 256 << 10
    /// Until `hello` has come: 4408.
    var helloTimeout = TimeAmount.seconds(5)
    /// Between two looks for a sign of life; after two without one and an unanswered ping: 1001.
    var heartbeat = TimeAmount.seconds(20)
    /// Until the connection ends although the client has not agreed to close.
    var closeTimeout = TimeAmount.seconds(5)
    /// Frames that may come in one round of reading, or before the token has been looked at: 1008.
    var mostUnread = 1_000
}

/// What the WebSockets count.
struct SocketMetrics: Sendable {
    private let count = Meter(label: "kauri_sockets_open")
    private let ends = Dictionary(
        uniqueKeysWithValues: CloseCode.ofTheService.map {
            ($0.number, Counter(label: "kauri_sockets_ended", dimensions: [("code", "\($0.number)")]))
        })

    func opened() { count.increment() }

    func closed() { count.decrement() }

    func ended(_ code: CloseCode) { ends[code.number]?.increment() }
}
