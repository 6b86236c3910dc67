/// A table of bounded size: what was not used for longest makes room for what is new.
///
/// A doubly linked list through an array, so that using, inserting and removing cost the same however many there are.
struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Node: Sendable {
        var key: Key
        var value: Value
        var older: Int
        var newer: Int
    }

    private static var none: Int { -1 }

    private let capacity: Int
    private var places: [Key: Int] = [:]
    private var nodes: [Node] = []
    private var free: [Int] = []
    private var oldest = -1
    private var newest = -1

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { places.count }

    /// The value, which thereby is the last to go; nil where there is none.
    mutating func use(_ key: Key) -> Value? {
        guard let place = places[key] else { return nil }
        if place != newest {
            unlink(place)
            link(place)
        }
        return nodes[place].value
    }

    /// The value, without any effect on which goes first.
    func peek(_ key: Key) -> Value? { places[key].map { nodes[$0].value } }

    /// Puts a value in as the newest.
    ///
    /// - Returns: what had to go for it.
    @discardableResult
    mutating func insert(_ value: Value, for key: Key) -> (key: Key, value: Value)? {
        if let place = places[key] {
            nodes[place].value = value
            if place != newest {
                unlink(place)
                link(place)
            }
            return nil
        }
        var gone: (key: Key, value: Value)?
        if places.count >= capacity, oldest != Self.none {
            let key = nodes[oldest].key
            gone = remove(key).map { (key, $0) }
        }
        let node = Node(key: key, value: value, older: Self.none, newer: Self.none)
        let place: Int
        if let reused = free.popLast() {
            nodes[reused] = node
            place = reused
        } else {
            nodes.append(node)
            place = nodes.count - 1
        }
        places[key] = place
        link(place)
        return gone
    }

    /// Changes a value in its place; nothing where there is none.
    mutating func update(_ key: Key, _ change: (inout Value) -> Void) {
        guard let place = places[key] else { return }
        change(&nodes[place].value)
    }

    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        guard let place = places.removeValue(forKey: key) else { return nil }
        unlink(place)
        free.append(place)
        return nodes[place].value
    }

    /// Those whose value is as asked, in no order.
    func filter(_ isWanted: (Value) -> Bool) -> [(Key, Value)] {
        places.compactMap { key, place in isWanted(nodes[place].value) ? (key, nodes[place].value) : nil }
    }

    private mutating func unlink(_ place: Int) {
        let (older, newer) = (nodes[place].older, nodes[place].newer)
        if older == Self.none { oldest = newer } else { nodes[older].newer = newer }
        if newer == Self.none { newest = older } else { nodes[newer].older = older }
    }

    private mutating func link(_ place: Int) {
        nodes[place].older = newest
        nodes[place].newer = Self.none
        if newest == Self.none { oldest = place } else { nodes[newest].newer = place }
        newest = place
    }
}
