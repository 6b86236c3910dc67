import Contracts
import Foundation
import RabbitMQ
import TestWorld

/// Leaves dead letters and asks the operator's tool about them.
struct DeadLetterDesk {
    /// A user of the broker who is not the operator.
    struct Sender {
        let user: String
        let configuration: BrokerConfiguration
    }

    private let world: World
    private let publisher: BrokerPublisher
    private let administration: BrokerAdministration

    /// Begins without any letter.
    init(_ world: World) async throws {
        self.world = world
        publisher = BrokerPublisher(configuration: world.broker, logger: world.logger)
        administration = BrokerAdministration(configuration: world.broker)
        try await administration.purge(queue: LedgerTopology.deadLetters)
    }

    func close() async {
        await publisher.close()
        await administration.close()
    }

    static func register(_ party: String) -> String { #"{"party":"\#(party)","party_type":"guest","name":"N"}"# }

    /// Thirty letters of three reasons, one after another.
    ///
    /// - Returns: their ids, in the order in which they died.
    func leaveSome() async throws -> [String] {
        let requests = (0..<30).map { number -> Request in
            let index = number / 3
            switch number % 3 {
            case 0: return Request(type: "party.register", id: "malformed_json \(index)", "{nope").unanswered
            case 1: return Request(type: "party.register", id: "missing_field \(index)", "{}").unanswered
            default:
                let id = "reply_to_forbidden \(index)"
                return Request(type: "party.register", id: id, Self.register("p-\(index)")).with {
                    $0.replyTo = "victim"
                }
            }
        }
        try await leave(requests)
        return requests.compactMap(\.properties.messageID)
    }

    /// Sends messages that cannot be answered, and waits until all of them are dead letters.
    func leave(_ requests: [Request], from sender: Sender? = nil) async throws {
        let before = try await administration.messageCount(ofQueue: LedgerTopology.deadLetters)
        try await publish(requests, from: sender)
        try await waitForLetters(before + requests.count)
    }

    func publish(_ requests: [Request], from sender: Sender? = nil) async throws {
        let messages = requests.map {
            OutgoingMessage(
                exchange: LedgerTopology.commands, routingKey: $0.key, properties: $0.properties, body: $0.body)
        }
        let publisher =
            sender.map { BrokerPublisher(configuration: $0.configuration, logger: world.logger) } ?? publisher
        let outcomes = try await publisher.publish(messages)
        guard outcomes.allSatisfy(\.isConfirmed) else { throw WorldError("a message was not confirmed") }
        if sender != nil { await publisher.close() }
    }

    func publish(_ message: OutgoingMessage) async throws {
        guard try await publisher.publish([message])[0].isConfirmed else {
            throw WorldError("a message was not confirmed")
        }
    }

    /// Waits until so many letters are there.
    func waitForLetters(_ count: Int) async throws {
        try await eventually("the letters do not come") {
            try await administration.messageCount(ofQueue: LedgerTopology.deadLetters) == count
        }
    }

    /// Makes a user with a connection of its own; its name is used by no other world.
    func sender(_ name: String) async throws -> Sender {
        let user = "\(name)-\(world.name)"
        try await world.stack.run("rabbitmqctl", "-q", "add_user", user, "secret")
        try await world.stack.run("rabbitmqctl", "-q", "set_permissions", "-p", world.name, user, ".*", ".*", ".*")
        var configuration = world.broker
        configuration.user = user
        configuration.password = "secret"
        return Sender(user: user, configuration: configuration)
    }

    func list(_ arguments: String...) async throws -> Document { try await run(["list"] + arguments) }

    func show(_ id: String) async throws -> Document {
        guard let letter = try await run(["show", id]).objects("letters").first else {
            throw WorldError("nothing was shown")
        }
        return letter
    }

    func run(_ arguments: String...) async throws -> Document { try await run(arguments) }

    private func run(_ arguments: [String]) async throws -> Document {
        let output = try await world.kauri(["dead-letters"] + arguments + ["--json"])
        // Progress comes before the result.
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).drop { $0 != "{" }
        return try Document(Array(lines.joined(separator: "\n").utf8))
    }
}
