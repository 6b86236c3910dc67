/// Shows how far a step has come: a bar where a person watches, otherwise one line when it is done.
struct Progress {
    private let title: String
    private let total: Int?
    private var nextDrawing = ContinuousClock.now

    private static let width = 24

    /// Begins a step.
    ///
    /// - Parameter total: of what is counted; nil where it is not known.
    init(_ title: String, total: Int? = nil) {
        self.title = title
        self.total = total
        if Terminal.isInteractive { Terminal.draw("\r\u{1B}[K\(title)") }
    }

    /// Shows the present state; ten times a second at the most.
    mutating func show(_ done: Int, _ note: @autoclosure () -> String = "") {
        guard Terminal.isInteractive, ContinuousClock.now >= nextDrawing else { return }
        nextDrawing = .now + .milliseconds(100)
        var bar = ""
        if let total, total > 0 {
            let filled = min(Self.width, Self.width * done / total)
            let empty = String(repeating: "·", count: Self.width - filled)
            bar = " [\(String(repeating: "█", count: filled))\(empty)] \(min(100, 100 * done / total)) %"
        }
        Terminal.draw("\r\u{1B}[K\(title)\(bar) \(Terminal.grouped(done)) \(note())")
    }

    /// Ends the step.
    func end(_ note: String = "") {
        let line = note.isEmpty ? title : "\(title): \(note)"
        Terminal.draw(Terminal.isInteractive ? "\r\u{1B}[K\(line)\n" : "\(line)\n")
    }
}
