import Contracts
import Ledger
import NaiveLedger
import Testing

/// What is stored for ever tells nobody's name, telephone number or bank account.
@Suite("Documents without personal data")
struct PersonalDataTests {
    @Test(
        "No document of a history has a name, a telephone number or a bank account's number",
        arguments: 201...208 as ClosedRange<UInt64>)
    func histories(seed: UInt64) throws {
        var history = History(seed: seed)
        var documents: [String] = []
        var bodies = ""
        var secrets: Set<String> = ["Surname"]
        for _ in 0..<12 {
            let wave = try history.wave()
            for item in wave.items {
                bodies += String(decoding: item.body, as: UTF8.self)
                for envelope in item.envelopes { secrets.formUnion(Self.secrets(of: envelope.command)) }
            }
            documents += wave.outcomes.joined().map(\.text)
        }
        documents += history.database.flagDocuments.values.map { String(decoding: $0, as: UTF8.self) }
        documents += history.database.outcomes.values.map { String(decoding: $0.document, as: UTF8.self) }
        try #require(secrets.count > 20)
        for secret in secrets {
            // It was sent: that it is nowhere to be found says something.
            #expect(bodies.contains(secret), "seed \(seed): \(secret)")
            for document in documents where document.contains(secret) {
                Issue.record("seed \(seed): \(secret) in \(document)")
            }
        }
    }

    @Test(
        "Nor has the content whose digest is kept a number that could be found again by trying",
        arguments: [211, 212] as [UInt64])
    func contents(seed: UInt64) throws {
        var history = History(seed: seed)
        var count = 0
        for _ in 0..<16 {
            for envelope in try history.wave().items.flatMap(\.envelopes) {
                let content = String(decoding: envelope.content().bytes, as: UTF8.self)
                for secret in Self.secrets(of: envelope.command) {
                    count += 1
                    #expect(!content.contains(secret), "seed \(seed): \(content)")
                }
            }
        }
        #expect(count > 50)
    }

    @Test("Nor has any refusal of any command")
    func refusals() throws {
        var samples = try CommandSamples()
        for command in samples.commands {
            for common in [CommonFields(), try asAdmin(), CommonFields(deadline: Timestamp(microseconds: 0))] {
                let document = samples.ledger.submit(command, common).text
                for secret in Self.secrets(of: command).union(["Surname"]) {
                    #expect(!document.contains(secret), "\(document)")
                }
            }
        }
    }

    /// What a command carries that nobody else may see. Of a bank account's number the last digits are told, more are not.
    private static func secrets(of command: any Command) -> Set<String> {
        var secrets: Set<String> = []
        switch command {
        case let command as PartyRegister: if let phone = command.phone { secrets.insert(phone.text) }
        case let command as PartyUpdate: if let phone = command.phone { secrets.insert(phone.text) }
        case let command as ChargeSaleCreate: secrets.insert(command.phone.text)
        case let command as BankAccountAdd:
            secrets.insert(command.number.digits)
            secrets.insert(String(command.number.digits.suffix(7)))
        case let command as WalletTransfer:
            if case .phone(let phone, _, _) = command.to { secrets.insert(phone.text) }
        default: break
        }
        return secrets
    }
}
