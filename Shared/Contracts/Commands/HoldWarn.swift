/// Tells that the time of a hold is almost over; the service sends it by itself, once.
public struct HoldWarn: Command {
    public static let type = "hold.warn"
    public static let allowed = Set<Role>.serviceAlone

    /// Which hold.
    public var hold: HoldID

    /// Makes a command.
    public init(hold: HoldID) {
        self.hold = hold
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        hold = try fields.present(fields.identifier("hold", HoldID.self), "hold")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("hold", hold.description)
    }
}
