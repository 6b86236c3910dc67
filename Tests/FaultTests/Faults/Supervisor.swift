import TestWorld

/// Starts the service again whenever it does not run, as `deploy/run` does.
actor Supervisor {
    private let service: TransactionServiceProcess
    private var watch: Task<Void, Never>?
    /// How often it was started again.
    private(set) var restarts = 0
    /// Why starts failed; the next one is tried all the same. Bounded by ``mostRemembered``.
    private(set) var failures: [String] = []

    init(_ service: TransactionServiceProcess) { self.service = service }

    func start() {
        watch = Task {
            while !Task.isCancelled {
                await restartIfNeeded()
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    func stop() async {
        watch?.cancel()
        await watch?.value
    }

    private func restartIfNeeded() async {
        guard await !service.isRunning else { return }
        restarts += 1
        do {
            try await service.launch()
        } catch {
            if failures.count < Self.mostRemembered { failures.append("\(error)") }
        }
    }

    private static let mostRemembered = 20
}
