import Contracts
import NaiveLedger
import TestWorld

/// Invents the commands of one publisher: crossing transfers mostly, holds and their ends now and then, some duplicates.
struct CommandMaker {
    /// A message on its way to be published.
    struct Draft {
        let id: String
        let request: Request
    }

    private let publisher: Int
    private let publishers: Int
    private let log: CommandLog
    private var random: HistoryRandom
    private var made = 0
    /// What may be sent once more; bounded by ``mostRemembered``.
    private var recent: [Draft] = []

    /// - Parameter publisher: it owns every `publishers`-th wallet, so that nobody else uses their ordering keys.
    init(publisher: Int, of publishers: Int, seed: UInt64, log: CommandLog) {
        self.publisher = publisher
        self.publishers = publishers
        self.log = log
        random = HistoryRandom(seed: seed &+ UInt64(publisher) &* 0x5851_F42D_4C95_7F2D &+ 1)
    }

    /// The next messages, entered in the log.
    mutating func batch(_ size: Int) async throws -> [Draft] {
        var drafts: [Draft] = []
        while drafts.count < size {
            if let old = recent.randomElement(using: &random), random.chance(4) {
                // Half of the copies come on another ordering key, and so perhaps to another lane at the same time.
                var copy = old.request
                let isUnderOtherKey = random.chance(50)
                if isUnderOtherKey { copy.key = "again-\(random.number(0...999))" }
                await log.noteDuplicate(of: old.id, isUnderOtherKey: isUnderOtherKey)
                drafts.append(Draft(id: old.id, request: copy))
            } else {
                let draft = try await fresh()
                drafts.append(draft)
                remember(draft)
            }
        }
        return drafts
    }

    private mutating func fresh() async throws -> Draft {
        made += 1
        let id = "publisher \(publisher) command \(made)"
        let wallet = Int(random.number(0...Int64(Wallets.count / publishers - 1))) * publishers + publisher
        let (command, deed) = try await next(wallet)
        let request = Request(command, id: id, key: "wallet-\(wallet)")
        await log.enter(id, request, deed)
        return Draft(id: id, request: request)
    }

    private mutating func next(_ wallet: Int) async throws -> (any Command, Deed) {
        if random.chance(8), let open = await log.takeHold(on: wallet) {
            if random.chance(70) {
                let command = HoldCapture(hold: open.hold, to: .system(.revenue, currency: "ZAR"))
                return (command, .capture(wallet: wallet, cents: open.cents))
            }
            return (HoldRelease(hold: open.hold), .release(wallet: wallet))
        }
        let cents = random.number(1...3_000)
        let money = try Wallets.money(cents)
        if random.chance(8) {
            let command = HoldPlace(wallet: try Wallets.reference(wallet), money: money)
            return (command, .place(wallet: wallet, cents: cents))
        }
        let other = (wallet + Int(random.number(1...Int64(Wallets.count - 1)))) % Wallets.count
        let command = WalletTransfer(
            from: try Wallets.reference(wallet), to: try Wallets.reference(other), money: money)
        return (command, .transfer(from: wallet, to: other, cents: cents))
    }

    private mutating func remember(_ draft: Draft) {
        if recent.count < Self.mostRemembered { recent.append(draft) } else { recent[made % recent.count] = draft }
    }

    private static let mostRemembered = 100
}
