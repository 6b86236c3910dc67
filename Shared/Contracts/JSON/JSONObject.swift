/// A JSON object: members in the order in which they were sent, with unique keys.
///
/// Keys are compared by their UTF-8 bytes. Look-ups are linear: a message has a handful of members, and a decoder asks for
/// a fixed number of them.
public struct JSONObject: Sendable {
    /// A key and its value.
    public struct Member: Sendable, Hashable {
        /// The key, unescaped.
        public let key: String
        /// The value.
        public var value: JSONValue

        /// Makes a member.
        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }

        /// Compares key and value by content.
        public static func == (left: Member, right: Member) -> Bool {
            left.key.hasSameBytes(as: right.key) && left.value == right.value
        }

        /// Feeds key and value into `hasher`.
        public func hash(into hasher: inout Hasher) {
            hasher.combineBytes(of: key)
            hasher.combine(value)
        }
    }

    /// The members in order.
    public private(set) var members: [Member]

    /// Makes an empty object.
    public init() {
        members = []
    }

    /// Makes an object of members whose keys differ; two equal keys are a programmer error and trap.
    public init(uniqueMembers: [Member]) {
        precondition(KeySet.areUnique(uniqueMembers), "a JSON object has the same key twice")
        members = uniqueMembers
    }

    /// Trusts the reader, which has checked the keys already.
    init(checked members: [Member]) {
        self.members = members
    }

    /// The number of members.
    public var count: Int { members.count }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }

    /// The value under `key`, or `nil` when the object has no such member (a `null` member is ``JSONValue/null``).
    ///
    /// Setting replaces the value in place or appends a member; setting `nil` removes the member.
    public subscript(key: String) -> JSONValue? {
        get {
            for member in members where member.key.hasSameBytes(as: key) { return member.value }
            return nil
        }
        set {
            let position = members.firstIndex { $0.key.hasSameBytes(as: key) }
            switch (position, newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil): members.remove(at: position)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The members sorted by the UTF-8 bytes of their keys: the canonical order.
    public var sortedMembers: [Member] {
        members.sorted { $0.key.precedesInBytes($1.key) }
    }
}

extension JSONObject: Hashable {
    /// Compares without regard to the order of members.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.members == right.members || left.sortedMembers == right.sortedMembers
    }

    /// Feeds the members into `hasher` in canonical order.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(sortedMembers)
    }
}
