/// A hold.
public struct HoldGet: Query {
    public static let type = "hold.get"

    /// Which hold.
    public var hold: HoldID

    /// Makes a query.
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
