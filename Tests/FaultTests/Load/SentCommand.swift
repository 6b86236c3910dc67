import Contracts
import TestWorld

/// A command that was published, and what has been seen of it since.
struct SentCommand: Sendable {
    let id: String
    let request: Request
    let deed: Deed
    /// Where it stands among all that were published first.
    let turn: Int
    /// Whether the broker has said that it has it. A publisher that gave up never learns.
    var isConfirmed = false
    /// Whether only its own ordering key ever carried it, and in one piece.
    var isInOrder = true
    /// The first reply.
    var answer: Answer?
    /// How many replies came, the first included.
    var replies = 0
    /// How many of them said that they repeat an earlier answer.
    var replays = 0
    /// A later reply that says something else than the first.
    var contradiction: Answer?

    init(id: String, request: Request, deed: Deed, turn: Int) {
        self.id = id
        self.request = request
        self.deed = deed
        self.turn = turn
    }
}

/// Money that was set aside and waits for its end.
struct OpenHold: Sendable {
    let hold: HoldID
    let wallet: Int
    let cents: Int64
}
