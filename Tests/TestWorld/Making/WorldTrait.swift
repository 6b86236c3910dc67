import Testing

/// Gives a suite a ``World`` that all its tests share; they find it in ``World/here``.
public struct WorldTrait: SuiteTrait, TestTrait, TestScoping {
    let plan: WorldPlan

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await World.with(plan, purpose: test.displayName ?? test.name) { _ in try await function() }
    }
}

extension Trait where Self == WorldTrait {
    /// A world of the suite's own, made before its first test and removed after its last one.
    ///
    /// - Parameters:
    ///   - services: how many instances of transaction-service run from the start.
    ///   - settings: of the services, by environment variable.
    ///   - hasOwnStack: whether it gets servers of its own, which may be killed.
    public static func world(
        services: Int = 1, settings: [String: String] = [:], hasOwnStack: Bool = false
    ) -> WorldTrait {
        WorldTrait(plan: WorldPlan(services: services, settings: settings, hasOwnStack: hasOwnStack))
    }
}
