import Contracts

/// A booking on its way through its steps, with what the ledger has answered so far.
struct BookingFlow: Sendable {
    let booking: Booking
    let guest: PartyID
    let host: PartyID
    private let steps: [BookingStep]
    private var next = 0
    private var deposit: TransactionID?
    private var hold: HoldID?
    private var capture: TransactionID?
    /// How many of its parties are still being registered.
    var missingParties = 0

    init(_ booking: Booking, guest: PartyID, host: PartyID) {
        self.booking = booking
        self.guest = guest
        self.host = host
        steps = booking.steps
    }

    /// The step whose answer is awaited.
    var current: BookingStep { steps[next - 1] }

    /// The next step and its command; nil at the end, or when an answer lacked what the next command needs.
    mutating func advance() -> (step: BookingStep, command: any Command)? {
        guard next < steps.count, let command = command(for: steps[next]) else { return nil }
        next += 1
        return (steps[next - 1], command)
    }

    /// Whether all steps have been taken.
    var isComplete: Bool { next == steps.count }

    /// Remembers what later steps refer to.
    mutating func note(_ reply: DayReply) {
        switch current {
        case .deposit: deposit = reply.transaction
        case .hold: hold = reply.hold
        case .capture: capture = reply.transaction
        case .release, .refundCapture, .refundDeposit, .credit: break
        }
    }

    private func command(for step: BookingStep) -> (any Command)? {
        let reference = "booking \(booking.number)"
        switch step {
        case .deposit(let money):
            return WalletDeposit(
                wallet: wallet(guest), money: StatedMoney(money), source: .cash, open: true, reference: reference)
        case .credit(let money):
            return WalletDeposit(
                wallet: wallet(guest), money: StatedMoney(money), source: .adjustments, open: true, reference: reference
            )
        case .hold(let money):
            return HoldPlace(
                wallet: wallet(guest), money: StatedMoney(money), expiresIn: HoldPlace.longest, reference: reference)
        case .capture(let money):
            return hold.map {
                HoldCapture(hold: $0, splits: splits(of: money), final: true, reference: reference)
            }
        case .release:
            return hold.map { HoldRelease(hold: $0, reason: "canceled") }
        case .refundCapture(let money):
            return capture.map { TransactionRefund(transaction: $0, money: StatedMoney(money), reason: "canceled") }
        case .refundDeposit(let money):
            return deposit.map {
                TransactionRefund(transaction: $0, money: StatedMoney(money), reason: booking.course.rawValue)
            }
        }
    }

    private func splits(of money: Money) -> [Split] {
        PriceParts(of: money).all.map { role, part in
            let account: AccountReference =
                switch role {
                case .fees: .system(.fees, currency: part.unit.code)
                case .tax: .system(.tax, currency: part.unit.code)
                default: wallet(host)
                }
            return Split(to: account, money: StatedMoney(part))
        }
    }

    private func wallet(_ party: PartyID) -> AccountReference {
        .party(party, kind: AccountReference.defaultKind, currency: booking.price.unit.code)
    }
}
