import Contracts
import Foundation

/// One kind of query as it is measured.
struct ReadsSample: Sendable {
    /// The query's type.
    let name: String
    /// Of what it is asked.
    let what: String
    /// Whether a bound holds for it: everything but what adds up all wallets.
    let isBounded: Bool
    /// The query about the object with a number; two numbers are two objects as far as there are so many.
    let query: @Sendable (Int) -> any Query

    init<Asked: Query>(_ what: String, bounded: Bool = true, _ query: @escaping @Sendable (Int) -> Asked) {
        name = Asked.type
        self.what = what
        isBounded = bounded
        self.query = query
    }

    /// All kinds.
    static func all(_ size: ReadsSize) -> [ReadsSample] {
        let ledger = FilledLedger(size: size)
        return wallets(ledger) + histories(ledger) + transactions(ledger) + requests(ledger) + parties(ledger)
            + reports(ledger)
    }

    private static func wallets(_ ledger: FilledLedger) -> [ReadsSample] {
        [
            ReadsSample("any wallet") { WalletGet(wallet: ledger.walletOfParty($0)) },
            ReadsSample("any party") { WalletList(party: ledger.party($0)) },
            ReadsSample("any wallet, now") { WalletBalance(wallet: ledger.wallet($0)) },
            ReadsSample("any wallet, in the past") {
                WalletBalance(wallet: ledger.wallet($0), at: ledger.day($0).start)
            },
            ReadsSample("the busy wallet, in the past") {
                WalletBalance(wallet: ledger.busy, at: ledger.day($0).start)
            },
            ReadsSample("cash, in the past") { WalletBalance(wallet: ledger.cash, at: ledger.day($0).start) },
        ]
    }

    private static func histories(_ ledger: FilledLedger) -> [ReadsSample] {
        [
            ReadsSample("any wallet") { WalletEntries(wallet: ledger.wallet($0)) },
            ReadsSample("any wallet, 200 items") { WalletEntries(wallet: ledger.wallet($0), page: Page(limit: 200)) },
            ReadsSample("the busy wallet") { _ in WalletEntries(wallet: ledger.busy) },
            ReadsSample("the busy wallet, a month") {
                WalletEntries(wallet: ledger.busy, from: ledger.day($0).start, to: ledger.month(after: $0))
            },
            ReadsSample("the busy wallet, a rare type") {
                WalletEntries(
                    wallet: ledger.busy, to: ledger.day($0).start, transactionType: "refund")
            },
            ReadsSample("cash, by a reference") {
                WalletEntries(wallet: ledger.cash, reference: ledger.reference($0))
            },
            ReadsSample("cash, by a busy reference") {
                WalletEntries(
                    wallet: ledger.cash, to: ledger.day($0).start, reference: ReadsSize.busyReference)
            },
            ReadsSample("the busy wallet, with any wallet") {
                WalletEntries(wallet: ledger.busy, counterparty: ledger.wallet($0))
            },
            ReadsSample("the busy wallet, with cash") {
                WalletEntries(wallet: ledger.busy, to: ledger.day($0).start, counterparty: ledger.cash)
            },
            ReadsSample("cash, a day") {
                WalletEntries(
                    wallet: ledger.cash, from: ledger.day($0).start, to: ledger.day($0).start.adding(seconds: 86_400))
            },
            ReadsSample("any wallet, a month") {
                WalletStatement(wallet: ledger.wallet($0), from: ledger.day($0).start, to: ledger.month(after: $0))
            },
            ReadsSample("the busy wallet, a day") {
                WalletStatement(
                    wallet: ledger.busy, from: ledger.day($0).start, to: ledger.day($0).start.adding(seconds: 86_400))
            },
            ReadsSample("cash, a month") {
                WalletStatement(wallet: ledger.cash, from: ledger.day($0).start, to: ledger.month(after: $0))
            },
        ]
    }

    private static func transactions(_ ledger: FilledLedger) -> [ReadsSample] {
        [
            ReadsSample("any") { TransactionGet(transaction: ledger.transaction($0)) },
            ReadsSample("any reference") { TransactionList(reference: ledger.reference($0)) },
            ReadsSample("a busy reference") { _ in TransactionList(reference: ReadsSize.busyReference) },
            ReadsSample("what gives back any") { TransactionList(original: ledger.transaction($0)) },
            ReadsSample("any") { OutcomeGet(messageID: ledger.messageID($0), subject: ReadsSize.subject) },
        ]
    }

    private static func requests(_ ledger: FilledLedger) -> [ReadsSample] {
        [
            ReadsSample("any") { HoldGet(hold: ledger.hold($0)) },
            ReadsSample("all open") { _ in HoldList() },
            ReadsSample("of the busy wallet") { _ in HoldList(wallet: ledger.busy) },
            ReadsSample("of any party") { HoldList(party: ledger.party($0)) },
            ReadsSample("any") { RequestGet(request: ledger.request($0)) },
            ReadsSample("open withdrawals") { _ in RequestList(kind: .withdrawal) },
            ReadsSample("open credit requests") { _ in RequestList(kind: .creditRequest) },
            ReadsSample("all jobs") { _ in RequestList(kind: .job, state: .all) },
            ReadsSample("open jobs of the busy wallet") { _ in RequestList(kind: .job, wallet: ledger.busy) },
            ReadsSample("charge sales of any party") {
                RequestList(kind: .chargeSale, state: .all, party: ledger.party($0))
            },
            ReadsSample("of one party with many") { _ in BankAccountList(party: ledger.party(0)) },
            ReadsSample("of any party") { PayoutList(party: ledger.party($0)) },
            ReadsSample("all") { _ in PayoutList() },
            ReadsSample("of any wallet") { LimitList(wallet: ledger.wallet($0)) },
            ReadsSample("of levels") { _ in LimitList() },
            ReadsSample("of wallets") { _ in LimitList(scope: .wallets) },
            ReadsSample("open") { _ in FlagList() },
            ReadsSample("of the busy wallet") { _ in FlagList(wallet: ledger.busy, state: .all) },
        ]
    }

    private static func parties(_ ledger: FilledLedger) -> [ReadsSample] {
        [
            ReadsSample("any, by id") { PartyGet(party: ledger.party($0)) },
            ReadsSample("any, by telephone number") { PartyGet(phone: ledger.phone($0)) },
            ReadsSample("the first") { _ in PartyList() },
            ReadsSample("by a letter of names") { PartySearch(name: ledger.letter($0)) },
            ReadsSample("by a name") { PartySearch(name: ledger.name($0)) },
            ReadsSample("by id") { PartySearch(party: String(ledger.party($0).text.dropLast(2))) },
            ReadsSample("by telephone number") { PartySearch(phone: String(ledger.phone($0).text.dropLast(2))) },
        ]
    }

    private static func reports(_ ledger: FilledLedger) -> [ReadsSample] {
        [
            ReadsSample("the last days") { _ in ReportDailyVolumes() },
            ReadsSample("up to a day, 200 lines") {
                ReportDailyVolumes(to: ledger.day($0), page: Page(limit: 200))
            },
            ReadsSample("all wallets added up", bounded: false) { _ in ReportTrialBalance() },
        ]
    }
}
