import Contracts

extension HistoryGenerator {
    /// The code under which a history registers a unit; histories in one database have units of their own.
    static func unit(_ code: String, _ options: Options) -> String {
        guard !options.prefix.isEmpty, code.utf8.count > 3 else { return code }
        let mark = options.prefix.utf8.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) } % 46_656
        return code.prefix(6) + "_" + String(mark, radix: 36, uppercase: true)
    }

    /// One of the few parties.
    func party(_ index: Int) -> PartyID {
        guard let party = PartyID(text: "\(options.prefix)party-\(index)") else {
            preconditionFailure("a history's prefix must be a party id's beginning")
        }
        return party
    }

    /// Mostly one of those who have wallets.
    mutating func anyParty() -> PartyID { party(Int(random.chance(75) ? random.number(0...7) : random.number(0...16))) }

    func phone(_ index: Int) -> PhoneNumber? {
        let mark = options.prefix.utf8.reduce(UInt32(7)) { $0 &* 31 &+ UInt32($1) } % 100_000
        return PhoneNumber(text: "+27\(100_000 + mark)\(100 + index)")
    }

    mutating func currency() -> String {
        random.chance(70) ? "ZAR" : Self.unit(random.pick(Self.currencies) ?? "ZAR", options)
    }

    mutating func kind() -> String { random.chance(70) ? "main" : random.pick(Self.kinds) ?? "main" }

    /// A wallet that there is, by preference one that many use.
    mutating func wallet(_ model: NaiveLedger, in currency: String? = nil) -> NaiveAccount? {
        var names = model.walletNames
        if let currency { names = names.filter { model.accounts[$0]?.currency == currency } }
        let name = random.chance(50) ? random.pick(Array(names.prefix(5))) : random.pick(names)
        return name.flatMap { model.accounts[$0] }
    }

    /// One of the ways to name a wallet.
    ///
    /// - Parameter needsCurrency: whether the command has no money from which the currency follows.
    mutating func reference(
        to account: NaiveAccount, _ model: NaiveLedger, needsCurrency: Bool = false
    ) -> AccountReference {
        if random.chance(2) { return .id(AccountID(number: random.number(SystemAccount.numberLimit...99_999_999))) }
        let currency = needsCurrency || random.chance(20) ? account.currency : nil
        guard let owner = account.owner else {
            return .system(SystemAccount(rawValue: account.kind) ?? .cash, currency: account.currency)
        }
        if random.chance(20) { return .party(owner, kind: account.kind, currency: currency) }
        if random.chance(30), let phone = model.parties[owner]?.phone {
            return .phone(phone, kind: account.kind, currency: currency)
        }
        return AccountID(text: account.name).map { .id($0) } ?? .party(owner, kind: account.kind, currency: currency)
    }

    /// Somewhere that money can go: mostly another wallet, at times one of the ledger's own accounts.
    mutating func receiver(
        in currency: String, _ model: NaiveLedger, needsCurrency: Bool = false
    ) -> AccountReference {
        let right = random.chance(95) ? currency : self.currency()
        if random.chance(20) { return .system(random.pick(.fees, .tax, .revenue, .escrow), currency: right) }
        guard let account = wallet(model, in: right) else {
            return .party(anyParty(), kind: kind(), currency: needsCurrency ? right : nil)
        }
        return reference(to: account, model, needsCurrency: needsCurrency)
    }

    /// The decimals of a unit; two where nobody knows it.
    func decimals(of currency: String, _ model: NaiveLedger) -> UInt8 {
        (try? model.decimals(currency)) ?? 2
    }

    /// An amount written in one of the ways in which it can be written.
    mutating func money(_ minorUnits: Int64, _ currency: String, decimals: UInt8) -> StatedMoney? {
        var text = MinorUnits.text(minorUnits, decimals: decimals)
        if decimals > 0, random.chance(30) {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        return (try? DecimalAmount(parsing: text)).map { StatedMoney(amount: $0, currency: currency) }
    }

    /// An amount of which an account may or may not have enough.
    mutating func money(near available: Int128, in currency: String, _ model: NaiveLedger) -> StatedMoney? {
        let decimals = decimals(of: currency, model)
        let most = Int64(clamping: max(available, 1))
        let minorUnits: Int64
        switch random.number(0...99) {
        case 0...59: minorUnits = random.number(1...max(1, most / 3))
        case 60...74: minorUnits = random.number(1...max(1, most))
        case 75...82: minorUnits = most
        case 83...88: minorUnits = most < NaiveLedger.bound ? most + 1 : most
        case 89...93: minorUnits = random.number(1...1_000_000)
        case 94: return money(random.number(1...999_999), currency, decimals: decimals + 1)
        case 95: return money(random.number(1...9_999), random.pick("QQQ", "SHELLS"), decimals: 0)
        case 96: return money(Int64.max - random.number(0...9), currency, decimals: decimals)
        case 97: return money(random.number(1...9_999), self.currency(), decimals: decimals)
        default: minorUnits = random.number(1...50)
        }
        return money(minorUnits, currency, decimals: decimals)
    }

    mutating func text(_ percent: Int) -> String? {
        random.chance(percent) ? "BK-\(random.number(1...99))" : nil
    }
}
