/// Broken promises of one kind: how many, and a few of them in full.
struct Problems: CustomStringConvertible {
    let promise: String
    private(set) var count = 0
    private var first: [String] = []

    init(_ promise: String) { self.promise = promise }

    mutating func add(_ example: @autoclosure () -> String) {
        count += 1
        if first.count < 5 { first.append(example()) }
    }

    var description: String { "\(promise): broken \(count) times, first \(first)" }
}
