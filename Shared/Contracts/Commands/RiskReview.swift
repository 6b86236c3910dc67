/// Decides on a suspicion that the risk rules have raised.
public struct RiskReview: Command {
    public static let type = "risk.review"
    public static let allowed = Set<Role>.administrators

    /// Which suspicion.
    public var flag: FlagID

    /// What came of it.
    public var decision: RiskDecision

    /// Why; 1 to 512 bytes; no personal data, it is kept for ever.
    public var reason: String

    /// Makes a command.
    public init(flag: FlagID, decision: RiskDecision, reason: String) {
        self.flag = flag
        self.decision = decision
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        flag = try fields.present(fields.identifier("flag", FlagID.self), "flag")
        decision = try fields.present(fields.choice("decision", of: RiskDecision.self), "decision")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("flag", flag.description)
        fields.text("decision", decision.rawValue)
        fields.text("reason", reason)
    }
}

/// What comes of a suspicion.
public enum RiskDecision: String, CaseIterable, Sendable {
    /// There was nothing in it.
    case clear
    /// It was right.
    case confirm
}
