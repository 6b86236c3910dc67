import BookingDay
import Contracts
import Testing

@Suite struct BookingDayTests {
    /// Replies come in any order; a few come twice. Whatever happens, nothing is refused and everything adds up.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func addsUpWhateverTheOrderOfReplies(seed: UInt64) throws {
        var ledger = CounterLedger()
        let day = try run(seed: seed, bookings: 400, ledger: &ledger)
        #expect(day.tally.errors.isEmpty, "\(day.tally.firstErrors)")
        #expect(day.tally.incomplete == 0)
        #expect(day.tally.repeatedReplies > 0)
        #expect(day.expected == day.replied)
        #expect(day.replied.balance.values.allSatisfy { $0 == 0 })
        #expect(day.activeBookings == 0)
        #expect(day.unanswered.isEmpty)
        for (line, sum) in day.tally.courses {
            #expect(sum.settled == sum.due)
            if line.course == .checkedOut { #expect(sum.settled == sum.price) }
        }
        #expect(ledger.held.values.allSatisfy { $0 == 0 })
        #expect(ledger.posted.values.reduce(0, +) == 0)
    }

    @Test func aSecondRunIsNothingButReplays() throws {
        var ledger = CounterLedger()
        let first = try run(seed: 7, bookings: 200, ledger: &ledger)
        let balances = ledger.posted
        let second = try run(seed: 7, bookings: 200, ledger: &ledger)
        #expect(ledger.posted == balances)
        #expect(second.replied == first.replied)
        #expect(second.tally.carriedOut == first.tally.carriedOut)
        #expect(second.tally.commands.values.allSatisfy { $0.committed == 0 && $0.refused == 0 })
    }

    @Test func aRefusalEndsItsBookingAndIsTold() throws {
        var day = BookingDay(name: DayName(seed: 1, bookings: 1))
        let unit = try #require(UnitRegistry()["EUR"])
        let booking = try Booking(
            number: 1, guest: "1", host: "h", night: Money(minorUnits: 100, unit: unit), nights: 2, course: .checkedOut,
            policy: .noDeposit)
        var ledger = CounterLedger()
        var commands = day.begin(booking)
        var asked = 0
        while !commands.isEmpty {
            let command = commands.removeFirst()
            asked += 1
            let body = command.type == "hold.place" ? refusal(of: command) : try ledger.answer(command)
            commands += day.take(try #require(DayReply(body)))
        }
        #expect(asked == 5)
        #expect(day.tally.errors == ["insufficient_funds": 1])
        #expect(day.tally.incomplete == 1)
        #expect(day.activeBookings == 0)
        #expect(day.expected != day.replied)
        #expect(!day.expected.differences(from: day.replied).isEmpty)
    }

    @Test func namesFollowFromSeedAndContent() {
        let name = DayName(seed: 7, bookings: 10)
        #expect(name == DayName(seed: 7, bookings: 10))
        #expect(name != DayName(seed: 8, bookings: 10))
        #expect(name != DayName(seed: 7, bookings: 11))
        #expect(name.party(.guest, "5")?.text == "\(name):guest:5")
        #expect(name.role(ofOwner: "\(name):host:resort-9") == .host)
        #expect(name.role(ofOwner: "somebody") == nil)
        #expect(name.owners.from < "\(name):guest:5" && "\(name):guest:5" < name.owners.before)
    }

    private func run(seed: UInt64, bookings: Int, ledger: inout CounterLedger) throws -> BookingDay {
        var day = BookingDay(name: DayName(seed: seed, bookings: bookings))
        let unit = try #require(UnitRegistry()["EUR"])
        var random = SplitMix64(seed: seed)
        let generator = BookingGenerator(seed: seed)
        var commands: [DayCommand] = []
        var number = 0
        while number < bookings || !commands.isEmpty {
            if number < bookings, commands.count < 50 {
                number += 1
                let drawn = try generator.booking(number)
                // One currency, few guests and hosts: many bookings then share wallets.
                commands += day.begin(
                    try Booking(
                        number: number, guest: "\(number % 7)", host: "\(number % 5)",
                        night: Money(minorUnits: drawn.night.minorUnits, unit: unit), nights: number % 6,
                        course: drawn.course, policy: drawn.policy))
                continue
            }
            let command = commands.remove(at: Int(random.next() % UInt64(commands.count)))
            let reply = try #require(DayReply(try ledger.answer(command)))
            commands += day.take(reply)
            if random.next() % 20 == 0 { commands += day.take(reply) }
        }
        return day
    }

    private func refusal(of command: DayCommand) -> [UInt8] {
        Array(
            """
            {"replayed":false,"command":{"id":"\(command.messageID)"},"status":"refused",\
            "error":{"code":"insufficient_funds","message":"no"}}
            """.utf8)
    }
}
