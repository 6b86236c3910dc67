/// What a world is to have.
public struct WorldPlan: Sendable {
    /// How many instances of transaction-service run from the start; 0 for tests that start them themselves.
    public var services: Int
    /// Settings of the services beside their addresses, by environment variable, such as `["KAURI_LANES": "1"]`.
    public var settings: [String: String]
    /// Whether it gets a RabbitMQ and a PostgreSQL of its own, which may be killed.
    public var hasOwnStack: Bool

    /// Makes a plan.
    public init(services: Int = 1, settings: [String: String] = [:], hasOwnStack: Bool = false) {
        self.services = services
        self.settings = settings
        self.hasOwnStack = hasOwnStack
    }
}
