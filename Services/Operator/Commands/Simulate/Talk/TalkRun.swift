import BookingDay
import Contracts
import Foundation
import MessagingClient
import NIOCore
import NIOPosix
import RabbitMQ

/// Plays the conversations of a day through the doors of messaging-service: people over WebSockets, the booking application through the broker.
struct TalkRun: Sendable {
    /// What is said, booking by booking.
    let talks: [BookingTalk]
    let people: [PartyID: TalkPerson]
    private let publisher: BrokerPublisher
    private let user: String
    let doors: [HTTPConnection]

    /// How many conversations are under way at once, and how many people connect at once.
    static let width = 16
    /// How long nothing may arrive before what is missing is given up.
    private static let patience = Duration.seconds(30)

    /// - Parameter token: makes the token of a person.
    init(
        _ talks: [BookingTalk], at address: MessagingAddress, broker: BrokerConfiguration,
        token: (PartyID) async throws -> String
    ) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        var people: [PartyID: TalkPerson] = [:]
        for name in talks.flatMap({ [$0.guest, $0.host] }) where people[name] == nil {
            people[name] = TalkPerson(name, token: try await token(name), at: address, on: group)
        }
        self.talks = talks
        self.people = people
        user = broker.user
        publisher = BrokerPublisher(
            configuration: broker.named("\(broker.connectionName) messages"),
            limits: .init(confirmTimeout: .seconds(30), maximumPending: 10_000), logger: Settings.logger)
        doors = (0..<Self.width).map { _ in HTTPConnection(address, on: group.next()) }
    }

    /// The names of all who are connected.
    var names: Set<String> { Set(people.keys.map(\.text)) }

    /// Connects everybody.
    func connect() async throws {
        try await publisher.connect()
        var progress = Progress("people", total: people.count)
        try await Self.each(Array(people.values), { progress.show($0) }) { person, _ in try await person.connect() }
        progress.end("\(Terminal.grouped(people.count)) connected")
    }

    /// Takes everything down again.
    func close() async {
        try? await Self.each(Array(people.values)) { person, _ in await person.close() }
        for door in doors { await door.close() }
        await publisher.close(within: .seconds(2))
    }

    /// Says everything; in each conversation one after another.
    ///
    /// - Parameter expected: whom the service must tell of the ledger.
    /// - Returns: what became of it.
    func play(expecting expected: [DayNotice]) async throws -> TalkReport {
        let started = ContinuousClock.now
        var progress = Progress("conversations", total: talks.count)
        try await Self.each(talks, { progress.show($0) }) { talk, lane in try await play(talk, lane) }
        progress.end("\(Terminal.grouped(talks.count)) done")
        let arrivals = try await arrived(expected)
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        let stored = try await history()
        return TalkReport(
            talks, people: people.count, arrivals: arrivals, stored: stored, expected: expected, seconds: seconds)
    }

    private func play(_ talk: BookingTalk, _ lane: Int) async throws {
        try await begin(talk, lane)
        for line in talk.lines {
            var draft = MessageDraft(
                id: line.id, to: talk.group.map { .conversation($0) } ?? .person(line.receiver), body: line.body)
            if line.isFromApplication {
                draft.onBehalfOf = line.sender
                try await publish(draft)
            } else {
                try await people[line.sender]?.send(draft)
            }
        }
    }

    /// A group's conversation is made by the guest; one that is there from an earlier run stays.
    private func begin(_ talk: BookingTalk, _ lane: Int) async throws {
        guard let group = talk.group, let guest = people[talk.guest] else { return }
        var fields = FieldWriter(showsSecrets: true)
        let members = [Conversation.Member(person: talk.guest, role: .owner), .init(person: talk.host)]
        ConversationCreate(id: group, members: members).write(to: &fields)
        let answer = try await doors[lane].request(
            .POST, "/v1/conversations", token: guest.token, body: fields.finish(),
            headers: [("Idempotency-Key", group.text)])
        guard answer.isSuccess else {
            throw OperatorFailure(.wrong, "\(group) could not be made: \(answer.status) \(answer.text)")
        }
    }

    private func publish(_ draft: MessageDraft) async throws {
        var properties = MessageProperties(contentType: "application/json", messageID: draft.id, type: "message.send")
        properties.userID = user
        let message = OutgoingMessage(
            exchange: MessagingTopology.inbound, routingKey: draft.priority.rawValue, properties: properties,
            body: draft.json())
        guard try await publisher.publish([message]).first?.isConfirmed == true else {
            throw OperatorFailure(.unavailable, "the broker has not taken \(draft.id)")
        }
    }

    /// Waits until everything has come to those for whom it is, or nothing comes any more.
    private func arrived(_ expected: [DayNotice]) async throws -> [PartyID: TalkPerson.Arrivals] {
        let lines = talks.flatMap(\.lines)
        let notices = Dictionary(grouping: expected, by: \.person)
        var progress = Progress("arrivals", total: lines.count + expected.count)
        var most = 0
        var deadline = ContinuousClock.now + Self.patience
        while true {
            var arrivals: [PartyID: TalkPerson.Arrivals] = [:]
            for (name, person) in people { arrivals[name] = await person.arrivals }
            let told = arrivals.reduce(0) { sum, of in
                sum + of.value.notices.intersection(notices[of.key.text] ?? []).count
            }
            let count = told + lines.count { arrivals[$0.receiver]?.bodies[$0.id] != nil }
            if count > most { deadline = .now + Self.patience }
            most = max(most, count)
            progress.show(count)
            guard count < lines.count + Set(expected).count, ContinuousClock.now < deadline else {
                progress.end("\(Terminal.grouped(count)) messages and notifications")
                return arrivals
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
