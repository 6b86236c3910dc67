import Contracts
import Testing

/// Reads a message whose body is this text.
func readMessage(
    _ text: String, type: String? = "wallet.transfer", id: String? = "message-1", contentType: String? = nil,
    headers: [String: String] = [:]
) throws(CommandError) -> CommandMessage {
    try CommandMessage.read(
        IncomingMessage(body: Array(text.utf8), messageID: id, type: type, contentType: contentType, headers: headers),
        from: .anonymous)
}

/// The error with which a message is refused; nil where it is read.
func messageError(
    _ text: String, type: String? = "wallet.transfer", id: String? = "message-1", contentType: String? = nil,
    headers: [String: String] = [:]
) -> CommandError? {
    do throws(CommandError) {
        _ = try readMessage(text, type: type, id: id, contentType: contentType, headers: headers)
        return nil
    } catch {
        return error
    }
}

/// The one command of a message.
func readCommand(_ text: String, type: String = "wallet.transfer", id: String = "message-1") throws -> CommandEnvelope {
    guard case .single(let envelope) = try readMessage(text, type: type, id: id) else {
        throw CommandError(.invalidField, "the message is a batch")
    }
    return envelope
}

/// A transfer with one of its members exchanged or added.
func transferText(_ name: String = "reference", _ value: String = #""BK-1042""#) -> String {
    var members = [
        "from": #""wal_000000009h5m1""#, "to": #""wal_000000009h5m2""#,
        "money": #"{"amount": "125.50", "currency": "ZAR"}"#,
    ]
    members[name] = value
    return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
}

/// A transfer of this amount, which is JSON as it stands.
func transferText(amount: String) -> String {
    transferText("money", #"{"amount": \#(amount), "currency": "ZAR"}"#)
}
