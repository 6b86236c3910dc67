/// Finds a key that an object has twice: by comparing while members are few, by hashing above that, so that neither the
/// usual small object pays for a table nor a hostile large one for a quadratic search.
struct KeySet {
    private static let linearBound = 16

    private struct Key: Hashable {
        let text: String

        static func == (left: Key, right: Key) -> Bool {
            left.text.hasSameBytes(as: right.text)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combineBytes(of: text)
        }
    }

    private var table: Set<Key> = []
    private var isHashing = false

    /// Tells whether `key` differs from those of `members`, the members read so far, and remembers it.
    mutating func isNew(_ key: String, among members: [JSONObject.Member]) -> Bool {
        if members.count < KeySet.linearBound {
            for member in members where member.key.hasSameBytes(as: key) { return false }
            return true
        }
        if !isHashing {
            isHashing = true
            for member in members { table.insert(Key(text: member.key)) }
        }
        return table.insert(Key(text: key)).inserted
    }

    /// Tells whether all keys differ.
    static func areUnique(_ members: [JSONObject.Member]) -> Bool {
        var table: Set<Key> = []
        return members.allSatisfy { table.insert(Key(text: $0.key)).inserted }
    }
}
