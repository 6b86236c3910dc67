import Logging
import Postgres

extension World {
    /// Makes a world, does something in it, and removes it, also when that fails.
    ///
    /// - Parameter purpose: a word or two, for names and log files.
    public nonisolated(nonsending) static func with<Result>(
        _ plan: WorldPlan = WorldPlan(), purpose: String, _ body: (World) async throws -> Result
    ) async throws -> Result {
        // A world inside another one's slot needs none, or two of those could wait for each other for ever.
        let needsSlot = current == nil
        if needsSlot { await WorldSlots.shared.take() }
        do {
            let result = try await withoutSlot(plan, purpose, body)
            if needsSlot { await WorldSlots.shared.giveBack() }
            return result
        } catch {
            if needsSlot { await WorldSlots.shared.giveBack() }
            throw error
        }
    }

    /// The same on a RabbitMQ and a PostgreSQL of its own, which the body may kill.
    public nonisolated(nonsending) static func withOwnStack<Result>(
        services: Int = 1, settings: [String: String] = [:], purpose: String, _ body: (World) async throws -> Result
    ) async throws -> Result {
        try await with(
            WorldPlan(services: services, settings: settings, hasOwnStack: true), purpose: purpose, body)
    }

    private nonisolated(nonsending) static func withoutSlot<Result>(
        _ plan: WorldPlan, _ purpose: String, _ body: (World) async throws -> Result
    ) async throws -> Result {
        let stack = plan.hasOwnStack ? try await Stack.own() : try Stack.shared()
        let world = try World(plan: plan, stack: stack, purpose: purpose)
        do {
            try await world.make()
            let result = try await $current.withValue(world) { try await body(world) }
            try await world.end()
            return result
        } catch {
            // What went wrong first is what matters.
            try? await world.end()
            throw error
        }
    }

    nonisolated(nonsending) static func withConnection<Result>(
        _ configuration: PostgresConfiguration, logger: Logger, _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }
}
