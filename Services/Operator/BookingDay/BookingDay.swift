import Contracts

/// A marketplace day as pure logic: bookings go in, commands come out; replies go in, the commands that follow come out.
///
/// Whoever runs it carries messages and nothing else, so that the tool and the tests run the same day. Message ids follow from the day's
/// name: a day that is run again is nothing but replays.
public struct BookingDay: Sendable {
    /// The most bookings that a day may have; bounds what is remembered about it.
    public static let mostBookings = 1_000_000

    /// What everything in it is named after.
    public let name: DayName
    /// What the ledger's transactions must add up to, going by the bookings.
    public private(set) var expected = ControlTotals()
    /// What they add up to, going by the replies.
    public private(set) var replied = ControlTotals()
    /// What came of it.
    public private(set) var tally = DayTally()
    /// Commands without an answer, by message id.
    public private(set) var unanswered: [String: DayCommand] = [:]

    private var flows: [Int: BookingFlow] = [:]
    private var waitingSteps: [String: Purpose] = [:]
    private var parties: [PartyID: PartyState] = [:]

    private enum Purpose {
        case register(PartyID, opens: CurrencyUnit?)
        case open(PartyID)
        case step(booking: Int)
    }

    private enum PartyState {
        case registering(waiting: [Int])
        case ready
    }

    /// A day in which nothing has happened.
    public init(name: DayName) { self.name = name }

    /// How many bookings are under way.
    public var activeBookings: Int { flows.count }

    /// Takes the next booking.
    ///
    /// - Returns: the commands to send first; none when it costs nothing, or waits for a party that is being registered.
    public mutating func begin(_ booking: Booking) -> [DayCommand] {
        tally.count(booking)
        guard !booking.price.isZero else { return [] }
        guard let guest = name.party(.guest, booking.guest), let host = name.party(.host, booking.host) else {
            tally.incomplete += 1
            return []
        }
        for step in booking.steps {
            for leg in step.legs {
                expected.add(
                    leg.money.minorUnits, to: .init(type: leg.type, role: leg.role, currency: leg.money.unit.code))
            }
        }
        var flow = BookingFlow(booking, guest: guest, host: host)
        var commands: [DayCommand] = []
        // A host's wallet must be there before money is divided; a guest's is opened by the first deposit.
        for (party, role, unit) in [(guest, PartyType.guest, nil), (host, .host, booking.price.unit)] {
            commands += register(party, as: role, opens: unit, for: &flow)
        }
        flows[booking.number] = flow
        if flow.missingParties == 0 { commands += advance(booking.number) }
        return commands
    }

    /// Takes a reply.
    ///
    /// - Returns: the commands that follow from it.
    public mutating func take(_ reply: DayReply) -> [DayCommand] {
        guard let command = unanswered.removeValue(forKey: reply.messageID),
            let purpose = waitingSteps.removeValue(forKey: reply.messageID)
        else {
            tally.repeatedReplies += 1
            return []
        }
        tally.count(reply, type: command.type)
        if reply.isCommitted { add(reply) }
        switch purpose {
        case .register(let party, let unit?):
            return [
                send(
                    AccountOpen(owner: party, kind: AccountReference.defaultKind, currency: unit.code),
                    path: "account/\(party)", key: party.text, purpose: .open(party))
            ]
        case .register(let party, nil), .open(let party): return ready(party)
        case .step(let number): return take(reply, for: number)
        }
    }

    private mutating func register(
        _ party: PartyID, as type: PartyType, opens unit: CurrencyUnit?, for flow: inout BookingFlow
    ) -> [DayCommand] {
        switch parties[party] {
        case .ready: return []
        case .registering(let waiting):
            parties[party] = .registering(waiting: waiting + [flow.booking.number])
            flow.missingParties += 1
            return []
        case nil:
            parties[party] = .registering(waiting: [flow.booking.number])
            flow.missingParties += 1
            let command = PartyRegister(
                party: party, partyType: type, name: "\(type.rawValue) \(party)", kycLevel: type == .host ? 2 : 1)
            return [
                send(command, path: "party/\(party)", key: party.text, purpose: .register(party, opens: unit))
            ]
        }
    }

    private mutating func ready(_ party: PartyID) -> [DayCommand] {
        guard case .registering(let waiting) = parties.updateValue(.ready, forKey: party) else { return [] }
        var commands: [DayCommand] = []
        for number in waiting {
            flows[number]?.missingParties -= 1
            if flows[number]?.missingParties == 0 { commands += advance(number) }
        }
        return commands
    }

    private mutating func take(_ reply: DayReply, for number: Int) -> [DayCommand] {
        guard var flow = flows[number] else { return [] }
        guard reply.isCommitted else {
            flows[number] = nil
            tally.incomplete += 1
            return []
        }
        flow.note(reply)
        tally.settle(flow.current, of: flow.booking, reply, name: name)
        flows[number] = flow
        return advance(number)
    }

    private mutating func advance(_ number: Int) -> [DayCommand] {
        guard var flow = flows[number] else { return [] }
        guard let (step, command) = flow.advance() else {
            flows[number] = nil
            if !flow.isComplete { tally.incomplete += 1 }
            return []
        }
        flows[number] = flow
        return [
            send(command, path: "\(number)/\(step.name)", key: flow.guest.text, purpose: .step(booking: number))
        ]
    }

    private mutating func send(
        _ command: any Command, path: String, key: String, purpose: Purpose
    ) -> DayCommand {
        let ready = DayCommand(command, messageID: name.messageID(path), orderingKey: key)
        unanswered[ready.messageID] = ready
        waitingSteps[ready.messageID] = purpose
        return ready
    }

    private mutating func add(_ reply: DayReply) {
        for leg in reply.legs {
            let system = leg.account.split(separator: ":").first.map(String.init) ?? ""
            guard let role = leg.owner.map({ name.role(ofOwner: $0) }) ?? AccountRole(rawValue: system) else {
                continue
            }
            replied.add(
                leg.money.minorUnits, to: .init(type: reply.transactionType, role: role, currency: leg.money.unit.code))
        }
    }
}
