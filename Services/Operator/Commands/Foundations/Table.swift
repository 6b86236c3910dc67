/// A small table in plain text.
struct Table {
    /// Where a column's texts stand.
    enum Side { case left, right }

    private let sides: [Side]
    private var rows: [[String]]

    /// - Parameter columns: the titles and sides.
    init(_ columns: [(title: String, side: Side)]) {
        sides = columns.map(\.side)
        rows = [columns.map(\.title)]
    }

    /// Adds a row; what is missing is empty.
    mutating func add(_ row: [String]) {
        rows.append(Array((row + Array(repeating: "", count: sides.count)).prefix(sides.count)))
    }

    /// Whether it has no rows below its titles.
    var isEmpty: Bool { rows.count == 1 }

    /// The text, without a line end after it.
    var text: String {
        let widths = sides.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return sides[column] == .left ? row[column] + space : space + row[column]
            }
            var line = Substring("  " + cells.joined(separator: "  "))
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n")
    }
}
