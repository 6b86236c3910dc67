import Contracts

/// Writes the bodies of transfers, byte by byte from a template: the load must cost less than what it measures.
struct TransferWriter: Sendable {
    /// Who receives the money.
    enum Receiver: Sendable, Hashable {
        /// Another wallet, drawn at random.
        case anyWallet
        /// Always the same account, such as `fees:ZAR`.
        case account(String)
    }

    /// How many transfers one message holds; 1 for a message that is no batch.
    let batch: Int
    private let wallets: [Int64]
    private let receiver: Receiver
    private var random: SplitMixSource
    /// All wallets' texts, one after another.
    private let texts: [UInt8]
    private let template: [UInt8]
    private let payerOffset: Int
    private let receiverOffset: Int
    private let amountOffset: Int

    private static let textLength = AccountID(number: 1).description.utf8.count

    /// - Parameters:
    ///   - wallets: numbers of at least two accounts.
    ///   - currency: with two decimals.
    ///   - batch: transfers in a message.
    init(wallets: [Int64], receiver: Receiver, currency: String, batch: Int, seed: UInt64) {
        precondition(wallets.count > 1, "a transfer needs two wallets")
        self.wallets = wallets
        self.receiver = receiver
        self.batch = batch
        random = SplitMixSource(seed: seed)
        texts = wallets.flatMap { Array(AccountID(number: $0).description.utf8) }
        let blank = String(repeating: "-", count: Self.textLength)
        let target = if case .account(let name) = receiver { name } else { blank }
        let transfer =
            "{\"from\":\"\(blank)\",\"to\":\"\(target)\",\"money\":{\"amount\":\"0.00\",\"currency\":\"\(currency)\"}}"
        let whole = batch > 1 ? "{\"type\":\"\(WalletTransfer.type)\",\"data\":\(transfer)}" : transfer
        template = Array(whole.utf8)
        payerOffset = template.offset(of: "\"from\":\"")
        receiverOffset = template.offset(of: "\"to\":\"")
        amountOffset = template.offset(of: "\"amount\":\"")
    }

    /// The type of the messages.
    var type: String { batch > 1 ? "batch" : WalletTransfer.type }

    /// The next message: its body, and its ordering key, the first payer.
    mutating func next() -> (key: String, body: [UInt8]) {
        guard batch > 1 else {
            var body = template
            return (fill(&body, at: 0), body)
        }
        var body = Array("{\"mode\":\"independent\",\"commands\":[".utf8)
        body.reserveCapacity(body.count + batch * (template.count + 1) + 2)
        var key = ""
        for index in 0..<batch {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            let start = body.count
            body.append(contentsOf: template)
            let payer = fill(&body, at: start, wantsKey: index == 0)
            if index == 0 { key = payer }
        }
        body.append(contentsOf: "]}".utf8)
        return (key, body)
    }

    /// Puts two wallets and an amount into a copy of the template.
    private mutating func fill(_ body: inout [UInt8], at start: Int, wantsKey: Bool = true) -> String {
        let payer = random.below(wallets.count)
        put(payer, into: &body, at: start + payerOffset)
        if receiver == .anyWallet {
            // Anybody but the payer.
            let other = random.below(wallets.count - 1)
            put(other < payer ? other : other + 1, into: &body, at: start + receiverOffset)
        }
        // 0.01 to 9.99, always as wide as the template's.
        let cents = 1 + random.below(999)
        body[start + amountOffset] = UInt8(ascii: "0") + UInt8(cents / 100)
        body[start + amountOffset + 2] = UInt8(ascii: "0") + UInt8(cents / 10 % 10)
        body[start + amountOffset + 3] = UInt8(ascii: "0") + UInt8(cents % 10)
        return wantsKey ? key(of: payer) : ""
    }

    private func put(_ wallet: Int, into body: inout [UInt8], at offset: Int) {
        let from = wallet * Self.textLength
        for index in 0..<Self.textLength { body[offset + index] = texts[from + index] }
    }

    private func key(of wallet: Int) -> String {
        String(decoding: texts[(wallet * Self.textLength)..<((wallet + 1) * Self.textLength)], as: UTF8.self)
    }
}

extension [UInt8] {
    /// The place after the first occurrence of `text`.
    fileprivate func offset(of text: String) -> Int {
        firstRange(of: Array(text.utf8))?.upperBound ?? 0
    }
}
