/// What a test has waited for in vain.
public struct WaitedInVain: Error, CustomStringConvertible, Sendable {
    /// What is wrong, and how long it was waited for.
    public let description: String
}

/// Asks again and again until a condition holds.
///
/// - Parameters:
///   - what: what is wrong when it never holds.
///   - limit: how long to go on asking.
/// - Throws: ``WaitedInVain`` when the time is over, and what the condition throws.
nonisolated(nonsending) public func eventually(
    _ what: @autoclosure () -> String, within limit: Duration = .seconds(20), every pause: Duration = .milliseconds(20),
    _ condition: () async throws -> Bool
) async throws {
    _ = try await untilFound(what(), within: limit, every: pause) { try await condition() ? true : nil }
}

/// Asks again and again until there is an answer, and gives it.
///
/// - Throws: ``WaitedInVain`` when the time is over, and what asking throws.
nonisolated(nonsending) public func untilFound<Value>(
    _ what: @autoclosure () -> String, within limit: Duration = .seconds(20), every pause: Duration = .milliseconds(20),
    _ find: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
        if let value = try await find() { return value }
        guard ContinuousClock.now < deadline else { throw WaitedInVain(description: "\(what()) (after \(limit))") }
        try await Task.sleep(for: pause)
    }
}

/// Waits for the end of what a test has started, also when the test is cancelled meanwhile.
///
/// - Returns: whether it has ended in time.
public func hasEnded(within limit: Duration, _ isOver: () -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + limit
    while !isOver() {
        guard ContinuousClock.now < deadline else { return false }
        await Task { try? await Task.sleep(for: .milliseconds(10)) }.value
    }
    return true
}
