import Contracts

extension NaiveLedger {
    mutating func pay(_ command: PaymentSplit, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let payer = try walletName(command.from, in: currency)
        let receiver = try name(command.to, in: currency)
        let fee = try part(of: amount, command.fee, command.feeBasisPoints, currency)
        let tax = try part(of: amount, command.tax, command.taxBasisPoints, currency)
        let rest = Int128(amount) - Int128(fee) - Int128(tax)
        if rest < 0 { throw Refusal(.invalidField) }
        try check(turn.version, on: payer)
        if payer == receiver { throw Refusal(.sameAccount) }
        let legs = [
            NaiveLeg(account: payer, currency: currency, amount: -amount),
            NaiveLeg(account: receiver, currency: currency, amount: Int64(rest)),
            NaiveLeg(account: "fees:\(currency)", currency: currency, amount: fee),
            NaiveLeg(account: "tax:\(currency)", currency: currency, amount: tax),
        ]
        try move("payment", legs.filter { $0.amount != 0 }, turn)
    }

    /// As stated, or so many of ten thousand parts, where a half counts as a whole minor unit.
    private func part(
        of amount: Int64, _ stated: DecimalAmount?, _ basisPoints: Int64?, _ currency: String
    ) throws(Refusal) -> Int64 {
        if let stated { return try minorUnits(stated, decimals: decimals(currency)) }
        let (whole, rest) = (Int128(amount) * Int128(basisPoints ?? 0)).quotientAndRemainder(dividingBy: 10_000)
        return Int64(rest >= 5_000 ? whole + 1 : whole)
    }

    mutating func exchange(_ command: FXTransfer, _ turn: Turn) throws(Refusal) {
        let sold = try minorUnits(command.money)
        let (from, to) = (command.money.currency, command.toCurrency)
        let soldDecimals = try decimals(from)
        let boughtDecimals = try decimals(to)
        let payer = try walletName(command.from, in: from)
        let receiver = try name(command.to, in: to)
        if from == to { throw Refusal(.currencyMismatch) }
        let product = DecimalProduct(
            UInt128(sold), decimals: soldDecimals, command.rate.digits, decimals: command.rate.scale)
        let (whole, isExact) = product.minorUnits(decimals: boughtDecimals)
        if whole == 0 { throw Refusal(.amountBelowMinimum) }
        // What is left over is booked as one minor unit more.
        guard let whole, whole < UInt128(Self.bound) else { throw Refusal(.amountTooLarge) }
        try check(turn.version, on: payer)
        let bought = Int64(whole)
        let legs = [
            NaiveLeg(account: payer, currency: from, amount: -sold),
            NaiveLeg(account: "fx:\(from)", currency: from, amount: sold),
            NaiveLeg(account: "fx:\(to)", currency: to, amount: isExact ? -bought : -bought - 1),
            NaiveLeg(account: receiver, currency: to, amount: bought),
            NaiveLeg(account: "rounding:\(to)", currency: to, amount: isExact ? 0 : 1),
        ]
        try move("fx", legs.filter { $0.amount != 0 }, turn)
    }
}

/// A product worked out as on paper, digit by digit, so that nothing can overflow or be rounded.
struct DecimalProduct {
    /// Lowest first.
    private var digits: [Int]
    private let decimals: Int

    init(_ left: UInt128, decimals leftDecimals: UInt8, _ right: UInt128, decimals rightDecimals: UInt8) {
        let left = String(left).reversed().compactMap(\.wholeNumberValue)
        let right = String(right).reversed().compactMap(\.wholeNumberValue)
        digits = Array(repeating: 0, count: left.count + right.count)
        for (place, digit) in left.enumerated() {
            for (shift, factor) in right.enumerated() { digits[place + shift] += digit * factor }
        }
        for place in digits.indices.dropLast() {
            digits[place + 1] += digits[place] / 10
            digits[place] %= 10
        }
        decimals = Int(leftDecimals) + Int(rightDecimals)
    }

    /// The whole minor units in it, nil where they are more than can be counted, and whether that is all.
    func minorUnits(decimals wanted: UInt8) -> (whole: UInt128?, isExact: Bool) {
        let surplus = decimals - Int(wanted)
        let kept = surplus < 0 ? Array(repeating: 0, count: -surplus) + digits : Array(digits.dropFirst(surplus))
        let dropped = digits.prefix(max(0, surplus))
        let text = kept.reversed().map(String.init).joined()
        return (UInt128(text.isEmpty ? "0" : text), dropped.allSatisfy { $0 == 0 })
    }
}
