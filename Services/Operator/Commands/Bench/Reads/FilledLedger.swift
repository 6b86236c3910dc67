import Contracts
import Foundation

/// What there is in a filled ledger, by numbers that lie far apart.
struct FilledLedger: Sendable {
    let size: ReadsSize
    private let today = Day(of: Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)))

    init(size: ReadsSize) { self.size = size }

    /// The wallet that one in eight transfers goes to.
    var busy: AccountReference { .id(AccountID(number: ReadsSize.firstAccount)) }
    /// The other side of all deposits.
    var cash: AccountReference { .system(.cash, currency: ReadsSize.currency) }

    func wallet(_ number: Int) -> AccountReference {
        .id(AccountID(number: ReadsSize.firstAccount + spread(number, over: size.wallets)))
    }

    func walletOfParty(_ number: Int) -> AccountReference {
        .party(party(number), kind: AccountReference.defaultKind, currency: ReadsSize.currency)
    }

    func party(_ number: Int) -> PartyID {
        let digits = String(spread(number, over: size.wallets) + 1)
        guard let party = PartyID(text: "person-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits)
        else {
            preconditionFailure("a filled party's id is one")
        }
        return party
    }

    func phone(_ number: Int) -> PhoneNumber {
        guard let phone = PhoneNumber(text: "+27\(600_000_001 + spread(number, over: size.wallets))") else {
            preconditionFailure("a filled telephone number is one")
        }
        return phone
    }

    func transaction(_ number: Int) -> TransactionID {
        TransactionID(number: ReadsSize.firstTransaction + spread(number, over: size.transactions))
    }

    func reference(_ number: Int) -> String { "BK-\(spread(number, over: size.transactions / 3) + 1)" }

    func messageID(_ number: Int) -> String { "bench-\(spread(number, over: size.outcomes) + 1)" }

    func hold(_ number: Int) -> HoldID { HoldID(number: ReadsSize.firstHold + spread(number, over: size.holds)) }

    func request(_ number: Int) -> RequestID {
        let place = spread(number, over: size.requests)
        // The kinds take turns, beginning with the second.
        let kind = RequestKind.allCases[Int((place + 1) % 4)]
        return RequestID(kind: kind, number: ReadsSize.firstRequest + place)
    }

    /// A day of the year that was filled.
    func day(_ number: Int) -> Day { Day(of: today.start.adding(seconds: -86_400 * (30 + spread(number, over: 330)))) }

    func month(after number: Int) -> Timestamp { day(number).start.adding(seconds: 30 * 86_400) }

    func letter(_ number: Int) -> String { String(Array("abcdefghijklmnoprstwyz")[Int(spread(number, over: 22))]) }

    func name(_ number: Int) -> String {
        ["Amina O", "wanjiru kam", "THABO", "Okello Phiri", "Zawadi Te", "Lindiwe Dlamini"][
            Int(spread(number, over: 6))]
    }

    /// Numbers that follow one another end up far apart.
    private func spread(_ number: Int, over count: Int) -> Int64 {
        let product = (UInt64(number) &* 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: UInt64(max(count, 1)))
        return Int64(product.high)
    }
}
