/// Who a verified token names.
public struct Identity: Hashable, Sendable {
    /// What somebody may be on the marketplace, and those who run it.
    public enum Role: String, CaseIterable, Sendable {
        case user, host, vendor, seller, admin, service
    }

    /// The person or service, as the application names them.
    public let subject: String
    /// In which role they come.
    public let role: Role
    /// From this moment on the token says nothing any more; seconds since 1970 in UTC.
    public let expiresAt: Int64

    /// Names somebody.
    public init(subject: String, role: Role, expiresAt: Int64) {
        self.subject = subject
        self.role = role
        self.expiresAt = expiresAt
    }

    /// Whether they run the marketplace, and may reach what is not their own.
    public var isOperator: Bool { role == .admin || role == .service }
}

/// Why a token is not believed. Says nothing that helps to make another one.
public enum TokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is none.
    case missing
    /// It is no token, or has no subject, role or end, or is longer than ``TokenVerifier/longest``.
    case malformed
    /// It names a key or an algorithm that is not accepted here.
    case unknownKey
    /// The signature is not by that key.
    case forged
    /// Its time is over.
    case expired
    /// Its time has not come.
    case tooEarly
    /// It was issued by somebody else, or for somebody else.
    case foreign

    public var description: String {
        switch self {
        case .missing: "a token is required"
        case .malformed: "the token cannot be read"
        case .unknownKey: "the token names a key or an algorithm that is not accepted"
        case .forged: "the token's signature is wrong"
        case .expired: "the token has expired"
        case .tooEarly: "the token is not valid yet"
        case .foreign: "the token was issued by, or for, somebody else"
        }
    }
}
