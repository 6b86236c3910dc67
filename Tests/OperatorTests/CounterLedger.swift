import BookingDay
import Contracts

/// A ledger in a few lines that answers a day's commands, so that the day's order can be tested without a broker.
///
/// It refuses whatever would be wrong: an unknown party, a wallet that is not there, more than there is.
struct CounterLedger {
    private var parties: Set<String> = []
    /// Posted and held, by the wallet's owner, or the name of a system account.
    private(set) var posted: [String: Int64] = [:]
    private(set) var held: [String: Int64] = [:]
    private var holds: [String: (owner: String, left: Int64)] = [:]
    private var transactions: [String: [(account: String, amount: Int64)]] = [:]
    private var answers: [String: [UInt8]] = [:]
    private var nextNumber: Int64 = 1_000

    /// Answers a command; the same one again with the same answer, marked as a replay.
    mutating func answer(_ command: DayCommand) throws -> [UInt8] {
        if let earlier = answers[command.messageID] { return ReplyBody.single(earlier, isReplay: true) }
        let message = try CommandMessage.read(
            IncomingMessage(body: command.body, messageID: command.messageID, type: command.type), from: .anonymous)
        guard case .single(let envelope) = message else { throw CommandError(.internalError, "a batch") }
        var json = JSONWriter()
        json.beginObject()
        json.key("command")
        json.beginObject()
        json.member("id", command.messageID)
        json.endObject()
        do throws(CommandError) {
            let (legs, extra) = try decide(envelope.command)
            for leg in legs { posted[leg.account, default: 0] += leg.amount }
            json.member("status", "committed")
            json.member("event", EventID(number: number()).description)
            write(legs, type: Self.transactionType(command.type), to: &json)
            if let extra {
                json.key("hold")
                json.beginObject()
                json.member("id", extra)
                json.endObject()
            }
        } catch {
            json.member("status", "refused")
            error.write(to: &json)
        }
        json.endObject()
        answers[command.messageID] = json.bytes
        return ReplyBody.single(json.bytes, isReplay: false)
    }

    private typealias Leg = (account: String, amount: Int64)

    private mutating func decide(_ command: any Command) throws(CommandError) -> (legs: [Leg], hold: String?) {
        switch command {
        case let command as PartyRegister:
            guard parties.insert(command.party.text).inserted else { throw CommandError(.partyExists, "") }
            return ([], nil)
        case let command as AccountOpen:
            guard parties.contains(command.owner.text) else { throw CommandError(.partyNotFound, "") }
            guard posted[command.owner.text] == nil else { throw CommandError(.accountExists, "") }
            posted[command.owner.text] = 0
            return ([], nil)
        case let command as WalletDeposit:
            let owner = try owner(command.wallet)
            guard parties.contains(owner) else { throw CommandError(.partyNotFound, "") }
            let amount = try amount(command.money)
            return ([(command.source.rawValue, -amount), (owner, amount)], nil)
        case let command as HoldPlace:
            let owner = try owner(command.wallet)
            let amount = try amount(command.money)
            guard posted[owner, default: 0] - held[owner, default: 0] >= amount else {
                throw CommandError(.insufficientFunds, "")
            }
            held[owner, default: 0] += amount
            let id = HoldID(number: number()).description
            holds[id] = (owner, amount)
            return ([], id)
        case let command as HoldCapture: return (try capture(command), command.hold.description)
        case let command as HoldRelease:
            guard let hold = holds.removeValue(forKey: command.hold.description) else {
                throw CommandError(.holdClosed, "")
            }
            held[hold.owner, default: 0] -= hold.left
            return ([], command.hold.description)
        case let command as TransactionRefund: return (try refund(command), nil)
        default: throw CommandError(.unknownType, "")
        }
    }

    private mutating func capture(_ command: HoldCapture) throws(CommandError) -> [Leg] {
        guard let hold = holds.removeValue(forKey: command.hold.description) else {
            throw CommandError(.holdClosed, "")
        }
        var legs: [Leg] = []
        for split in command.splits ?? [] {
            let account: String
            if case .system(let system, _) = split.to {
                account = system.rawValue
            } else {
                account = try owner(split.to)
            }
            guard posted[account] != nil || SystemAccount(rawValue: account) != nil else {
                throw CommandError(.accountNotFound, "")
            }
            legs.append((account, try amount(split.money)))
        }
        let total = legs.reduce(0) { $0 + $1.amount }
        guard total <= hold.left else { throw CommandError(.captureExceedsHold, "") }
        held[hold.owner, default: 0] -= hold.left
        return [(hold.owner, -total)] + legs
    }

    /// Takes back from every receiver in proportion; the days only refund all of a divided price, or a part of an undivided one.
    private func refund(_ command: TransactionRefund) throws(CommandError) -> [Leg] {
        guard let legs = transactions[command.transaction.description], let money = command.money else {
            throw CommandError(.transactionNotFound, "")
        }
        let wanted = try amount(money)
        let receivers = legs.filter { $0.amount > 0 }
        let total = receivers.reduce(0) { $0 + $1.amount }
        guard wanted == total || receivers.count == 1, wanted <= total else {
            throw CommandError(.refundExceedsOriginal, "")
        }
        let back = receivers.map { leg -> Leg in (leg.account, -min(leg.amount, wanted)) }
        for leg in back where SystemAccount(rawValue: leg.account) == nil {
            guard posted[leg.account, default: 0] - held[leg.account, default: 0] + leg.amount >= 0 else {
                throw CommandError(.insufficientFunds, "")
            }
        }
        return back + legs.filter { $0.amount < 0 }.map { ($0.account, wanted) }
    }

    private func owner(_ reference: AccountReference) throws(CommandError) -> String {
        guard case .party(let party, _, _) = reference else { throw CommandError(.accountNotFound, "") }
        return party.text
    }

    private func amount(_ money: StatedMoney) throws(CommandError) -> Int64 {
        try money.resolved(with: UnitRegistry()).minorUnits
    }

    private mutating func number() -> Int64 {
        nextNumber += 1
        return nextNumber
    }

    private mutating func write(_ legs: [Leg], type: String, to json: inout JSONWriter) {
        guard !legs.isEmpty else { return }
        let id = TransactionID(number: number()).description
        transactions[id] = legs
        json.key("transaction")
        json.beginObject()
        json.member("id", id)
        json.member("type", type)
        json.key("legs")
        json.beginArray()
        for leg in legs {
            let isSystem = SystemAccount(rawValue: leg.account) != nil
            json.beginObject()
            json.member("account", isSystem ? "\(leg.account):EUR" : "wal_\(leg.account)")
            json.member("amount", MinorUnits.text(leg.amount, decimals: 2))
            json.member("currency", "EUR")
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.key("accounts")
        json.beginArray()
        for leg in legs where SystemAccount(rawValue: leg.account) == nil {
            json.beginObject()
            json.member("id", "wal_\(leg.account)")
            json.member("owner", leg.account)
            json.endObject()
        }
        json.endArray()
    }

    private static func transactionType(_ command: String) -> String {
        ["wallet.deposit": "deposit", "hold.capture": "capture", "transaction.refund": "refund"][command] ?? ""
    }
}
