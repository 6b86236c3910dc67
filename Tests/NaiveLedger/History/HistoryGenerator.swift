import Contracts

/// Makes random histories of all types of commands from a seed, in waves: the commands of a wave may meet in any batch and refer to what
/// earlier waves have made.
///
/// Few parties and wallets, so that commands get in each other's way: crossing transfers, holds captured twice, refunds in parts until nothing is left,
/// the same message again with the same and with other content.
///
///     var generator = HistoryGenerator(seed: seed)
///     var items = generator.opening()
///     while … {
///         // carry out `items` for real, tell the model of each outcome's ids …
///         items = generator.wave(of: 30, at: now, knowing: model)
///     }
public struct HistoryGenerator: Sendable {
    /// What histories are made of.
    public struct Options: Sendable {
        /// The sender of all commands.
        public var subject: Subject = .anonymous
        /// Goes before every id and party, so that histories do not meet in one database.
        public var prefix = ""
        /// For how many seconds money is held: short enough that time passes it, long enough that captures come first as well.
        public var holdSeconds: ClosedRange<Int64> = 5...600
        /// For how many seconds jobs are given; a minute is the least.
        public var jobSeconds: ClosedRange<Int64> = 60...900
        /// How many of a hundred commands somebody acts in.
        public var actors = 25
        /// How many of a hundred messages are batches.
        public var batches = 12

        /// The usual.
        public init() {}
    }

    let options: Options
    var random: HistoryRandom
    private var count = 0
    /// Commands to be sent again, a bounded number.
    private var sent: [CommandEnvelope] = []
    /// A telephone number that somebody was just told to give up.
    var given: PhoneNumber?

    static let kinds = ["main", "savings", "float"]
    static let currencies = ["ZAR", "KES", "JPY", "POINTS", "TOMAN"]
    /// The kind whose wallets have no limit most of the time.
    static let floating = "float"

    /// Starts a history.
    public init(seed: UInt64, options: Options = Options()) {
        random = HistoryRandom(seed: seed)
        self.options = options
    }

    /// Parties, units, wallets and some money: without them most commands would only be refused.
    public mutating func opening() -> [HistoryItem] {
        var commands: [any Command] = [
            UnitRegister(code: Self.unit("POINTS", options), name: "Points", decimals: 0),
            UnitRegister(code: Self.unit("TOMAN", options), name: "Toman", decimals: 4),
        ]
        for index in 0..<10 { commands.append(registration(of: index)) }
        for index in 0..<6 {
            commands.append(AccountOpen(owner: party(index), kind: "main", currency: "ZAR"))
            if let money = money(random.number(1_000...50_000), "ZAR", decimals: 2) {
                let wallet = AccountReference.party(party(index), kind: "main", currency: nil)
                commands.append(WalletDeposit(wallet: wallet, money: money, source: .cash))
            }
        }
        commands.append(AccountOpen(owner: party(0), kind: Self.floating, currency: "ZAR", unlimited: true))
        for index in 0..<3 {
            commands.append(AccountOpen(owner: party(index), kind: "main", currency: index == 0 ? "JPY" : "KES"))
            commands.append(
                BankAccountAdd(
                    party: party(index), currency: "ZAR", number: Self.number(index, variant: 2, isLocal: true),
                    holder: "Holder Surname \(index)"))
        }
        return commands.map { .single(envelope($0, CommonFields())) }
    }

    /// Some messages, each of one command or more.
    ///
    /// - Parameters:
    ///   - size: how many messages.
    ///   - now: about the moment at which they will be decided.
    ///   - model: what has happened so far.
    public mutating func wave(of size: Int, at now: Timestamp, knowing model: NaiveLedger) -> [HistoryItem] {
        (0..<size).map { _ in
            guard random.chance(options.batches) else { return .single(next(now, model)) }
            let members = (0..<random.pick(1, 2, 2, 3, 4)).map { _ in next(now, model) }
            count += 1
            let id = "\(options.prefix)batch-\(count)"
            return random.chance(50) ? .linked(id: id, members) : .independent(id: id, members)
        }
    }

    private mutating func next(_ now: Timestamp, _ model: NaiveLedger) -> CommandEnvelope {
        if random.chance(8), let earlier = random.pick(sent) { return again(earlier, now, model) }
        let command = command(now, model)
        return envelope(command, common(of: command, now, model))
    }

    private mutating func envelope(_ command: any Command, _ common: CommonFields) -> CommandEnvelope {
        count += 1
        let envelope = Self.envelope("\(options.prefix)msg-\(count)", command, common, options)
        if sent.count < 200 { sent.append(envelope) } else { sent[count % sent.count] = envelope }
        return envelope
    }

    /// The same message id once more: with the same content, with a field changed, or with another command.
    private mutating func again(_ earlier: CommandEnvelope, _ now: Timestamp, _ model: NaiveLedger) -> CommandEnvelope {
        var common = earlier.common
        switch random.number(0...5) {
        case 0: common.metadata.append(MetadataPair(key: "zz\(common.metadata.count)", value: "other"))
        case 1: return Self.envelope(earlier.key.messageID, command(now, model), common, options)
        case 3:
            // Another number behind the same mask.
            let add = random.pick(sent.filter { $0.command is BankAccountAdd })
            guard let add, var command = add.command as? BankAccountAdd else { break }
            command.number = Self.lookalike(of: command.number)
            return Self.envelope(add.key.messageID, command, add.common, options)
        // A deadline belongs to one sending of a message and not to its content.
        case 2: common.deadline = now.adding(seconds: random.number(-5...500))
        default: break
        }
        return Self.envelope(earlier.key.messageID, earlier.command, common, options)
    }

    private static func envelope(
        _ id: String, _ command: any Command, _ common: CommonFields, _ options: Options
    ) -> CommandEnvelope {
        CommandEnvelope(
            key: CommandKey(subject: options.subject.text, messageID: id), proof: options.subject.proof, common: common,
            trace: nil, command: command)
    }

    private mutating func common(of command: any Command, _ now: Timestamp, _ model: NaiveLedger) -> CommonFields {
        var common = CommonFields()
        if random.chance(3) { common.deadline = now.adding(seconds: -random.number(1...900)) }
        if random.chance(5) { common.deadline = now.adding(seconds: random.number(3_600...90_000)) }
        common.actor = actor(for: command, model)
        if random.chance(10) { common.metadata = [MetadataPair(key: "channel", value: random.pick("app", "desk"))] }
        if type(of: command).isConditional, random.chance(12), let name = Self.subject(of: command, model) {
            let version = model.accounts[name]?.version ?? 1
            common.expectedVersion = max(1, version + random.pick(0, 0, 0, 1, -1))
        }
        return common
    }

    /// The account of whose version a command speaks.
    private static func subject(of command: any Command, _ model: NaiveLedger) -> String? {
        let reference: AccountReference?
        switch command {
        case let command as WalletDeposit: reference = command.wallet
        case let command as AccountSuspend: reference = command.account
        case let command as AccountActivate: reference = command.account
        case let command as AccountDeactivate: reference = command.account
        case let command as AccountConfigure: reference = command.account
        case let command as AdjustmentPost: reference = command.wallet
        case let command as ChargebackPost: reference = command.wallet
        case let command as HoldCapture: return model.holds[command.hold]?.account
        case let command as HoldRelease: return model.holds[command.hold]?.account
        default: reference = NaiveLedger.payer(of: command)
        }
        if case .id(let id) = reference { return id.description }
        return nil
    }
}
