import Contracts

/// Where an event stands in an archive, and what it is put into order by.
public struct ArchivedEventPlace: Comparable, Sendable {
    /// The time of its decision.
    public let time: Timestamp
    /// Its number.
    public let id: EventID
    /// Which file, and which bytes of it.
    public let segment: Int
    public let range: Range<Int>

    public init(_ event: ArchivedEvent, segment: Int, range: Range<Int>) {
        time = event.time
        id = event.id
        self.segment = segment
        self.range = range
    }

    /// By time of decision, number and place, so that repetitions stand beside each other and the first stays first.
    public static func < (left: Self, right: Self) -> Bool {
        (left.time, left.id, left.segment, left.range.lowerBound)
            < (right.time, right.id, right.segment, right.range.lowerBound)
    }
}
