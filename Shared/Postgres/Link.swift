import CLibPQ

/// Owns one `PGconn`: non-blocking, in pipeline mode once it is open, and closed when this value goes.
struct Link: ~Copyable {
    let connection: OpaquePointer
    /// Notices that the server sends are logged through it; libpq keeps its address.
    private let notices: NoticeSink

    /// Takes ownership of `connection`.
    init(_ connection: OpaquePointer, notices: NoticeSink) {
        self.connection = connection
        self.notices = notices
        notices.attach(to: connection)
    }

    /// Sends the server a farewell if that is possible at once; never waits.
    deinit { PQfinish(connection) }

    /// -1 once libpq has found the connection broken.
    var socket: CInt { PQsocket(connection) }
    var isBroken: Bool { PQstatus(connection) == CONNECTION_BAD }
    var isEncrypted: Bool { PQsslInUse(connection) == 1 }
    var backendPID: Int32 { PQbackendPID(connection) }

    /// libpq's last message, on one line.
    var message: String { PostgresError.oneLine(String(cString: PQerrorMessage(connection))) }

    var lost: PostgresError {
        PostgresError(.connectionLost, message.isEmpty ? "the connection to the server is gone" : message)
    }

    /// Takes what the server has sent.
    ///
    /// - Returns: false when the connection has ended; what arrived before that can still be read.
    func receive() -> Bool {
        guard PQconsumeInput(connection) == 1 else { return false }
        // An encrypted record may be larger than the room that libpq had, and poll(2) does not see the rest of it.
        // The second call takes that rest; when there is none it costs one system call.
        if isEncrypted {
            _ = PQisBusy(connection)
            return PQconsumeInput(connection) == 1
        }
        return true
    }

    /// Nobody listens on this connection; what a LISTEN of the caller's brings is thrown away, or it would pile up.
    func discardNotifications() {
        while let notification = PQnotifies(connection) { PQfreemem(notification) }
    }

    /// The state of the session's transaction as of the last answer.
    var transactionState: PostgresConnection.TransactionState {
        switch PQtransactionStatus(connection) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_INTRANS: .inTransaction
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }
}
