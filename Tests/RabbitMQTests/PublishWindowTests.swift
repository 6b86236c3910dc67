import Testing

@testable import RabbitMQ

struct PublishWindowTests {
    private func messages(_ identifiers: [String?]) -> [OutgoingMessage] {
        identifiers.map {
            OutgoingMessage(exchange: "e", routingKey: "k", properties: MessageProperties(messageID: $0), body: [])
        }
    }

    /// Puts one batch on its way, lets the closure play the broker, and gives what the caller gets.
    private func outcomes(
        of identifiers: [String?], _ broker: (inout PublishWindow, (PublishBatch) -> Void) -> Void
    ) async throws -> [PublishOutcome] {
        let result = await withCheckedContinuation { continuation in
            let batch = PublishBatch(
                number: 1, messages: messages(identifiers), deadline: .now, continuation: continuation)
            var window = PublishWindow()
            for index in identifiers.indices { window.append(batch, index) }
            broker(&window) { $0.finish(.success($0.outcomes)) }
            batch.finish(.failure(BrokerError(.timeout, "not answered")))
        }
        return try result.get()
    }

    private func returned(_ identifier: String?) -> ReturnedMessage {
        ReturnedMessage(code: 312, text: "NO_ROUTE", exchange: "e", routingKey: "k", messageID: identifier)
    }

    @Test func singleAndMultipleConfirmsInAnyOrder() async throws {
        let outcomes = try await outcomes(of: ["a", "b", "c", "d"]) { window, done in
            window.resolve(through: 3, isMultiple: false, isNacked: false, completed: done)
            window.resolve(through: 2, isMultiple: true, isNacked: true, completed: done)
            #expect(window.count == 1)
            window.resolve(through: 4, isMultiple: true, isNacked: false, completed: done)
            #expect(window.count == 0)
        }
        #expect(outcomes == [.nacked, .nacked, .confirmed, .confirmed])
    }

    @Test func numberZeroMeansAll() async throws {
        let outcomes = try await outcomes(of: ["a", "b"]) { window, done in
            window.resolve(through: 0, isMultiple: true, isNacked: false, completed: done)
        }
        #expect(outcomes == [.confirmed, .confirmed])
    }

    @Test func confirmsThatComeTwiceOrTooEarlyChangeNothing() async throws {
        let outcomes = try await outcomes(of: ["a", "b"]) { window, done in
            window.resolve(through: 9, isMultiple: true, isNacked: true, completed: done)
            window.resolve(through: 1, isMultiple: false, isNacked: false, completed: done)
            window.resolve(through: 1, isMultiple: false, isNacked: true, completed: done)
            window.resolve(through: 1, isMultiple: true, isNacked: true, completed: done)
            window.resolve(through: 2, isMultiple: false, isNacked: false, completed: done)
        }
        #expect(outcomes == [.confirmed, .confirmed])
    }

    @Test func returnsAreMatchedByIdAndTwiceTheSameIdInOrder() async throws {
        let outcomes = try await outcomes(of: ["a", "b", "b", nil]) { window, done in
            window.note(returned("b"))
            window.note(returned(nil))
            window.note(returned("unknown"))
            window.resolve(through: 4, isMultiple: true, isNacked: false, completed: done)
        }
        let back = PublishOutcome.returned(code: 312, text: "NO_ROUTE")
        #expect(outcomes == [.confirmed, back, .confirmed, back])
    }

    @Test func manyMessagesConfirmedOneByOneBehindAnUnconfirmedOne() async throws {
        let count = 5_000
        let outcomes = try await outcomes(of: Array(repeating: "x", count: count)) { window, done in
            for sequence in 2...UInt64(count) {
                window.resolve(through: sequence, isMultiple: false, isNacked: sequence % 2 == 0, completed: done)
            }
            #expect(window.count == count)
            window.resolve(through: 1, isMultiple: false, isNacked: false, completed: done)
            #expect(window.count == 0)
        }
        #expect(outcomes.enumerated().allSatisfy { $0.element == ($0.offset % 2 == 1 ? .nacked : .confirmed) })
    }
}
