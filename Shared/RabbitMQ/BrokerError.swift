/// Why an operation on the broker failed.
///
/// No error ever contains a password. ``message`` may contain names of queues, exchanges, users and virtual hosts.
public struct BrokerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened, coarse enough to decide on.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The URL or a setting cannot be used.
        case invalidConfiguration
        /// No connection: the name does not resolve, the port is closed, or nothing answered in time.
        case connectFailed
        /// The TLS handshake failed: unknown authority, wrong host name, refused client certificate.
        case tlsFailed
        /// The broker refused user and password.
        case authenticationFailed
        /// The user may not use this virtual host, exchange or queue, or the virtual host does not exist.
        case accessRefused
        /// The connection broke. What was not yet confirmed may or may not have been stored.
        case connectionLost
        /// The broker closed the connection and said why.
        case connectionClosed
        /// The broker closed the channel for another reason than the ones below.
        case channelClosed
        /// A queue or an exchange does not exist.
        case notFound
        /// An exclusive queue or consumer belongs to somebody else.
        case resourceLocked
        /// A queue or exchange exists with other arguments, or a message contradicts the broker's rules (a wrong `user_id`).
        case preconditionFailed
        /// A queue or exchange of a ``Topology`` exists with other arguments.
        case topologyMismatch
        /// The broker did not answer, or did not confirm, within the limit.
        case timeout
        /// An alarm at the broker (memory, disk) kept the publisher waiting for longer than the limit.
        case blocked
        /// The publisher already holds as many messages as it may.
        case overloaded
        /// A message that AMQP 0-9-1 cannot carry: a name over 255 bytes, headers over a frame, a body over the limit.
        case unsupportedMessage
        /// The calling task was cancelled.
        case cancelled
        /// The consumer, publisher or caller has been closed by its owner.
        case closed
    }

    /// What happened.
    public let code: Code
    /// The broker's own number, such as 404 or 530, if it gave one.
    public let replyCode: UInt16?
    /// One line for a person.
    public let message: String

    init(_ code: Code, _ message: String, replyCode: UInt16? = nil) {
        self.code = code
        self.replyCode = replyCode
        self.message = message
    }

    /// Whether the same call may succeed later without anybody changing a setting or the message.
    ///
    /// After a retriable error of a publish the outcome is unknown: publish again with the same message ids.
    public var isRetriable: Bool {
        switch code {
        case .connectFailed, .connectionLost, .connectionClosed, .channelClosed, .resourceLocked, .timeout, .blocked,
            .overloaded:
            true
        case .invalidConfiguration, .tlsFailed, .authenticationFailed, .accessRefused, .notFound, .preconditionFailed,
            .topologyMismatch, .unsupportedMessage, .cancelled, .closed:
            false
        }
    }

    /// Code, reply code and message in one line.
    public var description: String {
        guard let replyCode else { return "\(code.rawValue): \(message)" }
        return "\(code.rawValue) (\(replyCode)): \(message)"
    }
}
