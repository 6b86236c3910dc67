/// Why a WebSocket ends: codes of RFC 6455, and this service's own from 4400 on. Told in full in `websocket.md`.
struct CloseCode: Error, Hashable, Sendable {
    /// The number that travels.
    let number: UInt16
    /// One line for a person; at most 123 bytes.
    let reason: String

    static let normal = CloseCode(number: 1000, reason: "")
    static let leaving = CloseCode(number: 1001, reason: "no sign of life")
    static func protocolError(_ reason: String) -> CloseCode { CloseCode(number: 1002, reason: reason) }
    static let binary = CloseCode(number: 1003, reason: "only text frames are understood")
    static let invalidUTF8 = CloseCode(number: 1007, reason: "text must be UTF-8")
    static func policy(_ reason: String) -> CloseCode { CloseCode(number: 1008, reason: reason) }
    static let tooLarge = CloseCode(number: 1009, reason: "the message is too large")
    static let internalError = CloseCode(number: 1011, reason: "the service has failed")
    static let restarting = CloseCode(number: 1012, reason: "the service restarts: connect again")
    static let full = CloseCode(number: 1013, reason: "the service is full: try again later")
    static func unauthenticated(_ reason: String) -> CloseCode { CloseCode(number: 4401, reason: reason) }
    static let helloTooLate = CloseCode(number: 4408, reason: "hello was expected first, in time")
    static let slowClient = CloseCode(number: 4409, reason: "too slow: connect again with your cursor")

    /// All with which the service ends a connection by itself; ``normal`` answers a client.
    static let ofTheService: [CloseCode] = [
        .leaving, .protocolError(""), .binary, .invalidUTF8, .policy(""), .tooLarge, .internalError, .restarting, .full,
        .unauthenticated(""), .helloTooLate, .slowClient,
    ]

    /// Whether a client may send a number (RFC 6455, 7.4): what only describes an ending without a close frame may not travel.
    static func isValid(_ number: UInt16) -> Bool {
        switch number {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
