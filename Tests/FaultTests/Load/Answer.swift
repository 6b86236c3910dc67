import Contracts
import TestWorld

/// What a reply says, without what the test has no use for: tens of thousands of them are kept.
struct Answer: Sendable, Hashable {
    let status: String
    let error: String?
    let event: String?
    let hold: HoldID?

    init(_ document: Document) {
        status = document.text("status") ?? "none"
        error = document.text("error.code")
        event = document.text("event")
        hold = document.text("hold.id").flatMap(HoldID.init(text:))
    }
}
