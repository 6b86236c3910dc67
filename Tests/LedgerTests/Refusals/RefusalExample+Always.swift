import Contracts
import Ledger
import NaiveLedger
import Testing

extension RefusalExample {
    /// What every command can meet, whatever it asks for.
    static var always: [RefusalExample] {
        CommandCatalog.all.flatMap { type in
            [
                RefusalExample(type, .deadlineExceeded) { ledger in
                    let (command, common) = try sample(of: type, &ledger)
                    var late = common
                    late.deadline = ledger.now.adding(seconds: -1)
                    return try ledger.refusal(of: command, late)
                },
                RefusalExample(type, .linkedFailed) { ledger in
                    let (command, common) = try sample(of: type, &ledger)
                    let culprit = ledger.envelope(try transfer("900", from: "ann", to: "bob"))
                    let envelope = ledger.envelope(command, common)
                    let outcomes = ledger.database.commit([.linked(id: "batch", [culprit, envelope])], at: ledger.now)
                    guard case .refused(let error) = outcomes[0][1].status else {
                        throw TestLedger.Unexpected(outcome: "\(outcomes)")
                    }
                    return error
                },
                RefusalExample(type, .forbidden) { ledger in
                    let (command, _) = try sample(of: type, &ledger)
                    let role: Role = type.allowed.contains(.provider) ? .user : .provider
                    return try ledger.refusal(of: command, acting("ann", role))
                },
                RefusalExample(type, .idempotencyKeyReused) { ledger in
                    let (command, common) = try sample(of: type, &ledger)
                    let other: any Command =
                        command is HoldExpire
                        ? try transfer("1", from: "ann", to: "bob") : HoldExpire(hold: HoldID(number: 5))
                    _ = ledger.submit(other, id: "one")
                    guard case .rejected(let error) = ledger.submit(command, id: "one", common).status else {
                        throw TestLedger.Unexpected(outcome: "the same message id twice")
                    }
                    return error
                },
            ]
        }
    }

    private static func sample(
        of type: any Command.Type, _ ledger: inout TestLedger
    ) throws -> (any Command, CommonFields) {
        let samples = try CommandSamples()
        ledger = samples.ledger
        let command = try #require(samples.commands.first { Swift.type(of: $0).type == type.type })
        return (command, try CommandSamples.common(for: type))
    }
}
