import Contracts
import Foundation
import TestWorld
import Testing

/// Commands without end on several ordering keys, each with a wallet of its own, and what became of them.
actor KeyedLoad {
    /// How many ordering keys there are.
    static let keys = 8
    private static let opening: Int64 = 1_000_000

    let subscriber: Subscriber
    private let world: World
    private let client: Client
    private let wallets: [AccountID]
    private var sent = [Int](repeating: 0, count: keys)
    private var tasks: [Task<Void, any Error>] = []
    private var waiting: [String: Task<Void, any Error>] = [:]
    private var isOver = false
    private var repeated = 0
    /// The longest time from a command's confirm to its reply, and the command.
    private(set) var longest: (time: Duration, id: String) = (.zero, "none")

    init(_ world: World) async throws {
        self.world = world
        client = try await Client(world)
        subscriber = try await Subscriber(world)
        var wallets: [AccountID] = []
        for key in 0..<Self.keys {
            wallets.append(try await client.makeGuest("key-\(key)", with: "\(Self.opening / 100).00 ZAR"))
        }
        self.wallets = wallets
    }

    /// How many commands were sent.
    var count: Int { sent.reduce(0, +) }

    /// The wallet of a key.
    func wallet(_ key: Int) -> AccountID { wallets[key] }

    /// Sends on all keys until ``pause()``, not waiting for replies.
    func start() {
        guard tasks.isEmpty else { return }
        isOver = false
        tasks = (0..<Self.keys).map { key in
            Task {
                while !isOver {
                    try await send(key)
                    try await Task.sleep(for: .milliseconds(60))
                }
            }
        }
    }

    /// Sends one command on each key, and returns when the broker has them.
    func round() async throws {
        for key in 0..<Self.keys { try await send(key) }
    }

    /// Waits until everything that has been sent so far is answered.
    func catchUp() async throws {
        for task in Array(waiting.values) { try await task.value }
    }

    /// Stops sending, and waits until every command has a reply.
    func pause() async throws {
        isOver = true
        for task in tasks { try await task.value }
        tasks = []
        try await catchUp()
    }

    /// Waits until many more commands have been sent than now.
    func grows() async throws {
        let target = count + 20 * Self.keys
        try await eventually("nothing is sent") { count >= target }
    }

    private func send(_ key: Int) async throws {
        sent[key] += 1
        let id = "key \(key) command \(sent[key])"
        let command = WalletSpend(wallet: .id(wallets[key]), money: try money("0.01 ZAR"), destination: .revenue)
        try await client.send([Request(command, id: id, key: "key \(key)")])
        let confirmed = ContinuousClock.now
        waiting[id] = Task {
            _ = try await client.reply(to: id, within: .seconds(40))
            waiting[id] = nil
            let time = ContinuousClock.now - confirmed
            if time > longest.time { longest = (time, id) }
        }
    }

    /// That nothing was lost, doubled or overtaken, and that no key waited for long.
    ///
    /// - Parameter once: whether no event came twice; else one may, with the same id, where a process died before the broker's confirm.
    func check(once: Bool = false) async throws {
        let total = count
        defer { tell() }
        #expect(longest.time < .seconds(15), "\(longest.id) waited for \(longest.time)")
        try await checkReplies()
        try await eventually("events are missing", within: .seconds(20)) {
            await subscriber.counts.count >= total + 2 * Self.keys
        }
        try await checkEvents(once)
        let outcomes = "FROM outcomes WHERE message_id LIKE 'key %'"
        #expect(try await world.count("SELECT count(*) \(outcomes)") == total)
        #expect(try await world.count("SELECT count(*) \(outcomes) AND is_committed") == total)
        for key in 0..<Self.keys {
            let posted = try await world.count("SELECT posted FROM accounts WHERE id = \(wallets[key].number)")
            #expect(posted == Self.opening - Int64(sent[key]), "key \(key) was booked twice, or not at all")
        }
        #expect(try await world.audit().problems == [])
        try await world.untilAnnounced()
    }

    private func tell() {
        let line =
            "instances: \(count) commands, longest wait \(longest.time) (\(longest.id)), \(repeated) events came twice\n"
        try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
    }

    private func checkReplies() async throws {
        for key in 0..<Self.keys {
            for number in 1...sent[key] {
                let id = "key \(key) command \(number)"
                let replies = await client.repliesSoFar(to: id)
                #expect(!replies.isEmpty && replies.allSatisfy { $0.isCommitted }, "\(id)")
                #expect(Set(replies.map { $0.event ?? "none" }).count == 1, "\(id) was answered differently")
            }
        }
    }

    /// Events of a key come in the order of its commands, and versions of its wallet without a gap.
    private func checkEvents(_ once: Bool) async throws {
        var seen: Set<String> = []
        var last = [Int](repeating: 0, count: Self.keys)
        var versions = [Int?](repeating: nil, count: Self.keys)
        for event in await subscriber.events {
            let outcome = try event.outcome()
            let words = (outcome.id ?? "").split(separator: " ")
            guard words.count == 4, let key = Int(words[1]), let number = Int(words[3]) else { continue }
            guard seen.insert(event.id ?? "").inserted else {
                repeated += 1
                #expect(!once, "\(outcome.id ?? "") was announced twice")
                continue
            }
            #expect(number == last[key] + 1, "on key \(key) came \(number) after \(last[key])")
            last[key] = number
            let version = try #require(outcome.account("key-\(key)")?.text("version").flatMap { Int($0) })
            if let before = versions[key] { #expect(version == before + 1, "key \(key), command \(number)") }
            versions[key] = version
        }
        #expect(last == sent)
        #expect(seen.count == count)
    }
}
