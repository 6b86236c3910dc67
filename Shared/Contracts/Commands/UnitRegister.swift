/// Makes a unit of account known that ISO 4217 does not list, such as POINTS.
public struct UnitRegister: Command {
    public static let type = "unit.register"

    /// 3 to 15 characters of A-Z 0-9 _, a letter first.
    public var code: String

    /// Its name; 1 to 64 bytes.
    public var name: String

    /// How many decimals it has; 0 to 8.
    public var decimals: Int64

    /// Makes a command.
    public init(code: String, name: String, decimals: Int64) {
        self.code = code
        self.name = name
        self.decimals = decimals
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        code = try fields.present(fields.currency("code"), "code")
        name = try fields.present(fields.text("name", maximum: 64), "name")
        decimals = try fields.present(fields.integer("decimals", in: 0...8), "decimals")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("code", code)
        fields.text("name", name)
        fields.integer("decimals", decimals)
    }
}
