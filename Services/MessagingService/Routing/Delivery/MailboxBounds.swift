import Contracts

/// What happens when a mailbox is full.
public enum OverflowPolicy: String, CaseIterable, Sendable {
    /// What comes is left out, and a message to this person alone is refused at the door.
    case reject
    /// The oldest of the same priority makes room.
    case dropOldest = "drop_oldest"
    /// The oldest of the lowest priority makes room, unless everything that waits is more urgent than what comes.
    case dropLowestPriority = "drop_lowest_priority"
}

/// How much may wait in one mailbox.
public struct MailboxBounds: Hashable, Sendable {
    /// Of one priority.
    public struct Share: Hashable, Sendable {
        /// How many frames.
        public var frames: Int
        /// How many bytes.
        public var bytes: Int

        /// Makes a share.
        public init(frames: Int, bytes: Int) {
            self.frames = frames
            self.bytes = bytes
        }
    }

    /// For each priority.
    public var high: Share
    public var normal: Share
    public var low: Share
    /// What happens beyond.
    public var policy: OverflowPolicy

    /// Makes bounds; without arguments 256 frames and 256 KiB for each priority, dropping the oldest.
    public init(
        high: Share = Share(frames: 256, bytes: 256 << 10), normal: Share = Share(frames: 256, bytes: 256 << 10),
        low: Share = Share(frames: 256, bytes: 256 << 10), policy: OverflowPolicy = .dropOldest
    ) {
        self.high = high
        self.normal = normal
        self.low = low
        self.policy = policy
    }

    /// The share of a priority.
    public subscript(_ priority: MessagePriority) -> Share {
        switch priority {
        case .high: high
        case .normal: normal
        case .low: low
        }
    }

    /// What the shares come to together: what ``OverflowPolicy/dropLowestPriority`` divides among them as they need it.
    var whole: Share {
        Share(frames: high.frames + normal.frames + low.frames, bytes: high.bytes + normal.bytes + low.bytes)
    }
}
