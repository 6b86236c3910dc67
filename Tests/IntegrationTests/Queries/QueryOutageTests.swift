import Contracts
import RabbitMQ
import TestWorld
import Testing

/// The database or the service goes away while somebody asks.
@Suite("Queries: outages", .serialized, .timeLimit(.minutes(5)))
struct QueryOutageTests {
    @Test("PostgreSQL away: queries are told so at once, the service lives, and answers again by itself")
    func database() async throws {
        try await World.withOwnStack(purpose: "query outage") { world in
            let client = try await Client(world)
            let asker = Asker(world)
            let service = try await world.service
            let wallet = try await client.makeGuest("ann", with: "10.00 ZAR")
            _ = try await asker.ask(WalletGet(wallet: .id(wallet)))
            try await world.stack.run("kill-database")
            for _ in 0..<20 {
                let answer = try await asker.reply(to: WalletGet(wallet: .id(wallet)), within: .seconds(10))
                #expect(answer.text("error.code") == "unavailable" && answer["error.retriable"]?.asBool == true)
            }
            #expect(await service.isLive())
            try await world.stack.run("restart-database")
            try await eventually("queries are not answered again", within: .seconds(30)) {
                try await asker.reply(to: WalletGet(wallet: .id(wallet))).text("status") == "ok"
            }
            #expect(
                try await client.call(WalletSpend(wallet: .id(wallet), money: money("1.00 ZAR"), destination: .revenue))
                    .isCommitted)
        }
    }

    @Test("A service that is killed while it answers: another one does, and nobody is left waiting")
    func killed() async throws {
        try await World.with(WorldPlan(services: 2), purpose: "query killed") { world in
            let client = try await Client(world)
            let asker = Asker(world)
            let wallet = try await client.makeGuest("ann", with: "10.00 ZAR")
            let messages = (0..<400).map { _ in
                asker.message(
                    "wallet.get", QueryEnvelope.body(of: WalletGet(wallet: .id(wallet))), within: .seconds(30))
            }
            let answers = Task { try await asker.caller.call(messages, timeout: .seconds(30)) }
            try await world.service.kill()
            let results = try await answers.value
            #expect(results.allSatisfy { (try? $0.get()) != nil })
        }
    }

    @Test("Without workers there is no queue, and who asks is told so by the broker")
    func none() async throws {
        try await World.with(WorldPlan(settings: ["KAURI_QUERY_WORKERS": "0"]), purpose: "no queries") { world in
            let asker = Asker(world)
            let result = try await asker.caller.call(
                [asker.message("party.list", Array("{}".utf8))], timeout: .seconds(5))[0]
            #expect(throws: BrokerError.self) { try result.get() }
            if case .failure(let error) = result { #expect(error.code == .notFound) }
            let client = try await Client(world)
            try await client.makeGuest("ann", with: "10.00 ZAR")
        }
    }

    @Test("Commands are as fast as ever while every worker is busy with a slow query")
    func bulkhead() async throws {
        try await World.with(purpose: "bulkhead") { world in
            let client = try await Client(world)
            let asker = Asker(world)
            let wallet = try await client.makeGuest("ann", with: "10.00 ZAR")
            try await world.withOwner { connection in
                // Whoever reads bank accounts waits; who writes entries does not.
                try await connection.run([.begin, .init(once: "LOCK TABLE bank_accounts IN ACCESS EXCLUSIVE MODE")])
                let waiting = Task {
                    try await asker.caller.call(
                        (0..<8).map { _ in asker.message("bank_account.list", Array(#"{"party":"ann"}"#.utf8)) },
                        timeout: .seconds(20))
                }
                for _ in 0..<20 {
                    let spent = try await client.call(
                        WalletSpend(wallet: .id(wallet), money: money("0.10 ZAR"), destination: .revenue),
                        within: .seconds(2))
                    #expect(spent.isCommitted)
                }
                try await connection.rollback()
                let results = try await waiting.value
                #expect(results.allSatisfy { (try? $0.get()) != nil })
            }
        }
    }
}
