import CLibPQ
import Logging

extension PostgresConnection {
    /// Opens a session, within ``PostgresConfiguration/connectTimeout``.
    ///
    /// - Parameters:
    ///   - configuration: where and how.
    ///   - logger: receives the server's notices.
    /// - Throws: ``PostgresError``: `connectFailed` with the server's SQLSTATE if it refused the session, `timeout`,
    ///   `cancelled`, or `server` if a session setting was refused.
    public nonisolated(nonsending) static func connect(
        _ configuration: PostgresConfiguration, logger: Logger
    ) async throws(PostgresError) -> PostgresConnection {
        let connection = PostgresConnection(configuration, logger: logger)
        let outcome = await withTaskCancellationHandler {
            await connection.open()
        } onCancel: {
            connection.wake.signal()
        }
        try outcome.get()
        return connection
    }

    private func open() -> Result<Void, PostgresError> {
        do throws(PostgresError) {
            let deadline = ContinuousClock.now + configuration.connectTimeout
            let addresses = try resolve(until: deadline)
            link = try start(addresses)
            try handshake(until: deadline)
            publishState()
            if let setup = configuration.sessionSetup {
                _ = try perform([[setup]], isShielded: false, limit: deadline - .now)[0].get()
            }
            watchIdle()
            return .success(())
        } catch {
            drop(error)
            return .failure(error)
        }
    }

    private func resolve(until deadline: ContinuousClock.Instant) throws(PostgresError) -> [String] {
        let host = configuration.host
        if host.hasPrefix("/") { return [] }
        if let addresses = HostLookup.numeric(host) { return addresses }
        let lookup = HostLookup(host: host, wake: wake)
        while true {
            switch lookup.outcome {
            case .addresses(let addresses): return addresses
            case .failed(let why): throw PostgresError(.connectFailed, "could not resolve host \(host): \(why)")
            case nil: try checkOpening(deadline, "resolving host \(host)")
            }
            wake.wait(socket: -1, isWriting: false, until: deadline)
        }
    }

    private func start(_ addresses: [String]) throws(PostgresError) -> Link {
        let keywords = configuration.keywords(addresses: addresses)
        let names = CStringArray(keywords.map(\.0))
        let values = CStringArray(keywords.map(\.1))
        guard let connection = PQconnectStartParams(names.pointers, values.pointers, 0) else {
            throw PostgresError(.connectFailed, "out of memory")
        }
        let link = Link(connection, notices: NoticeSink(logger: logger))
        guard !link.isBroken else { throw refusal(link) }
        // During the login libpq keeps the SQLSTATE to itself, except in verbose messages.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        return link
    }

    private func handshake(until deadline: ContinuousClock.Instant) throws(PostgresError) {
        guard let connection = link?.connection else { return }
        var next = PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            try checkOpening(deadline, "connecting to \(configuration.host)")
            wake.wait(
                socket: PQsocket(connection), forOutputOnly: next == PGRES_POLLING_WRITING, until: deadline)
            if Task.isCancelled || ContinuousClock.now >= deadline { continue }
            next = PQconnectPoll(connection)
            if next == PGRES_POLLING_FAILED { throw refusal() }
        }
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else { throw refusal() }
    }

    private func checkOpening(_ deadline: ContinuousClock.Instant, _ what: String) throws(PostgresError) {
        if Task.isCancelled { throw PostgresError(.cancelled, "cancelled while \(what)") }
        if ContinuousClock.now >= deadline {
            throw PostgresError(.timeout, "no answer within \(configuration.connectTimeout) while \(what)")
        }
    }

    private func refusal() -> PostgresError {
        guard let connection = link?.connection else { return PostgresError(.connectFailed, "no connection") }
        return PostgresError(loginMessage: String(cString: PQerrorMessage(connection)))
    }

    private func refusal(_ link: borrowing Link) -> PostgresError {
        PostgresError(loginMessage: String(cString: PQerrorMessage(link.connection)))
    }
}

extension PostgresError {
    /// Reads the SQLSTATE out of libpq's verbose message, `FATAL:  28P01: password authentication failed …` (two
    /// blanks); messages of libpq itself have none.
    init(loginMessage text: String) {
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("LOCATION:") }
        var message = Self.oneLine(lines.joined(separator: "\n"))
        var state: String?
        let pattern = #/:  ([0-9A-Z]{5}): /#
        if let match = message.firstMatch(of: pattern) {
            state = String(match.1)
            message.replaceSubrange(match.range, with: ": ")
        }
        self.init(.connectFailed, message, sqlState: state)
    }
}

/// A NULL-terminated list of C strings, as libpq takes them.
private final class CStringArray {
    let pointers: [UnsafePointer<CChar>?]
    private let owned: [UnsafeMutablePointer<CChar>]

    init(_ strings: [String]) {
        owned = strings.map { string in
            let bytes = string.utf8CString
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            for (index, byte) in bytes.enumerated() { copy[index] = byte }
            return copy
        }
        pointers = owned.map { UnsafePointer($0) } + [nil]
    }

    deinit {
        for pointer in owned { pointer.deallocate() }
    }
}
