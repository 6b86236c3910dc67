import Contracts
import NaiveLedger
import TestWorld

/// A person, or an application, that sends messages and cares for their arrival: what was not answered is sent again with the same id.
struct MessageWriter {
    private let name: String
    private let book: MessageBook
    private let way: any SendingWay
    private var random: HistoryRandom
    private var made = 0

    /// - Parameter number: unlike any other writer's.
    init(_ number: Int, seed: UInt64, book: MessageBook, by way: any SendingWay) {
        name = MessageRun.writer(number)
        self.book = book
        self.way = way
        random = HistoryRandom(seed: seed &+ UInt64(number) &* 0x9E6C_63D0_876A_3F6B)
    }

    /// Sends until it is told to stop; what it has sent by then is answered or given up.
    ///
    /// - Throws: ``WorldError`` when nobody takes anything for two minutes.
    mutating func run(until isOver: () -> Bool) async throws {
        do {
            while !isOver() {
                let messages = batch()
                await book.enter(messages)
                try await deliver(messages)
                try await Task.sleep(for: .milliseconds(random.number(20...200)))
            }
        } catch {
            await way.close()
            throw error
        }
        await way.close()
    }

    private mutating func deliver(_ messages: [SentMessage]) async throws {
        var left = messages
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            let verdicts = await way.send(left)
            await book.note(verdicts)
            left.removeAll { verdicts[$0.id] != nil }
            guard !left.isEmpty else { return }
            // Any of them may have arrived. One sender in twenty does not care and never comes back to them.
            if random.chance(5) { return await book.noteAbandoned(left.count) }
            guard ContinuousClock.now < deadline else { throw WorldError("\(name) is not answered for two minutes") }
            await book.noteRepeated(left.count)
            try await Task.sleep(for: .milliseconds(random.number(50...300)))
        }
    }

    private mutating func batch() -> [SentMessage] {
        (0..<random.number(1...12)).map { _ in
            made += 1
            let body = random.chance(1) ? "" : "\(name) says: karibu \(made), è ù ŋ ẹ́"
            return SentMessage(
                id: "\(name) message \(made)", sender: name,
                recipient: MessageRun.reader(Int(random.number(0...Int64(MessageRun.readers - 1)))), body: body,
                priority: random.pick(.normal, .high, .low))
        }
    }
}
