import Contracts
import Testing

@testable import KauriClient

/// A gate with a clock that stands still until it is told to go on.
private struct Run {
    var gate: OrderGate<String>
    var now = ContinuousClock.now
    var handled: [String] = []
    var late: [String] = []
    var duplicates: [String] = []

    init(patience: Duration = .seconds(10), capacity: Int = 100, memory: Int = 10_000) {
        gate = OrderGate(patience: patience, capacity: capacity, memory: EventMemory(bound: memory))
    }

    mutating func give(_ events: LedgerEvent...) { events.forEach { give($0) } }

    mutating func give(_ event: LedgerEvent) {
        gate.add(event, event.id, at: now)
        go()
    }

    mutating func go(_ time: Duration = .zero) {
        now += time
        while let turn = gate.next(at: now) {
            switch turn {
            case .duplicate(let event, _): duplicates.append(event.id)
            case .handle(let event, _):
                handled.append(event.id)
                if event.isLate { late.append(event.id) }
                gate.record(event)
            }
        }
    }
}

private func event(_ id: String, _ versions: KeyValuePairs<String, Int>) -> LedgerEvent {
    let accounts = versions.map { #"{"id":"\#($0)","version":"\#($1)"}"# }.joined(separator: ",")
    let body = Array(#"{"accounts":[\#(accounts)]}"#.utf8)
    return LedgerEvent(
        id: id, type: "kauri.wallet.spent", time: "2026-11-21T09:30:00.250000Z",
        document: LedgerDocument(body) ?? LedgerDocument(JSONObject()))
}

@Suite struct OrderGateTests {
    @Test("An event waits for the one before it, and others do not wait")
    func waits() {
        var run = Run()
        run.give(event("a", ["x": 1]), event("c", ["x": 3]), event("other", ["y": 8]), event("none", [:]))
        #expect(run.handled == ["a", "other", "none"])
        run.give(event("b", ["x": 2]))
        #expect(run.handled == ["a", "other", "none", "b", "c"])
        #expect(run.late.isEmpty && run.gate.count == 0)
    }

    @Test("An event of two accounts waits for both")
    func waitsForBoth() {
        var run = Run()
        run.give(event("x1", ["x": 1]), event("y1", ["y": 1]), event("both", ["x": 3, "y": 3]), event("y2", ["y": 2]))
        #expect(!run.handled.contains("both"))
        run.give(event("x2", ["x": 2]))
        #expect(run.handled.last == "both")
    }

    @Test("When patience ends the oldest goes on, and what comes then is late")
    func patienceEnds() {
        var run = Run()
        run.give(event("a", ["x": 1]), event("d", ["x": 4]), event("c", ["x": 3]))
        run.go(.milliseconds(9_999))
        #expect(run.handled == ["a"])
        run.go(.milliseconds(1))
        #expect(run.handled == ["a", "c", "d"] && run.late.isEmpty)
        run.give(event("b", ["x": 2]), event("b again", ["x": 2]))
        #expect(run.late == ["b"] && run.duplicates == ["b again"])
    }

    @Test("At the bound the first goes on, in order")
    func bound() {
        var run = Run(capacity: 3)
        run.give(event("a", ["x": 1]), event("e", ["x": 5]), event("d", ["x": 4]))
        #expect(run.handled == ["a"])
        run.give(event("g", ["x": 7]))
        #expect(run.handled == ["a", "d", "e"])
    }

    @Test("Duplicates are known by id and by version")
    func duplicates() {
        var run = Run()
        run.give(event("a", ["x": 1]), event("a", ["x": 1]), event("republished", ["x": 1]))
        run.give(event("n", [:]), event("n", [:]))
        #expect(run.handled == ["a", "n"] && run.duplicates == ["a", "republished", "n"])
    }

    @Test("Without patience gaps are passed, and older ones are marked")
    func withoutPatience() {
        var run = Run(patience: .zero)
        run.give(event("a", ["x": 1]), event("e", ["x": 5]), event("c", ["x": 3]), event("c", ["x": 3]))
        #expect(run.handled == ["a", "e", "c"] && run.late == ["c"] && run.duplicates == ["c"])
    }

    @Test("Memory is bounded, and what was forgotten counts as never seen")
    func memory() {
        var memory = EventMemory(bound: 100)
        for number in 0..<1_000 { memory.record(event("e\(number)", ["a\(number)": 1])) }
        #expect(memory.has("e999") && memory.has("e900") && !memory.has("e899"))
        #expect(memory.progress(of: "a999") != nil && memory.progress(of: "a0") == nil)
        #expect(memory.accountCount <= 113)
        var progress = AccountProgress(1)
        for version: Int64 in [2, 100] { progress.add(version) }
        #expect(progress.has(100) && !progress.has(99) && !progress.has(2), "2 is too far back to be known")
        progress.add(99)
        #expect(progress.has(99) && progress.last == 100)
    }

    @Test("Any mixing of partitions with repetitions comes out in order and once", arguments: 0..<30 as Range<UInt64>)
    func mixing(seed: UInt64) {
        var chance = Chance(seed: seed)
        let names = ["u", "v", "w", "x", "y", "z"]
        var versions: [String: Int] = [:]
        var partitions: [[LedgerEvent]] = [[], [], []]
        var run = Run(capacity: 1_000)
        // What an account did before its first event here is not known, so the first events come first.
        for name in names { run.give(event("first \(name)", [name: 0])) }
        var expected: [String: [Int]] = [:]
        var committed: [String: [(String, Int)]] = [:]
        for number in 0..<200 {
            let pair = names.shuffled(using: &chance).prefix(2)
            let touched = pair.map { name in
                versions[name, default: 0] += 1
                return (name, versions[name] ?? 0)
            }
            committed["e\(number)"] = touched
            let made = event("e\(number)", [touched[0].0: touched[0].1, touched[1].0: touched[1].1])
            partitions[number % 3].append(made)
        }
        var arrived: [LedgerEvent] = []
        while let some = partitions.indices.filter({ !partitions[$0].isEmpty }).randomElement(using: &chance) {
            arrived.append(partitions[some].removeFirst())
            if Int.random(in: 0..<5, using: &chance) == 0, let again = arrived.randomElement(using: &chance) {
                arrived.append(again)
            }
        }
        for each in arrived { run.give(each) }
        let handled = run.handled.dropFirst(names.count)
        #expect(handled.count == 200 && Set(handled).count == 200 && run.late.isEmpty)
        for id in handled {
            for (name, version) in committed[id] ?? [] { expected[name, default: []].append(version) }
        }
        for (name, seen) in expected { #expect(seen == Array(1...seen.count), "\(name)") }
    }
}

/// SplitMix64: the same numbers for the same seed.
private struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
