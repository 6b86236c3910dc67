import Contracts
import Foundation
import TestWorld
import Testing

/// `kauri verify` finds a ledger right that is, while it is being written to, and names what somebody has done to it.
@Suite("Verification", .world(settings: RichLedger.settings), .serialized, .timeLimit(.minutes(10)))
struct VerifyTests {
    @Test("A ledger that works is right; each kind of damage is found and its row is named")
    func verify() async throws {
        let world = try World.here
        let client = try await Client(world)
        let ledger = try await RichLedger(world, client)
        try await verifyUnderLoad(world, client)
        await client.close()
        // A database that is a template may have no sessions.
        try await world.service.stop()
        let right = try await world.runTool(["verify", "--json"])
        #expect(right.status == 0, "\(right.output)")
        for damage in Damage.all { try await find(damage, ledger, world) }
        try await holdAgainstCheckpoint(world)
        let replayed = try await world.runTool(["replay", "journal"])
        #expect(replayed.status == 0 && replayed.output.contains("equal"), "\(replayed.output)")
    }

    private func verifyUnderLoad(_ world: World, _ client: Client) async throws {
        let payer = try wallet(of: "rich-payer", in: "ZAR")
        let host = try wallet(of: "rich-host", in: "ZAR")
        let cent = try money("0.01 ZAR")
        let load = Task {
            var sent = 0
            while !Task.isCancelled {
                let commands = (0..<50).map { number in
                    (
                        id: String?.none,
                        command: WalletTransfer(
                            from: number % 2 == 0 ? payer : host, to: number % 2 == 0 ? host : payer,
                            money: cent) as any Command
                    )
                }
                do {
                    _ = try await client.call(Request(batch: commands, key: "load-\(sent % 7)"))
                } catch  where Task.isCancelled {
                    // Wherever it was on its way: waiting for the reply, or for the broker's confirm.
                    break
                }
                sent += 1
            }
            return sent
        }
        for _ in 0..<3 {
            let run = try await world.runTool(["verify", "--json"])
            #expect(run.status == 0, "\(run.output)")
        }
        load.cancel()
        #expect(try await load.value > 3)
    }

    /// The last link of a chain can be taken away without a trace in the database; a checkpoint shows it.
    private func holdAgainstCheckpoint(_ world: World) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "verify-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let made = try await world.runTool(["audit", "keygen", "test.example", "--to", "\(folder)/key"])
        let key = made.output.split(separator: "\n").last.map(String.init) ?? ""
        let note = try await world.runTool(["audit", "export", "--key", "\(folder)/key"])
        try note.output.write(toFile: "\(folder)/note", atomically: true, encoding: .utf8)
        let arguments = ["verify", "--checkpoint", "\(folder)/note", "--key", key, "--json"]
        let right = try await world.runTool(arguments)
        #expect(right.status == 0, "\(right.output)")
        #expect(try await world.runTool(["verify", "--checkpoint", "\(folder)/note"]).status == 64)
        let last = "(SELECT max(sequence) FROM audit_links WHERE chain = 0)"
        let copy = try await world.makeCopy(after: "DELETE FROM audit_links WHERE chain = 0 AND sequence = \(last)")
        let wrong = try await world.runTool(arguments, database: copy)
        try await world.drop(copy)
        let line = try wrong.document().objects("checks").first { $0.text("check") == "chain.checkpoint" }
        #expect(wrong.status == 1 && line?.text("first.found") == "no link", "\(wrong.output)")
    }

    /// In a copy of the world's database.
    private func find(_ damage: Damage, _ ledger: RichLedger, _ world: World) async throws {
        let key = try await world.texts(ledger.text(damage.key)).first
        let copy = try await world.makeCopy(after: damage.statements.map { ledger.text($0) }.joined(separator: "; "))
        let run = try await world.runTool(["verify", "--json"], database: copy)
        try await world.drop(copy)
        #expect(run.status == 1, "\(damage.testDescription): \(run.output)")
        let line = try run.document().objects("checks").first { $0.text("check") == damage.check }
        #expect(
            line?.text("first.table") == damage.table && line?.text("first.key") == key,
            "\(damage.testDescription): wanted \(damage.check) of \(damage.table) \(key ?? "?"), got \(run.output)")
    }
}

extension World {
    /// Copies the world's database, and does something to the copy as a superuser whom no trigger holds back.
    ///
    /// - Returns: the name of the copy.
    fileprivate nonisolated func makeCopy(after damage: String) async throws -> String {
        let copy = "\(name)_copy"
        // The server may need a moment to end the sessions that were closed just now.
        try await eventually("the database cannot be copied") {
            let command = "CREATE DATABASE \(copy) TEMPLATE \(name) OWNER kauri_owner"
            return (try? await stack.run("psql", "-c", command)) != nil
        }
        try await stack.run("psql", "-d", copy, "-c", "SET session_replication_role = replica; \(damage)")
        return copy
    }

    fileprivate nonisolated func drop(_ copy: String) async throws {
        try await stack.run("psql", "-c", "DROP DATABASE \(copy) WITH (FORCE)")
    }
}
