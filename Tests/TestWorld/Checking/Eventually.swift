/// Asks again and again until a condition holds.
///
/// - Parameters:
///   - what: what is wrong when it never holds.
///   - limit: how long to go on asking.
/// - Throws: ``WorldError`` when the time is over, and what the condition throws.
nonisolated(nonsending) public func eventually(
    _ what: @autoclosure () -> String, within limit: Duration = .seconds(20), every pause: Duration = .milliseconds(20),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw WorldError("\(what()) (after \(limit))") }
        try await Task.sleep(for: pause)
    }
}
