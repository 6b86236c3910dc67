import Contracts

/// What guest and host of a booking write to each other. It follows from the day's name and the booking alone, so a day that is run again says
/// nothing new.
public struct BookingTalk: Sendable {
    /// One message.
    public struct Line: Sendable, Hashable {
        /// Its sender's own id of it, for ever the same.
        public let id: String
        /// In whose name it is said.
        public let sender: PartyID
        /// Who is to receive it.
        public let receiver: PartyID
        /// What it says.
        public let body: String
        /// Whether the booking application publishes it to the broker; otherwise the sender's own client sends it.
        public let isFromApplication: Bool
    }

    /// Who has booked; begins the conversation.
    public let guest: PartyID
    /// With whom.
    public let host: PartyID
    /// The name of their conversation; nil for that of the two, which needs no creation.
    public let group: ConversationID?
    /// What is said, in this order.
    public let lines: [Line]

    /// The number is that of the texts: others make other messages of the same day.
    private static let version = "talk/1"
    /// Every so many bookings one has a conversation of its own.
    private static let groupsEvery = 4

    /// Makes up a conversation; nil for parties that messages cannot name.
    public init?(of booking: Booking, in day: DayName) {
        guard let guest = day.party(.guest, booking.guest), let host = day.party(.host, booking.host) else {
            return nil
        }
        self.guest = guest
        self.host = host
        group =
            booking.number.isMultiple(of: Self.groupsEvery)
            ? ConversationID(text: "\(day):booking:\(booking.number)") : nil
        var random = SplitMix64(seed: 1, item: UInt64(booking.number))
        let texts = TalkTexts.all[Int(random.next() % UInt64(TalkTexts.all.count))]
        lines = texts.lines(for: booking.course).enumerated().map { index, text in
            let isGuests = text.speaker == .guest
            return Line(
                id: day.messageID("\(Self.version)/\(booking.number)/\(index)"), sender: isGuests ? guest : host,
                receiver: isGuests ? host : guest, body: text.body(booking),
                isFromApplication: text.speaker == .application)
        }
    }
}
