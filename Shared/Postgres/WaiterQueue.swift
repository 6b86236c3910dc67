/// First come, first served, with the possibility to leave the queue from anywhere. Pure.
struct WaiterQueue<Waiter> {
    private var waiting: [UInt64: Waiter] = [:]
    // Holds also those who have left, until they are skipped or outnumber the others.
    private var order: [UInt64] = []
    private var head = 0
    private var lastID: UInt64 = 0

    var count: Int { waiting.count }

    mutating func nextID() -> UInt64 {
        lastID += 1
        return lastID
    }

    mutating func append(_ waiter: Waiter, id: UInt64) {
        waiting[id] = waiter
        order.append(id)
    }

    mutating func remove(_ id: UInt64) -> Waiter? {
        defer { compact() }
        return waiting.removeValue(forKey: id)
    }

    mutating func popFirst() -> Waiter? {
        defer { compact() }
        while head < order.count {
            head += 1
            if let waiter = waiting.removeValue(forKey: order[head - 1]) { return waiter }
        }
        return nil
    }

    mutating func removeAll() -> [Waiter] {
        var all: [Waiter] = []
        while let waiter = popFirst() { all.append(waiter) }
        return all
    }

    private mutating func compact() {
        guard order.count > 2 * waiting.count + 16 else { return }
        order = order[head...].filter { waiting[$0] != nil }
        head = 0
    }
}
