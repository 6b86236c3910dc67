import NaiveLedger
import TestWorld

/// Over HTTP to any instance: one alone, several as a bulk.
actor RouteWay: SendingWay {
    private let world: World
    private let person: String
    private let services: [MessagingServiceProcess]
    private var random: HistoryRandom

    init(_ world: World, _ person: String, to services: [MessagingServiceProcess], seed: UInt64) {
        self.world = world
        self.person = person
        self.services = services
        random = HistoryRandom(seed: seed)
    }

    func send(_ messages: [SentMessage]) async -> [String: SentMessage.Verdict] {
        guard let service = random.pick(services), let token = try? await world.token(person) else { return [:] }
        return messages.count == 1
            ? await one(messages[0], to: service, token) : await bulk(messages, to: service, token)
    }

    func close() async {}

    private func one(
        _ message: SentMessage, to service: MessagingServiceProcess, _ token: String
    ) async -> [String: SentMessage.Verdict] {
        guard let answer = try? await service.http("POST", "/v1/messages/send", message.json(), token: token) else {
            return [:]
        }
        if answer.status == 201 { return [message.id: .accepted] }
        return SentMessage.Verdict.refusal(code: answer.document?.text("code")).map { [message.id: $0] } ?? [:]
    }

    private func bulk(
        _ messages: [SentMessage], to service: MessagingServiceProcess, _ token: String
    ) async -> [String: SentMessage.Verdict] {
        let body = #"{"messages":[\#(messages.map { $0.json() }.joined(separator: ","))]}"#
        guard let answer = try? await service.http("POST", "/v1/messages/bulk", body, token: token),
            answer.status == 200, let results = answer.document?.objects("results"), results.count == messages.count
        else { return [:] }
        var verdicts: [String: SentMessage.Verdict] = [:]
        for (message, result) in zip(messages, results) {
            verdicts[message.id] =
                result.text("status") == "accepted" ? .accepted : .refusal(code: result.text("error.code"))
        }
        return verdicts
    }
}
