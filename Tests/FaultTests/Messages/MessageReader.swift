import NaiveLedger
import TestWorld

/// A person's device that is connected to any instance, comes back with its cursor whenever that breaks, and drops what it has by id.
actor MessageReader {
    let person: String
    /// What every message says, by its sender's id.
    private(set) var bodies: [String: String] = [:]
    /// The ids that a message of a sender has come under: more than one would be a message that was doubled.
    private(set) var identifiers: [String: Set<String>] = [:]
    /// Messages that came again.
    private(set) var copies = 0
    /// Records that were left out.
    private(set) var skipped = 0
    private(set) var connections = 0
    private let world: World
    private let services: [MessagingServiceProcess]
    private var random: HistoryRandom
    private var cursor = "0"
    private var life: Task<Void, Never>?

    init(_ number: Int, seed: UInt64, _ world: World, _ services: [MessagingServiceProcess]) {
        person = MessageRun.reader(number)
        self.world = world
        self.services = services
        random = HistoryRandom(seed: seed &+ UInt64(number) &* 0xD6E8_FEB8_6659_FD93)
    }

    func start() {
        life = Task {
            while !Task.isCancelled {
                await session()
                try? await Task.sleep(for: .milliseconds(random.number(20...300)))
            }
        }
    }

    func stop() async {
        life?.cancel()
        await life?.value
    }

    /// One connection: until it breaks, or the person goes elsewhere.
    private func session() async {
        guard let service = random.pick(services),
            let talker = try? await Talker.connect(person, to: service, in: world, cursor: cursor)
        else { return }
        connections += 1
        var read = 0
        let life = Duration.milliseconds(random.number(1_000...15_000))
        try? await eventually("the person goes elsewhere", within: life, every: .milliseconds(50)) {
            read = take(await talker.frames, from: read)
            return await talker.closeCode != nil
        }
        _ = take(await talker.frames, from: read)
        await talker.hangUp()
    }

    private func take(_ frames: [Document], from start: Int) -> Int {
        for frame in frames[start...] {
            switch frame.text("type") {
            case "message":
                let id = frame.text("sender_id") ?? "none"
                if bodies.updateValue(frame.text("body") ?? "", forKey: id) != nil { copies += 1 }
                identifiers[id, default: []].insert(frame.text("id") ?? "none")
            case "cursor": cursor = frame.text("cursor") ?? cursor
            case "gap": skipped += 1
            default: break
            }
        }
        return frames.count
    }
}
