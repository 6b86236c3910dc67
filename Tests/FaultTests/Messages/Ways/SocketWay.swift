import NaiveLedger
import TestWorld

/// Over a WebSocket to any instance, and to another one whenever that breaks.
actor SocketWay: SendingWay {
    private let world: World
    private let person: String
    private let services: [MessagingServiceProcess]
    private var random: HistoryRandom
    private var talker: Talker?

    init(_ world: World, _ person: String, to services: [MessagingServiceProcess], seed: UInt64) {
        self.world = world
        self.person = person
        self.services = services
        random = HistoryRandom(seed: seed)
    }

    func send(_ messages: [SentMessage]) async -> [String: SentMessage.Verdict] {
        var verdicts: [String: SentMessage.Verdict] = [:]
        do {
            // Now and then from somewhere else, as people do.
            if random.chance(4) { await close() }
            let talker = try await connected()
            for message in messages { try await talker.say(message.json(type: "send")) }
            for message in messages {
                let answer = try await talker.first("accepted", "refused", within: .seconds(15)) {
                    $0.text("id") == message.id
                }
                verdicts[message.id] =
                    answer.text("type") == "accepted" ? .accepted : .refusal(code: answer.text("code"))
            }
            // An answer to the same id from before would be taken for the next one's.
            if verdicts.count < messages.count { await close() }
        } catch {
            await close()
        }
        return verdicts
    }

    func close() async {
        await talker?.hangUp()
        talker = nil
    }

    private func connected() async throws -> Talker {
        if let talker { return talker }
        guard let service = random.pick(services) else { throw WorldError("there is no instance") }
        let fresh = try await Talker.connect(person, to: service, in: world)
        talker = fresh
        return fresh
    }
}
