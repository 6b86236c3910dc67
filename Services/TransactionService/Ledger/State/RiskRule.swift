import Contracts

/// What makes a payment suspicious. All are bounds on what one wallet sends; the command at hand counts.
public struct RiskRule: Hashable, Sendable {
    /// What is held against the bound.
    public enum Measure: Hashable, Sendable {
        /// A single amount that is larger.
        case amount(over: DecimalAmount)
        /// More payments within the last seconds.
        case count(over: Int, seconds: Int64)
        /// A larger sum within the last seconds.
        case sum(over: DecimalAmount, seconds: Int64)
        /// More different receivers within the last seconds.
        case receivers(over: Int, seconds: Int64)
    }

    /// What is done about it.
    public enum Action: String, CaseIterable, Sendable {
        /// The command is carried out and flagged.
        case flag
        /// The command is refused and flagged.
        case deny
    }

    /// Its name, as flags tell it.
    public let name: String
    /// Only wallets in this unit; nil for all, where amounts make no sense.
    public let currency: String?
    /// What is held against the bound.
    public let measure: Measure
    /// What is done about it.
    public let action: Action

    /// Makes a rule.
    public init(name: String, currency: String?, measure: Measure, action: Action) {
        self.name = name
        self.currency = currency
        self.measure = measure
        self.action = action
    }

    /// How far back it looks; zero where only the command at hand counts.
    public var seconds: Int64 {
        switch measure {
        case .amount: 0
        case .count(_, let seconds), .sum(_, let seconds), .receivers(_, let seconds): seconds
        }
    }
}

/// Money that left a wallet.
public struct Movement: Hashable, Sendable {
    /// When.
    public let at: Timestamp
    /// How much, in minor units; positive.
    public let amount: Int64
    /// Where to, as far as it was one account.
    public let receiver: AccountID?

    /// Joins the three.
    public init(at: Timestamp, amount: Int64, receiver: AccountID?) {
        self.at = at
        self.amount = amount
        self.receiver = receiver
    }
}

/// A movement and the wallet that it left.
public struct SentMovement: Sendable {
    /// Which wallet.
    public let account: AccountID
    /// What left it.
    public let movement: Movement
}

extension RiskRule {
    /// The most movements of a wallet that are looked at, the newest; one that sends more within a window is beyond every sensible bound.
    public static let mostMovements = 500

    /// Whether a payment goes beyond the bound.
    ///
    /// - Parameters:
    ///   - movements: what left the wallet before, in any order.
    func isBroken(by movement: Movement, in unit: CurrencyUnit, after movements: [Movement]) -> Bool {
        if let currency, currency != unit.code { return false }
        let recent = movements.filter { $0.at > movement.at.adding(seconds: -seconds) } + [movement]
        switch measure {
        case .amount(let bound): return isOver(bound, unit, Int128(movement.amount))
        case .count(let bound, _): return recent.count > bound
        case .sum(let bound, _): return isOver(bound, unit, recent.reduce(0) { $0 + Int128($1.amount) })
        case .receivers(let bound, _): return Set(recent.compactMap(\.receiver)).count > bound
        }
    }

    private func isOver(_ bound: DecimalAmount, _ unit: CurrencyUnit, _ amount: Int128) -> Bool {
        // A bound that the unit cannot hold is never reached.
        guard let bound = try? bound.minorUnits(in: unit) else { return false }
        return amount > Int128(bound)
    }
}
