import Contracts

/// The whole ledger once more, as simply as it can be said: one command after another, no batches, no locks, balances by adding up entries.
///
/// It is written from the contract and knows nothing of the `Ledger` module, so that a rule which is misread there is not misread here as well. Tests
/// hold the real thing against it: the pure ledger in batches, and the service through broker and database. The model does not invent ids: it is
/// told which ones the real system gave, and calls the ledger's own accounts by their text (`cash:ZAR`).
///
/// Where several rules stand against a command, the first counts: the command's fields in their order (an amount before the account that it goes
/// to), then the expected version, then what the command asks of the state, then the legs' accounts in their order, then funds.
public struct NaiveLedger: Sendable {
    struct Refusal: Error {
        let code: ErrorCode
        init(_ code: ErrorCode) { self.code = code }
    }

    struct Answer: Sendable {
        let type: String
        let content: JSONObject
        let code: ErrorCode?
    }

    struct Address: Hashable, Sendable {
        let owner: PartyID
        let kind: String
        let currency: String
    }

    /// The largest balance, up or down, and the largest single amount: 2⁶¹ minor units.
    public static let bound: Int64 = 1 << 61

    /// Every account that was opened or used, by name.
    public internal(set) var accounts: [String: NaiveAccount] = [:]
    /// Every hold.
    public internal(set) var holds: [HoldID: NaiveHold] = [:]
    /// Every transaction.
    public internal(set) var transactions: [TransactionID: NaiveTransaction] = [:]
    /// Every party with its telephone number.
    public internal(set) var parties: [PartyID: PhoneNumber?] = [:]
    /// The decimals of the registered units by their code.
    public internal(set) var units: [String: UInt8] = [:]

    /// The names of the wallets in the order in which they were opened.
    public internal(set) var walletNames: [String] = []
    /// The holds in the order in which they were placed.
    public internal(set) var holdIDs: [HoldID] = []
    /// The transactions in the order in which they were posted.
    public internal(set) var transactionIDs: [TransactionID] = []

    var wallets: [Address: String] = [:]
    var phones: [PhoneNumber: PartyID] = [:]
    var holdsByAccount: [String: [HoldID]] = [:]
    var answers: [[UInt8]: Answer] = [:]
    var ownNumber: Int64 = 1 << 60

    /// Starts an empty ledger.
    public init() {}

    /// Carries out one command.
    ///
    /// - Parameters:
    ///   - now: the moment by which the real system decided it; replies tell it as `at`.
    ///   - assigned: the ids that the real system gave to what the command made.
    public mutating func execute(
        _ envelope: CommandEnvelope, at now: Timestamp, assigned: AssignedIDs = AssignedIDs()
    ) -> NaiveOutcome {
        if let earlier = answered(envelope) { return earlier }
        do throws(Refusal) {
            if let deadline = envelope.common.deadline, deadline < now { throw Refusal(.deadlineExceeded) }
            try carryOut(envelope, now, assigned)
            return keep(envelope, nil)
        } catch {
            return error.code.isStored ? keep(envelope, error.code) : .rejected(error.code)
        }
    }

    /// Carries out commands together or not at all.
    ///
    /// - Parameter assigned: for each command; may be shorter.
    public mutating func execute(
        linked envelopes: [CommandEnvelope], at now: Timestamp, assigned: [AssignedIDs] = []
    ) -> [NaiveOutcome] {
        let before = self
        var outcomes: [NaiveOutcome] = []
        for (index, envelope) in envelopes.enumerated() {
            let ids = index < assigned.count ? assigned[index] : AssignedIDs()
            outcomes.append(execute(envelope, at: now, assigned: ids))
        }
        guard let culprit = outcomes.firstIndex(where: \.isFailure) else { return outcomes }
        self = before
        return envelopes.indices.map { index in
            if let earlier = answered(envelopes[index]) { return earlier }
            switch (outcomes[culprit], index == culprit) {
            case (.refused(let code), true): return keep(envelopes[index], code)
            case (_, true): return outcomes[culprit]
            case (.rejected, false), (.keyReused, false): return .rejected(.linkedFailed)
            default: return keep(envelopes[index], .linkedFailed)
            }
        }
    }

    /// What holds have set aside on an account, in minor units.
    public func held(on name: String) -> Int128 {
        (holdsByAccount[name] ?? []).reduce(0) { $0 + Int128(holds[$1]?.remaining ?? 0) }
    }

    /// What can be spent from an account, in minor units; meaningful where it has a limit.
    public func available(on name: String) -> Int128 {
        guard let account = accounts[name] else { return 0 }
        return account.posted - held(on: name) + Int128(account.overdraftLimit)
    }

    private mutating func keep(_ envelope: CommandEnvelope, _ code: ErrorCode?) -> NaiveOutcome {
        answers[Self.key(envelope)] = Answer(type: envelope.type, content: Self.content(envelope), code: code)
        return code.map { .refused($0) } ?? .committed
    }

    private func answered(_ envelope: CommandEnvelope) -> NaiveOutcome? {
        guard let earlier = answers[Self.key(envelope)] else { return nil }
        if earlier.type != envelope.type { return .keyReused(field: "type") }
        let content = Self.content(envelope)
        if let new = content.members.first(where: { earlier.content[$0.key] != $0.value }) {
            return .keyReused(field: new.key)
        }
        if let gone = earlier.content.members.first(where: { content[$0.key] == nil }) {
            return .keyReused(field: gone.key)
        }
        return .replayed(earlier.code)
    }

    /// Keys are bytes: what looks alike in Unicode is not the same id.
    private static func key(_ envelope: CommandEnvelope) -> [UInt8] {
        Array(envelope.key.subject.utf8) + [0] + Array(envelope.key.messageID.utf8)
    }

    /// What a repeated id is held against: all that the sender wrote but what belongs to one sending of it.
    private static func content(_ envelope: CommandEnvelope) -> JSONObject {
        var object = (try? JSONReader.read(envelope.body()))?.asObject ?? JSONObject()
        object["deadline"] = nil
        object["traceparent"] = nil
        return object
    }
}
