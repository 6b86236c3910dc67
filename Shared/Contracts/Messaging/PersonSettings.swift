/// What a person has chosen: whom they block, which topics they follow, how they are told of things.
public struct PersonSettings: Hashable, Sendable {
    /// The most people that one may block, and the most topics that one may follow.
    public static let mostEntries = 1_000

    /// By which way a notification may reach somebody who is not connected.
    public enum Channel: String, CaseIterable, Sendable {
        case push, email, sms
    }

    /// When a person is not to be disturbed: minutes of the day in their own time zone. It may pass midnight.
    public struct QuietHours: Hashable, Sendable {
        /// From this minute on, 0 to 1,439.
        public var from: Int
        /// Until before this minute, 0 to 1,439.
        public var to: Int
        /// An IANA name such as `Africa/Nairobi`.
        public var timeZone: String

        /// Makes quiet hours.
        public init(from: Int, to: Int, timeZone: String) {
            self.from = from
            self.to = to
            self.timeZone = timeZone
        }
    }

    /// Whose settings.
    public var person: PartyID
    /// Counts their changes from 1; 0 for nobody's.
    public var version: Int64
    /// Whose messages do not reach them in direct conversations.
    public var blocked: Set<PartyID>
    /// Which topics they follow.
    public var topics: Set<TopicName>
    /// Conversations that do not notify them.
    public var muted: Set<ConversationID>
    /// The ways in which they are told of what they missed.
    public var channels: Set<Channel>
    /// When not; nil for never.
    public var quietHours: QuietHours?
    /// A BCP 47 language tag such as `sw`; nil for the service's own.
    public var language: String?

    /// Makes settings; without arguments those of somebody who has chosen nothing.
    public init(
        person: PartyID, version: Int64 = 0, blocked: Set<PartyID> = [], topics: Set<TopicName> = [],
        muted: Set<ConversationID> = [], channels: Set<Channel> = Set(Channel.allCases),
        quietHours: QuietHours? = nil, language: String? = nil
    ) {
        self.person = person
        self.version = version
        self.blocked = blocked
        self.topics = topics
        self.muted = muted
        self.channels = channels
        self.quietHours = quietHours
        self.language = language
    }
}
