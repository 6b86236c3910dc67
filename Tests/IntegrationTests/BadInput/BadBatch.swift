import Contracts
import TestWorld

extension BadMessage {
    /// Batch messages that are refused as a whole.
    static let batches: [BadMessage] = [
        batch("a batch without commands", .missingField, "commands", "{}"),
        batch("an empty batch", .invalidField, "commands", #"{"commands":[]}"#),
        batch("an unknown mode", .invalidField, "mode", #"{"mode":"some","commands":[\#(member)]}"#),
        batch(
            "1,001 commands", .invalidField, "commands",
            #"{"commands":[\#(Array(repeating: "{}", count: 1_001).joined(separator: ","))]}"#),
        batch(
            "a linked batch with a bad member", .linkedCommandInvalid, "commands[1].data.money.amount",
            #"{"mode":"linked","commands":[\#(member),\#(member.replacing("1.00", with: "0"))]}"#),
    ]

    /// Batch messages whose only member is refused by itself.
    static let members: [BadMessage] = [
        batch("a member that is no object", .invalidField, "commands[0]", #"{"commands":[1]}"#),
        batch(
            "a member with an id of 10,000 characters", .invalidField, "commands[0].id",
            #"{"commands":[{"id":"\#(String(repeating: "x", count: 10_000))","type":"wallet.deposit","data":\#(good)}]}"#
        ),
        batch(
            "a batch in a batch", .unknownType, "commands[0].type",
            #"{"commands":[{"type":"batch","data":{"commands":[\#(member)]}}]}"#),
        batch(
            "a member without data", .missingField, "commands[0].data", #"{"commands":[{"type":"wallet.deposit"}]}"#),
        batch(
            "a member with a bad amount", .amountNotPositive, "commands[0].data.money.amount",
            #"{"commands":[\#(member.replacing("1.00", with: "0"))]}"#),
    ]

    private static let member = #"{"type":"wallet.deposit","data":\#(good)}"#

    private static func batch(_ name: String, _ code: ErrorCode, _ field: String, _ text: String) -> BadMessage {
        BadMessage(name, code, at: field, Request(type: "batch", text))
    }
}
