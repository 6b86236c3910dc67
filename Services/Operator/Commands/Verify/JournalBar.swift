import Synchronization

/// A progress bar that may be drawn from wherever the work is done.
final class JournalBar: Sendable {
    private let bar = Mutex<Progress?>(nil)

    /// Names the rule that is being checked.
    func draw(_ rule: String) {
        bar.withLock { bar in
            bar = nil
            if Terminal.isInteractive { Terminal.draw("\r\u{1B}[Kchecking \(rule)") }
        }
    }

    /// Shows how many rows were read, of about how many.
    func draw(_ rows: Int, _ total: Int) {
        bar.withLock { bar in
            if bar == nil { bar = Progress("reading the journal", total: total) }
            bar?.show(rows, "rows")
        }
    }
}
