/// A queue whose elements keep their number for as long as they wait.
struct Fifo<Element: Sendable>: Sendable {
    private var elements: [Element?] = []
    private var head = 0
    /// The number of the first.
    private(set) var firstNumber = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { count == 0 }
    /// The number that the next to be appended gets.
    var endNumber: Int { firstNumber + count }
    var first: Element? { isEmpty ? nil : elements[head] }

    @discardableResult
    mutating func append(_ element: Element) -> Int {
        elements.append(element)
        return endNumber - 1
    }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = elements[head]
        elements[head] = nil
        head += 1
        firstNumber += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: head <= 64)
            head = 0
        } else if head > 64, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Changes the element with a number; nothing where it has left.
    mutating func update(_ number: Int, _ change: (inout Element) -> Void) {
        let index = head + number - firstNumber
        guard number >= firstNumber, index < elements.count, var element = elements[index] else { return }
        change(&element)
        elements[index] = element
    }

    /// Those that wait, first to last.
    var waiting: some Sequence<Element> { elements[head...].lazy.compactMap { $0 } }
}
