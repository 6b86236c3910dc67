import Contracts
import Ledger
import Testing

extension TestLedger {
    /// The outcomes of some commands, in one batch and in as many batches as there are commands.
    func bothWays(_ commands: [CommandEnvelope]) -> (together: [Outcome], apart: [Outcome]) {
        var one = database
        var many = database
        let together = one.commit(commands.map { .single($0) }, at: now).flatMap { $0 }
        let apart = commands.map { many.commit($0, at: now) }
        #expect(one.breaches().isEmpty, "\(one.breaches())")
        #expect(many.breaches().isEmpty, "\(many.breaches())")
        #expect(one.hasSameState(as: many))
        #expect(one.flags == many.flags)
        #expect(one.flagDocuments == many.flagDocuments)
        return (together, apart)
    }

    /// The same for commands without anything around them; the outcomes are the same to the byte.
    mutating func outcomes(ofBatch commands: [any Command]) -> [Outcome] {
        let (together, apart) = bothWays(commands.map { envelope($0) })
        #expect(
            together.map(\.document) == apart.map(\.document), "\(together.map(\.text)) is not \(apart.map(\.text))")
        return together
    }
}

extension Outcome {
    var text: String { String(decoding: document, as: UTF8.self) }
}
