/// A job, a charge sale, a credit request or a withdrawal, by its id.
public struct RequestGet: Query {
    public static let type = "request.get"

    /// Which one.
    public var request: RequestID

    /// Makes a query.
    public init(request: RequestID) {
        self.request = request
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        request = try fields.present(fields.request("request"), "request")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("request", request.description)
    }
}
