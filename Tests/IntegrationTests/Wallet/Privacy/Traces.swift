import Postgres
import RabbitMQ
import TestWorld
import Testing

/// Looks for a text everywhere that the service leaves something.
struct Traces {
    let world: World

    /// The columns of the database that contain the text, as `table.column`.
    func columns(with text: String) async throws -> [String] {
        try await world.withOwner { owner in
            let columns = try await owner.run(
                Statement(
                    once: """
                        SELECT attribute.attrelid::regclass::text, quote_ident(attribute.attname), attribute.atttypid = 'bytea'::regtype
                        FROM pg_attribute AS attribute JOIN pg_class AS class ON class.oid = attribute.attrelid
                        WHERE class.relkind IN ('r', 'm', 'p') AND class.relnamespace = 'public'::regnamespace
                            AND attribute.attnum > 0 AND NOT attribute.attisdropped
                        ORDER BY 1, 2
                        """))
            try #require(columns.count > 100)
            var found: [String] = []
            for column in columns {
                let (table, name) = (try column.text(0), try column.text(1))
                let place =
                    try column.bool(2)
                    ? "position(convert_to($1::text, 'UTF8') IN \(name))" : "position($1::text IN \(name)::text)"
                let hits = try await owner.run(
                    Statement(once: "SELECT count(*) FROM \(table) WHERE \(place) > 0", [.text(text)]))
                if try hits[0].int64(0) > 0 { found.append("\(table).\(name)") }
            }
            return found
        }
    }

    /// All that was ever announced, as texts.
    func announced() async throws -> [String] {
        let subscriber = try await Subscriber(world, to: .log)
        let count = try await world.count(
            "SELECT (SELECT count(*) FROM outcomes WHERE is_committed) + (SELECT count(*) FROM risk_flags)")
        let events = try await subscriber.wait(for: Int(count))
        await subscriber.close()
        return events.map { "\($0.properties) \($0.body.text)" }
    }

    /// The lines that all services have logged and that contain the text.
    func logged(_ text: String) async -> [String] {
        await world.services.flatMap { $0.logText.split(separator: "\n").filter { $0.contains(text) }.map(String.init) }
    }
}
