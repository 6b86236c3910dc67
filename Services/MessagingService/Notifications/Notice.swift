import Contracts
import MessageRouting

/// Something of the ledger that somebody is to be told of.
public struct Notice: Hashable, Sendable {
    /// Who is to be told.
    public enum Recipient: Hashable, Sendable {
        case party(PartyID)
        /// Whoever owns a wallet that the event only names: `wallet.get` says who.
        case owner(ofWallet: String)
    }

    /// Of which event.
    public var event: String
    /// Tells the notices of one event apart, from 0; the same whenever the event comes.
    public var index: Int
    /// Who is to be told.
    public var recipient: Recipient
    /// What.
    public var template: NoticeTemplate
    /// The sum; nil where the event has none.
    public var amount: AmountText?
    /// A moment that the text names, RFC 3339.
    public var time: String?
    /// The transaction, hold or request that it is about.
    public var subject: String?
    /// What the application calls it.
    public var reference: String?

    /// Makes a notice.
    public init(
        event: String, index: Int, recipient: Recipient, template: NoticeTemplate, amount: AmountText? = nil,
        time: String? = nil, subject: String? = nil, reference: String? = nil
    ) {
        self.event = event
        self.index = index
        self.recipient = recipient
        self.template = template
        self.amount = amount
        self.time = time
        self.subject = subject
        self.reference = reference
    }

    /// The notification for the recipient, whom the caller has found out.
    ///
    /// - Parameter language: what the person has chosen; a BCP 47 tag.
    public func request(to person: PartyID, language tag: String?) -> SendRequest {
        var metadata = [
            MetadataPair(key: "event", value: event), MetadataPair(key: "notice", value: template.rawValue),
        ]
        if let reference { metadata.append(MetadataPair(key: "reference", value: String(reference.prefix(120)))) }
        if let subject { metadata.append(MetadataPair(key: "subject", value: subject)) }
        return SendRequest(
            id: "\(event)/\(index)", to: .person(person), kind: .notification,
            priority: template == .riskFlagged || template == .withdrawalFailed ? .high : .normal,
            body: body(in: Language(tag: tag)), metadata: metadata)
    }

    /// The text in a language.
    public func body(in language: Language) -> String {
        var text = ""
        var rest = template.text(in: language)[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            switch rest[rest.index(after: open)..<close] {
            case "amount": text += amount?.text(in: language) ?? "–"
            case "time": text += time.map(Self.shortTime) ?? "–"
            default: break
            }
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// `2026-11-21 09:30` of an RFC 3339 moment.
    private static func shortTime(_ text: String) -> String {
        guard text.utf8.count >= 16 else { return text }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}
