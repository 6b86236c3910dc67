import Contracts
import Foundation
import NaiveLedger
import Postgres
import RabbitMQ
import TestWorld
import Testing

/// Events are kept in files, and make the same ledger again.
@Suite("Archived events", .serialized, .timeLimit(.minutes(6)))
struct ArchiveTests {
    private static let plan = WorldPlan(
        settings: .keepingBankAccounts.merging([
            "KAURI_PARTITIONS": "4", "KAURI_LANES": "4", "KAURI_EVENTS": "both", "KAURI_SWEEP_INTERVAL": "3600s",
            "KAURI_PAYOUT_INTERVAL": "3600s",
        ]) { $1 })

    @Test("An archive that is stopped, damaged and resumed has every event once, and rebuilds every balance")
    func rebuilt() async throws {
        try await World.with(Self.plan, purpose: "archive") { world in
            let client = try await Client(world)
            var history = ServiceHistory(seed: 301, client: client)
            let (archive, batched) = (try EventArchive(), try EventArchive())
            defer {
                archive.remove()
                batched.remove()
            }
            try await Self.play(&history, waves: 8)
            try await Self.archive(world, to: archive, "--segment-bytes", "16384")
            let before = try archive.events.count
            #expect(before == (try await world.eventCount()))
            #expect(try archive.segments.count > 2)

            try await Self.play(&history, waves: 8)
            // As a crash leaves it: the last lines never reached the disk, and of one only a part.
            try archive.damage { $0 = $0.dropLast(700) + Data("{\"specversion\"".utf8) }
            let resumed = try await Self.archive(world, to: archive, "--segment-bytes", "16384")
            #expect((resumed.text("repaired_bytes").flatMap { Int($0) } ?? 0) > 14)
            let count = try await world.eventCount()
            let events = try archive.events
            #expect(events.count == count && Set(events.map(\.event.id)).count == count)
            #expect(events.map(\.offset) == events.map(\.offset).sorted())
            #expect(try await Self.archive(world, to: archive).text("events") == "0")

            // The batches tell the same, in two runs with the last batch half stored.
            try await Self.archive(world, to: batched, "--events", "batch")
            try batched.damage { $0 = $0.dropLast(1_500) }
            try await Self.archive(world, to: batched, "--events", "batch")
            let fromBatches = try batched.events.map(\.event)
            #expect(fromBatches.count == count && Set(fromBatches) == Set(events.map(\.event)))

            try await Self.expectSame(world, archive)
            try await Self.expectSame(world, batched)
            try await Self.expectDifferent(world, archive)
        }
    }

    /// Rebuilds the ledger and holds it against the original.
    private static func expectSame(_ world: World, _ archive: EventArchive) async throws {
        try await world.withEmptyDatabase { url, rebuilt in
            let report = try await world.kauriJSON(
                "replay", "archive", archive.folder.path, "--into", url, "--compare-with", world.ownDatabaseURL)
            #expect(report.text("difference") == nil)
            let accounts = try await world.count("SELECT count(*) FROM accounts")
            #expect(report.text("compared") == "\(accounts)")
            let audit = try await LedgerAudit(rebuilt)
            #expect(audit.problems == [])
            let original = try await world.audit()
            for table in ["entries", "holds", "parties", "requests", "transaction_states", "transactions", "units"] {
                #expect(audit.rows[table] == original.rows[table], "\(table)")
            }
            for query in [Self.states, Self.entries, Self.holds] {
                let (made, there) = (
                    try await rebuilt.run(Statement(once: query))[0].text(0), try await world.texts(query)[0]
                )
                #expect(made == there, "\(query)")
            }
            // It is not empty any more.
            await #expect(throws: WorldError.self) {
                try await world.kauri("replay", "archive", archive.folder.path, "--into", url)
            }
        }
    }

    /// Archives that lack something, or tell something else, make no ledger or another one.
    private static func expectDifferent(_ world: World, _ archive: EventArchive) async throws {
        let events = try archive.events.map(\.event)
        let last = try #require(
            events.lastIndex { event in
                event.type == "kauri.wallet.transferred" || event.type == "kauri.wallet.deposited"
            })
        let amount = try #require(
            String(decoding: events[last].data, as: UTF8.self).firstMatch(of: /"amount":"-([^"]+)"/))
        for change in ["left out", "other amounts"] {
            let changed = try archive.copy()
            defer { changed.remove() }
            for segment in try changed.segments {
                var lines = try String(contentsOf: segment, encoding: .utf8).split(separator: "\n").map(String.init)
                guard let index = lines.firstIndex(where: { $0.contains("\"id\":\"\(events[last].id)\"") }) else {
                    continue
                }
                if change == "left out" {
                    lines.remove(at: index)
                } else {
                    lines[index] = lines[index].replacing("\(amount.output.1)\"", with: "9\(amount.output.1)\"")
                }
                try (lines.joined(separator: "\n") + "\n").write(to: segment, atomically: true, encoding: .utf8)
            }
            try await world.withEmptyDatabase { url, rebuilt in
                await #expect(throws: WorldError.self, "\(change)") {
                    try await world.kauri(
                        "replay", "archive", changed.folder.path, "--into", url, "--compare-with", world.ownDatabaseURL)
                }
            }
        }
    }

    @Test("A stream that was deleted is filled again from the database, and an archive goes on without a double")
    func republished() async throws {
        try await World.with(Self.plan, purpose: "republish") { world in
            let client = try await Client(world)
            let archive = try EventArchive()
            defer { archive.remove() }
            // Nothing that becomes due by itself when the service starts again.
            let wallet = try await client.makeGuest("payer", with: "1000.00 ZAR")
            let spend = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
            let ids = (0..<200).map { "spend \($0)" }
            try await client.send(ids.enumerated().map { Request(spend, id: $1, key: "\($0 % 9)") })
            _ = try await client.replies(toAll: ids)
            try await Self.archive(world, to: archive)
            let announced = try archive.events.map(\.event)
            let count = announced.count
            try await Self.deleteStreams(world)
            let position = archive.folder.appending(path: "position").path

            // In two parts, which a kept position joins.
            let middle = announced.sorted { ($0.time, $0.id) < ($1.time, $1.id) }[count / 2]
            let first = try await world.kauriJSON(
                "events", "republish", "--from", "2026-01-01T00:00:00Z", "--to", middle.id, "--position", position)
            #expect(first.text("last") == middle.id)
            let second = try await world.kauriJSON(
                "events", "republish", "--position", position, "--events", "single")
            let parts = [first, second].compactMap { $0.text("events").flatMap { Int($0) } }
            #expect(parts.count == 2 && parts.reduce(0, +) == count)
            let log = try await Subscriber(world, to: .log)
            let again = try await log.wait(for: count).map { try CloudEvent($0) }
            #expect(again.count == count && Set(again) == Set(announced))
            #expect(again.map { "\($0.time) \($0.id)" } == again.map { "\($0.time) \($0.id)" }.sorted())

            // The same in batches: one for each commit, as they were.
            let batches = try await world.kauriJSON(
                "events", "republish", "--from", try #require(announced.map(\.time).min()), "--events", "batch")
            #expect(Int(batches.text("messages") ?? "") == Set(announced.map(\.time)).count)
            let batchLog = try await Subscriber(world, to: .batchLog)
            let inBatches = try await Batched.waiting(for: count, from: batchLog)
            #expect(Set(inBatches.flatMap(\.events)) == Set(announced))

            // The archive meets another stream, and afterwards what is new in it.
            #expect(try await Self.archive(world, to: archive).text("events") == "0")
            try await client.register("after", as: .guest)
            #expect(try await Self.archive(world, to: archive).text("events") == "1")
            #expect(try archive.events.count == count + 1)
        }
    }

    @Test("An archive that follows is killed, goes on, loses a file, and has all again after a second reading")
    func followed() async throws {
        try await World.with(Self.plan, purpose: "follow") { world in
            let client = try await Client(world)
            let archive = try EventArchive()
            defer { archive.remove() }
            let wallet = try await client.makeGuest("payer", with: "1000.00 ZAR")
            let spend = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
            @Sendable func send(_ numbers: Range<Int>) async throws {
                try await client.send(numbers.map { Request(spend, id: "spend \($0)", key: "\($0 % 9)") })
            }
            try await send(0..<100)
            let follow = ["events", "archive", "--to", archive.folder.path, "--follow", "--segment-bytes", "16384"]
            try await world.kauriKilled(follow) {
                // The first hundred show that it has come to the end; what it waited for comes then.
                let lines = try archive.lines
                if (100..<150).contains(lines) { try await send(100..<200) }
                return lines >= 150
            }
            _ = try await client.replies(toAll: (0..<200).map { "spend \($0)" })
            try await world.untilAnnounced()
            try await Self.archive(world, to: archive)
            let count = try await world.eventCount()
            let events = try archive.events.map(\.event)
            #expect(events.count == count && Set(events).count == count)

            try #require(try archive.segments.count > 2)
            try FileManager.default.removeItem(at: try archive.segments[1])
            let lost = count - (try archive.events.count)
            #expect(lost > 0)
            let again = try await Self.archive(world, to: archive, "--rescan")
            #expect(again.text("events") == "\(lost)" && again.text("repeated") == "\(count - lost)")
            #expect(try Set(archive.events.map(\.event)) == Set(events))
            #expect(try archive.events.count == count)
        }
    }

    @Test(
        "An archive that was away for longer than the stream keeps events says what is missing, and what to do about it"
    )
    func gap() async throws {
        try await World.with(Self.plan, purpose: "gap") { world in
            let client = try await Client(world)
            let archive = try EventArchive()
            defer { archive.remove() }
            try await world.stack.run(
                "rabbitmqctl", "-q", "set_policy", "-p", world.name, "--apply-to", "queues", "short",
                "^ledger\\.events\\.log$", #"{"stream-max-segment-size-bytes": 20000, "max-length-bytes": 40000}"#)
            let wallet = try await client.makeGuest("payer", with: "1000.00 ZAR")
            // The one that the service declares again keeps as little as the policy says.
            try await Self.deleteStreams(world)
            let spend = WalletSpend(wallet: .id(wallet), money: try money("0.01 ZAR"), destination: .revenue)
            func send(_ numbers: Range<Int>) async throws {
                let ids = numbers.map { "spend \($0)" }
                try await client.send(ids.map { Request(spend, id: $0) })
                _ = try await client.replies(toAll: ids)
                try await world.untilAnnounced()
            }
            try await send(0..<20)
            let before = try await Self.archive(world, to: archive)
            let last = try #require(before.text("last_event"))
            for wave in 1...10 { try await send((wave * 100)..<(wave * 100 + 100)) }
            let administration = BrokerAdministration(configuration: world.broker)
            try await eventually("the stream keeps everything") {
                try await administration.messageCount(ofQueue: LedgerTopology.eventLog) < 900
            }
            await administration.close()

            let refused = try await world.runTool(["events", "archive", "--to", archive.folder.path])
            #expect(refused.status == 1)
            #expect(
                refused.output.contains("and the archive ends at \(try #require(before.text("last_offset"))): what was")
            )
            #expect(refused.output.contains("kauri events republish --from \(last); then archive with --rescan"))

            // As it says, with a stream that has room for it.
            try await world.stack.run("rabbitmqctl", "-q", "clear_policy", "-p", world.name, "short")
            try await world.kauri("events", "republish", "--from", last, "--events", "single")
            try await Self.archive(world, to: archive, "--rescan")
            let ids = try archive.events.map(\.event.id)
            #expect(ids.count == Set(ids).count)
            // The guest's own were announced before.
            #expect(Set(ids).count == (try await world.eventCount()) - 2)
        }
    }

    private static func deleteStreams(_ world: World) async throws {
        try await (try world.service).stop()
        for stream in [LedgerTopology.eventLog, LedgerTopology.eventBatchLog] {
            try await world.delete(queue: stream)
        }
        // Who declares them again is the service, with its settings.
        await #expect(throws: WorldError.self) {
            try await world.kauri("events", "republish", "--from", "2026-01-01T00:00:00Z")
        }
        try await world.service.start()
    }

    @discardableResult
    private static func archive(_ world: World, to archive: EventArchive, _ options: String...) async throws -> Document
    {
        try await world.kauriJSON(["events", "archive", "--to", archive.folder.path] + options)
    }

    /// All commands there are, under many ordering keys, so that partitions interleave.
    private static func play(_ history: inout ServiceHistory, waves: Int) async throws {
        for _ in 0..<waves {
            for (item, reply) in try await history.wave(of: 40, key: { "\($0)" }) {
                _ = try history.carryOut(item, reply)
            }
        }
    }

    private static let states = """
        SELECT coalesce(string_agg(row::text, ' ' ORDER BY transaction_id), '') FROM transaction_states AS row
        """
    private static let entries = """
        SELECT string_agg(concat_ws('/', transaction_id, leg, account_id, amount, unit), ' ' ORDER BY transaction_id, leg)
        FROM entries
        """
    private static let holds = "SELECT coalesce(string_agg(row::text, ' ' ORDER BY id), '') FROM holds AS row"
}
