import Contracts

/// The first thing that a client says.
struct Hello: Sendable {
    /// The device's name where the client gives none.
    static let usualDevice = "default"

    /// Who it is; nil where the upgrade's `Authorization` has said it.
    var token: String?
    /// Which of the person's devices.
    var device: String
    /// Where it goes on; nil for from now on, or for where the device last acknowledged.
    var cursor: Position?

    /// Reads it.
    ///
    /// - Throws: why the connection must end.
    static func read(_ bytes: [UInt8]) throws(CloseCode) -> Hello {
        do throws(CommandError) {
            var fields = try ClientFrame.fields(of: bytes)
            guard try fields.text("type", maximum: 16) == "hello" else { throw CommandError(.missingField, "hello") }
            // An empty one is none: who it is decides, not how it is said.
            let token = fields.value("token")?.asString == "" ? nil : try fields.text("token", maximum: 4_096)
            let device = try fields.text("device", maximum: Marker.longestDevice)
            let cursor = try fields.position("cursor")
            try fields.finish()
            return Hello(token: token, device: device ?? usualDevice, cursor: cursor)
        } catch {
            guard String(validating: bytes, as: UTF8.self) != nil else { throw .invalidUTF8 }
            throw .policy("the first frame must be hello: \(error.message)")
        }
    }
}
