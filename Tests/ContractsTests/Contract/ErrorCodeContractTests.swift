import Contracts
import Testing

@Suite struct ErrorCodeContractTests {
    let document: ContractDocument

    init() throws { document = try ContractDocument.load() }

    @Test func everyCodeIsToldAsTheCodeHasIt() throws {
        let told = try document.value("x-error-codes").asArray ?? []
        #expect(told.map { $0["code"]?.asString } == ErrorCode.allCases.map(\.rawValue))
        for (entry, code) in zip(told, ErrorCode.allCases) {
            #expect(entry["stage"] == .string("\(code.stage)"), "\(code)")
            #expect(entry["stored"] == .bool(code.isStored), "\(code)")
            #expect(entry["retriable"] == .bool(code.isRetriable), "\(code)")
            #expect(entry["meaning"]?.asString?.hasSuffix(".") == true, "\(code)")
        }
    }

    @Test func repliesMayHaveExactlyTheseCodes() throws {
        #expect(try document.words("components/schemas/ErrorCode/enum") == ErrorCode.allCases.map(\.rawValue))
    }

    @Test func everyCodeCanBeGivenBySomeMessage() throws {
        let batch = try document.words("components/messages/batch/x-error-codes")
        let messages =
            try document.commands() + document.queries() + document.messages(of: "messagingCommands")
            + document.messages(of: "messagingInbound") + document.messages(of: "messagingQueries")
        let given = messages.reduce(into: Set(batch)) { $0.formUnion($1.codes) }
        // The queries leave out what is not there; only the HTTP of messaging-service asks for one message by its name.
        #expect(given == Set(ErrorCode.allCases.map(\.rawValue)).subtracting([ErrorCode.messageNotFound.rawValue]))
    }

    /// Stages follow one another. Codes of reading that only the ledger can find stand where it finds them.
    @Test func everyCommandListsItsCodesInTheOrderOfTheStages() throws {
        let order: [ErrorCode.Stage] = [.reading, .authorisation, .idempotency, .ledger, .service]
        for command in try document.commands() {
            #expect(Set(command.codes).count == command.codes.count, "\(command.type) lists a code twice")
            let codes = command.codes.compactMap { ErrorCode(rawValue: $0) }
            #expect(codes.count == command.codes.count, "\(command.type) lists an unknown code")
            // What is found before the fields are looked at.
            #expect(codes.prefix(8) == ErrorCode.allCases.prefix(8), "\(command.type)")
            let places = codes.filter { $0 != .tooManyDecimals }.compactMap { order.firstIndex(of: $0.stage) }
            #expect(places == places.sorted(), "\(command.type)")
            #expect(codes.contains(.tooManyDecimals) == codes.contains(.invalidAmount), "\(command.type)")
            #expect(codes.contains(.versionConflict) == command.fields.contains("expected_version"), "\(command.type)")
        }
    }

    @Test func everyCommandMayBeForbidden() throws {
        for command in try document.commands() {
            #expect(command.codes.contains(ErrorCode.forbidden.rawValue), "\(command.type)")
        }
    }

    /// Limits and risk rules stand against the same movements, and are asked before the funds.
    @Test func whatLeavesAWalletIsBounded() throws {
        let bounds = [ErrorCode.amountBelowMinimum, .amountAboveMaximum, .dailyLimitExceeded, .riskDenied]
            .map(\.rawValue)
        let counted: Set<String> = [
            "wallet.spend", "wallet.transfer", "hold.place", "job.start", "charge_sale.create", "withdrawal.initiate",
            "payment.split", "fx.transfer", "payout.run",
        ]
        for command in try document.commands() {
            let given = command.codes.filter(bounds.contains)
            #expect(given == (counted.contains(command.type) ? bounds : []), "\(command.type)")
            // A payout takes no more than the wallet has.
            guard counted.contains(command.type), command.type != "payout.run" else { continue }
            let first = try #require(command.codes.firstIndex(of: bounds[0]))
            #expect(command.codes.dropFirst(first + bounds.count).first == ErrorCode.insufficientFunds.rawValue)
        }
    }
}
