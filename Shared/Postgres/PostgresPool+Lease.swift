/// Lending and taking back.
extension PostgresPool {
    nonisolated(nonsending) func acquire() async throws(PostgresError) -> PostgresConnection {
        if let connection = try await takeIdle() { return connection }
        let id = await waiterID()
        let outcome = await withTaskCancellationHandler {
            await wait(id)
        } onCancel: {
            Task { await self.abandon(id, PostgresError(.cancelled, "cancelled while waiting for a connection")) }
        }
        return try outcome.get()
    }

    /// An open connection that nobody uses.
    private func takeIdle() async throws(PostgresError) -> PostgresConnection? {
        if isShutDown { throw Self.closed }
        while let entry = idle.popLast() {
            guard entry.connection.isOpen else { continue }
            // Counted from here on: the check gives up this actor for a moment.
            leased[ObjectIdentifier(entry.connection)] = entry.connection
            if ContinuousClock.now - entry.since < limits.idleCheck { return entry.connection }
            do throws(PostgresError) {
                try await entry.connection.ping()
                return entry.connection
            } catch {
                leased[ObjectIdentifier(entry.connection)] = nil
                await entry.connection.close()
                // Its place is free, and others may have begun to wait meanwhile.
                open()
                if error.code == .cancelled { throw error }
            }
        }
        return nil
    }

    private func waiterID() -> UInt64 { waiters.nextID() }

    private func wait(_ id: UInt64) async -> Result<PostgresConnection, PostgresError> {
        if isShutDown { return .failure(Self.closed) }
        if Task.isCancelled { return .failure(PostgresError(.cancelled, "cancelled while waiting for a connection")) }
        // One may have come back since it was looked for.
        if let entry = idle.popLast(), entry.connection.isOpen {
            leased[ObjectIdentifier(entry.connection)] = entry.connection
            return .success(entry.connection)
        }
        guard waiters.count < limits.maximumWaiters else {
            return .failure(PostgresError(.poolExhausted, "\(waiters.count) tasks wait for a connection already"))
        }
        let timer = Task { [limits] in
            try await Task.sleep(for: limits.acquireTimeout)
            self.abandon(id, self.exhausted)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            waiters.append(continuation, id: id)
            open()
        }
    }

    /// Why a wait has ended without a connection: the server's last refusal says more than the pool can.
    private var exhausted: PostgresError {
        let reason = backoff.lastError.map { ": \($0.message)" } ?? ""
        let message = "no connection within \(limits.acquireTimeout)\(reason)"
        return PostgresError(.poolExhausted, message, sqlState: backoff.lastError?.sqlState)
    }

    private func abandon(_ id: UInt64, _ error: PostgresError) {
        waiters.remove(id)?.resume(returning: .failure(error))
    }

    func release(_ connection: PostgresConnection) async {
        if connection.isOpen, connection.transactionState != .idle {
            try? await connection.rollback()
        }
        leased[ObjectIdentifier(connection)] = nil
        guard !isShutDown, connection.isOpen, connection.transactionState == .idle else {
            await connection.close()
            open()
            return
        }
        hand(connection)
    }

    /// Gives a connection to the one who has waited longest, or keeps it.
    private func hand(_ connection: PostgresConnection) {
        if let waiter = waiters.popFirst() {
            leased[ObjectIdentifier(connection)] = connection
            waiter.resume(returning: .success(connection))
        } else {
            idle.append(Idle(connection: connection, since: .now))
        }
    }

    /// Opens as many connections as are waited for and allowed; one at a time while the server refuses.
    private func open() {
        idle.removeAll { !$0.connection.isOpen }
        let places = limits.size - idle.count - leased.count - opening
        let allowed = backoff.isFailing ? min(places, 1 - opening) : places
        guard !isShutDown, allowed > 0 else { return }
        for _ in 0..<max(0, min(allowed, waiters.count - opening)) {
            opening += 1
            Task { await self.openOne() }
        }
    }

    private func openOne() async {
        let pause = backoff.pause(at: .now)
        if pause > .zero { try? await Task.sleep(for: pause) }
        do throws(PostgresError) {
            let connection = try await PostgresConnection.connect(configuration, logger: logger)
            opening -= 1
            backoff.succeed()
            guard !isShutDown else {
                await connection.close()
                return
            }
            hand(connection)
        } catch {
            opening -= 1
            backoff.fail(error, at: .now)
            logger.warning("no database connection: \(error)", metadata: ["database": "\(configuration)"])
            guard error.isRetriable else {
                for waiter in waiters.removeAll() { waiter.resume(returning: .failure(error)) }
                return
            }
        }
        open()
    }
}
