import Contracts
import Testing

/// What the document says in prose about null, about combinations of fields, and about where a fault is.
@Suite struct CommandContentTests {
    let document: ContractDocument
    let commands: [CommandContract]

    init() throws {
        document = try ContractDocument.load()
        commands = try document.commands()
    }

    @Test func nullIsTheSameAsLeavingOut() throws {
        #expect(try prose.contains("A member with the value `null` counts as absent"))
        for command in commands {
            for example in command.examples {
                for field in command.fields {
                    let place = "\(command.type).\(field)"
                    let null = example.with(field, .null)
                    let without = example.with(field, nil)
                    #expect(fault(of: command.type, null) == fault(of: command.type, without), "\(place)")
                    guard fault(of: command.type, without) == nil else { continue }
                    let contents = try [null, without].map { try readCommand(command.type, $0).content().bytes }
                    #expect(contents[0] == contents[1], "\(place)")
                }
            }
        }
    }

    /// Where the document gives no default, the least and the emptiest value is still another content than none.
    @Test func onlyDefaultsAreTheSameAsLeavingOut() throws {
        for command in commands {
            let example = try #require(command.examples.last)
            for field in ["unlimited", "overdraft_limit", "open", "final"] where command.fields.contains(field) {
                let schema = try #require(command.schema["properties"]?[field])
                guard schema["default"] == nil else { continue }
                let value: JSONValue = field == "overdraft_limit" ? "0" : false
                let payloads = [example.with(field, value), example.with(field, nil)]
                let contents = payloads.map { try? readCommand(command.type, $0).content().bytes }
                #expect(contents[0] != contents[1] || contents[0] == nil, "\(command.type).\(field)")
            }
        }
    }

    /// Without money, nothing else in the command would tell the unit.
    @Test func aCaptureForAnOwnerNeedsAUnit() throws {
        let capture = JSONObject(uniqueMembers: [.init(key: "hold", value: "hld_000000009h5mc")])
        for owner: JSONObject in [
            .init(uniqueMembers: [.init(key: "party", value: "host-3")]),
            .init(uniqueMembers: [.init(key: "phone", value: "+27821234567")]),
        ] {
            let bare = capture.with("to", .object(owner))
            #expect(fault(of: "hold.capture", bare)?.code == .missingField)
            #expect(fault(of: "hold.capture", bare)?.field == "to.currency")
            let stated = capture.with("to", .object(owner.with("currency", "ZAR")))
            #expect(fault(of: "hold.capture", stated) == nil)
            let money: JSONValue = ["amount": "1", "currency": "ZAR"]
            #expect(fault(of: "hold.capture", bare.with("money", money)) == nil)
        }
        for account: JSONValue in ["wal_000000009h5m4", "fees:ZAR"] {
            #expect(fault(of: "hold.capture", capture.with("to", account)) == nil)
        }
        let told = try document.schema("HoldCapture")["properties"]?["to"]?["description"]?.asString
        #expect(told?.contains("to.currency is a missing_field") == true)
    }

    @Test func aNumberOfASystemAccountNamesNoWallet() throws {
        let least = AccountID(number: SystemAccount.numberLimit).description
        let told = try document.schema("AccountID")["description"]?.asString
        #expect(told?.contains("(\(least))") == true)
        let example = try #require(try document.command("wallet.transfer").examples.first)
        let system = AccountID(number: SystemAccount.numberLimit - 1).description
        for field in ["from", "to"] {
            #expect(fault(of: "wallet.transfer", example.with(field, .string(least))) == nil)
            #expect(fault(of: "wallet.transfer", example.with(field, .string(system)))?.code == .invalidField)
        }
    }

    @Test func aFaultIsPlacedInTheMessage() throws {
        let data: JSONValue = [
            "from": "wal_000000009h5m5", "to": "fees:ZAR", "money": ["amount": "0", "currency": "ZAR"],
        ]
        let member: JSONValue = ["type": "wallet.transfer", "data": data]
        let good: JSONValue = ["type": "hold.expire", "data": ["hold": "hld_000000009h5mc"]]
        let plain = error(of: IncomingMessage(body: data.encoded, messageID: "a", type: "wallet.transfer"))
        #expect(plain?.field == "money.amount")

        let event: JSONValue = ["specversion": "1.0", "id": "a", "type": "wallet.transfer", "data": data]
        let structured = IncomingMessage(body: event.encoded, contentType: "application/cloudevents+json")
        #expect(error(of: structured)?.field == "data.money.amount")

        let linked: JSONValue = ["mode": "linked", "commands": [good, good, good, member]]
        let whole = try #require(error(of: IncomingMessage(body: linked.encoded, messageID: "a", type: "batch")))
        #expect(whole.code == .linkedCommandInvalid)
        #expect(whole.message.hasPrefix("amount_not_positive: "))
        #expect(whole.field == "commands[3].data.money.amount")

        let loose: JSONValue = ["commands": [good, good, good, member]]
        let message = IncomingMessage(body: loose.encoded, messageID: "a", type: "batch")
        guard case .independent(let results) = try CommandMessage.read(message, from: .anonymous),
            case .failure(let failure) = results[3]
        else {
            Issue.record("the fourth command was read")
            return
        }
        #expect(failure.error.code == .amountNotPositive)
        #expect(failure.error.field == "commands[3].data.money.amount")
        for place in ["commands[3].data.money.amount", "data.money.amount"] {
            #expect(try prose.contains("`\(place)`"))
        }
    }

    private var prose: String {
        get throws { (try document.value("info/description").asString ?? "").replacing("\n", with: " ") }
    }

    private func error(of message: IncomingMessage) -> CommandError? {
        do throws(CommandError) {
            _ = try CommandMessage.read(message, from: .anonymous)
            return nil
        } catch {
            return error
        }
    }
}
