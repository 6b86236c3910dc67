/// What a command is meant to do to the wallets, as far as the test's own books are concerned.
enum Deed: Sendable, Hashable {
    case transfer(from: Int, to: Int, cents: Int64)
    case place(wallet: Int, cents: Int64)
    case capture(wallet: Int, cents: Int64)
    case release(wallet: Int)

    /// What it adds to wallets once it is carried out.
    var changes: [(wallet: Int, cents: Int64)] {
        switch self {
        case .transfer(let from, let to, let cents): [(from, -cents), (to, cents)]
        case .capture(let wallet, let cents): [(wallet, -cents)]
        case .place, .release: []
        }
    }
}
