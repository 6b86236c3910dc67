import Contracts
import Foundation

/// What `asyncapi.yaml` says, opened for the tests that hold it against the code.
struct ContractDocument: Sendable {
    /// The document that stands beside the sources.
    static func load() throws -> ContractDocument { try loaded.get() }

    private static let loaded = Result { try read(besides: #filePath) }

    private static func read(besides file: String) throws -> ContractDocument {
        let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appendingPathComponent("Shared/Contracts/asyncapi.yaml")
        return ContractDocument(root: try YAMLReader.read(String(contentsOf: path, encoding: .utf8)))
    }

    /// The whole document.
    let root: JSONValue

    /// The value at a JSON pointer without its first slash, references followed.
    func value(_ pointer: String) throws -> JSONValue {
        var value = root
        for name in pointer.split(separator: "/") {
            guard let member = try resolved(value).asObject?[String(name)] else {
                throw Missing(pointer: pointer)
            }
            value = member
        }
        return try resolved(value)
    }

    /// A schema without the indirection of `$ref` and of an `allOf` around one.
    func resolved(_ value: JSONValue) throws -> JSONValue {
        if let target = value["$ref"]?.asString { return try self.value(String(target.dropFirst(2))) }
        if let only = value["allOf"]?.asArray, only.count == 1 { return try resolved(only[0]) }
        return value
    }

    /// A schema of the components.
    func schema(_ name: String) throws -> JSONValue { try value("components/schemas/\(name)") }

    /// The texts of an array.
    func words(_ pointer: String) throws -> [String] {
        try value(pointer).asArray?.compactMap(\.asString) ?? []
    }

    /// The commands' messages, in the order of the document.
    func commands() throws -> [CommandContract] {
        let messages = try value("channels/commands/messages").asObject?.members ?? []
        return try messages.filter { !["batch", "cloudEvent"].contains($0.key) }.map {
            CommandContract(
                message: try resolved($0.value), schema: try value("channels/commands/messages/\($0.key)/payload"))
        }
    }

    /// The messages of the events that are named after commands, in the order of the document: all but the last.
    func commandEvents() throws -> [JSONValue] {
        try value("channels/events/messages").asObject?.members.dropLast().map { try resolved($0.value) } ?? []
    }

    /// The command of a type.
    func command(_ type: String) throws -> CommandContract {
        guard let command = try commands().first(where: { $0.type == type }) else { throw Missing(pointer: type) }
        return command
    }

    /// Says what the document lacks.
    struct Missing: Error {
        let pointer: String
    }
}

/// What the document says about one command.
struct CommandContract: Sendable {
    /// Its message.
    let message: JSONValue
    /// The schema of its payload.
    let schema: JSONValue

    /// What every command may have.
    static let common: Set<String> = ["actor", "deadline", "expected_version", "metadata", "traceparent"]

    /// The message's name, which is the command's type.
    var type: String { message["name"]?.asString ?? "" }
    /// All fields in order.
    var fields: [String] { schema["properties"]?.asObject?.members.map(\.key) ?? [] }
    /// The fields that must be there, in order.
    var required: [String] { schema["required"]?.asArray?.compactMap(\.asString) ?? [] }
    /// The codes that it can give.
    var codes: [String] { message["x-error-codes"]?.asArray?.compactMap(\.asString) ?? [] }
    /// The payloads of its examples.
    var examples: [JSONObject] { message["examples"]?.asArray?.compactMap { $0["payload"]?.asObject } ?? [] }
}

extension JSONValue {
    /// A member of an object; nil where this is none or lacks it.
    subscript(name: String) -> JSONValue? { asObject?[name] }

    /// The whole number that this is, as a literal.
    var asInt: Int? { asNumber.flatMap { Int($0) } }
}

extension JSONObject {
    /// The object as a message's body.
    var body: [UInt8] { JSONValue.object(self).encoded }

    /// The object with one member set, or taken away.
    func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var copy = self
        copy[name] = value
        return copy
    }
}

/// Reads a command from a body, as the service would.
func readCommand(_ type: String, _ payload: JSONObject) throws(CommandError) -> CommandEnvelope {
    let message = IncomingMessage(body: payload.body, messageID: "example-1", type: type)
    guard case .single(let envelope) = try CommandMessage.read(message, from: .anonymous) else {
        throw CommandError(.unknownType, "this is a batch")
    }
    return envelope
}

/// The error that a payload gives; nil where it is accepted.
func fault(of type: String, _ payload: JSONObject) -> CommandError? {
    do throws(CommandError) {
        _ = try readCommand(type, payload)
        return nil
    } catch {
        return error
    }
}
