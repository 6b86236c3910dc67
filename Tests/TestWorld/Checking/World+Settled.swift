import Waiting

extension World {
    /// Waits until everything that is committed is announced too: a reply may come before its event, and an event before the outbox knows.
    ///
    /// Whoever subscribes after that hears only of what happens later.
    public nonisolated(nonsending) func untilAnnounced(within limit: Duration = .seconds(20)) async throws {
        try await eventually("the outbox is not cleared", within: limit) {
            try await count("SELECT count(*) FROM outbox") == 0
        }
    }

    /// How many messages are in each queue of the world, unacknowledged ones too.
    public func queueLengths() async throws -> [String: Int] {
        let output = try await stack.run(
            "rabbitmqctl", "-q", "--no-table-headers", "-p", name, "list_queues", "name", "messages")
        var lengths: [String: Int] = [:]
        for line in output.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            if fields.count == 2, let length = Int(fields[1]) { lengths[String(fields[0])] = length }
        }
        return lengths
    }
}
