extension PostgresError {
    /// Whether the same statements may succeed when they are sent again, on this or on a new connection.
    ///
    /// Classes 40 (serialization failure, deadlock), 08 (connection), 53 (resources) and 57 without a dropped database
    /// (shutdown, restart, statement timeout), 55P03 (lock not available), 25006 (the server has become a standby), a
    /// plan that a change of tables made stale, and every end of a connection. A wrong password is not retriable.
    public var isRetriable: Bool {
        switch code {
        case .connectFailed, .connectionLost, .timeout, .server: sqlState.map(Self.isRetriable) ?? true
        case .poolExhausted: true
        case .configuration, .closed, .cancelled, .aborted, .decoding, .invalidRequest: false
        }
    }

    /// Whether a unique constraint or index was violated (23505); ``constraint`` names it.
    public var isUniqueViolation: Bool { sqlState == "23505" }

    /// Class 40: the transaction lost against another one and may simply be tried again.
    public var isSerializationConflict: Bool { sqlState?.hasPrefix("40") == true }

    /// Whether a lock was waited for longer than the session's `lock_timeout` (55P03).
    public var isLockTimeout: Bool { sqlState == "55P03" }

    /// Whether the data is to blame: class 22 (a value cannot be stored) or 23 (a constraint is violated).
    public var isDataError: Bool {
        guard case .server(let state) = code else { return false }
        return state.hasPrefix("22") || state.hasPrefix("23")
    }

    private static func isRetriable(_ state: String) -> Bool {
        switch state.prefix(2) {
        // The wrong number of parameters, for example: the same again would fail the same way.
        case "08" where state == "08P01": return false
        case "08", "40", "53": return true
        case "57": return state != "57P04"
        default: break
        }
        switch state {
        case "55P03", "25006", SQLState.undefinedStatement, SQLState.featureNotSupported: return true
        default: return false
        }
    }
}

/// The SQLSTATEs that this client acts upon.
enum SQLState {
    static let queryCancelled = "57014"
    /// A prepared statement that does not exist (any more).
    static let undefinedStatement = "26000"
    /// Among other things: "cached plan must not change result type".
    static let featureNotSupported = "0A000"
}
