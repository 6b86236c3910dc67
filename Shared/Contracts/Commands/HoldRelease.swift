/// Gives back what is left of a hold.
public struct HoldRelease: Command {
    public static let type = "hold.release"
    public static let isConditional = true

    /// Which hold.
    public var hold: HoldID

    /// Why; up to 512 bytes.
    public var reason: String?

    /// Makes a command.
    public init(hold: HoldID, reason: String? = nil) {
        self.hold = hold
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        hold = try fields.present(fields.identifier("hold", HoldID.self), "hold")
        reason = try fields.text("reason", maximum: 512)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("hold", hold.description)
        fields.text("reason", reason)
    }
}
