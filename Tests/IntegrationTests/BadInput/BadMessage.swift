import Contracts
import TestWorld
import Testing

/// A message that must be refused, and how.
struct BadMessage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let request: Request
    let code: ErrorCode
    let field: String?

    init(_ name: String, _ code: ErrorCode, at field: String? = nil, _ request: Request) {
        testDescription = name
        self.request = request
        self.code = code
        self.field = field
    }

    /// A deposit whose body is this text.
    static func deposit(_ name: String, _ code: ErrorCode, at field: String? = nil, _ text: String) -> BadMessage {
        BadMessage(name, code, at: field, Request(type: "wallet.deposit", text))
    }

    /// A deposit whose amount is this JSON.
    static func amount(
        _ name: String, _ code: ErrorCode, _ json: String, currency: String = "ZAR", field: String = "money.amount"
    ) -> BadMessage {
        deposit(
            name, code, at: field,
            #"{"wallet":{"party":"victim"},"money":{"amount":\#(json),"currency":"\#(currency)"}}"#)
    }

    static let money = #""money":{"amount":"1.00","currency":"ZAR"}"#
    static let good = #"{"wallet":{"party":"victim"},\#(money)}"#
}

extension BadMessage {
    static let syntax: [BadMessage] = [
        deposit("not JSON", .malformedJSON, "{nope"),
        deposit("an empty body", .malformedJSON, ""),
        deposit("an array", .malformedJSON, "[\(good)]"),
        deposit("a text", .malformedJSON, #""deposit""#),
        deposit("half an object", .malformedJSON, at: "money.currency", String(good.dropLast(3))),
        deposit("two objects", .malformedJSON, good + good),
        deposit("a byte order mark", .malformedJSON, "\u{FEFF}" + good),
        deposit(
            "a duplicate key", .duplicateKey, at: "money", #"{"wallet":{"party":"victim"},\#(money),\#(money)}"#),
        deposit(
            "a duplicate key inside", .duplicateKey, at: "money.amount",
            #"{"wallet":{"party":"victim"},"money":{"amount":"1.00","amount":"9.00","currency":"ZAR"}}"#),
        deposit("an escaped U+0000", .nulCharacter, at: "reference", #"{"reference":"a\u0000b"}"#),
        deposit("a raw U+0000", .nulCharacter, at: "reference", "{\"reference\":\"a\0b\"}"),
        deposit("a lone surrogate", .malformedJSON, at: "reference", #"{"reference":"\ud800"}"#),
        BadMessage(
            "invalid UTF-8", .invalidUTF8, at: "reference",
            Request(type: "wallet.deposit", body: Array(#"{"reference":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8))),
        deposit(
            "ten thousand arrays", .nestingTooDeep, at: String(repeating: "[0]", count: 12),
            String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)),
        deposit(
            "thirteen objects", .nestingTooDeep, at: "a.a.a.a.a.a.a.a.a.a.a.a",
            String(repeating: #"{"a":"#, count: 13) + "1" + String(repeating: "}", count: 13)),
        BadMessage(
            "three megabytes", .messageTooLarge,
            Request(type: "wallet.deposit", body: [UInt8](repeating: UInt8(ascii: " "), count: 3_000_000))),
        BadMessage(
            "compressed content", .unsupportedContent, at: "content_encoding",
            Request(type: "wallet.deposit", good).with { $0.contentEncoding = "gzip" }),
    ]

    static let fields: [BadMessage] = [
        BadMessage("an unknown type", .unknownType, at: "type", Request(type: "wallet.steal", "{}")),
        BadMessage("no type", .missingField, at: "type", Request(type: nil, good)),
        BadMessage(
            "no message id", .missingField, at: "message_id",
            Request(type: "wallet.deposit", id: nil, good).with { $0.correlationID = Request.newID() }),
        BadMessage(
            "an empty message id", .invalidField, at: "message_id",
            Request(type: "wallet.deposit", id: "", good).with { $0.correlationID = Request.newID() }),
        deposit("a missing field", .missingField, at: "money", #"{"wallet":{"party":"victim"}}"#),
        deposit(
            "a missing field inside", .missingField, at: "money.currency",
            #"{"wallet":{"party":"victim"},"money":{"amount":"1.00"}}"#),
        deposit(
            "an extra field", .unknownField, at: "colour", #"{"wallet":{"party":"victim"},\#(money),"colour":"red"}"#),
        deposit(
            "an extra field inside", .unknownField, at: "money.note",
            #"{"wallet":{"party":"victim"},"money":{"amount":"1.00","currency":"ZAR","note":"x"}}"#),
        deposit("an empty id", .invalidField, at: "wallet.party", #"{"wallet":{"party":""},\#(money)}"#),
        deposit(
            "an id of 10,000 characters", .invalidField, at: "wallet.party",
            #"{"wallet":{"party":"\#(String(repeating: "x", count: 10_000))"},\#(money)}"#),
        deposit(
            "an account of 10,000 characters", .invalidField, at: "wallet",
            #"{"wallet":"\#(String(repeating: "x", count: 10_000))",\#(money)}"#),
        deposit(
            "a reference of 10,000 characters", .invalidField, at: "reference",
            #"{"wallet":{"party":"victim"},\#(money),"reference":"\#(String(repeating: "x", count: 10_000))"}"#),
        deposit(
            "a deadline that is no time", .invalidField, at: "deadline",
            #"{"wallet":{"party":"victim"},\#(money),"deadline":"tomorrow"}"#),
        BadMessage(
            "a CloudEvents id of 10,000 characters", .invalidField, at: "id",
            Request(
                type: nil, id: nil,
                #"{"specversion":"1.0","type":"wallet.deposit","source":"/x","id":"\#(String(repeating: "x", count: 10_000))","#
                    + #""data":\#(good)}"#
            ).with {
                $0.contentType = "application/cloudevents+json"
                $0.correlationID = Request.newID()
            }),
    ]

    static let amounts: [BadMessage] = [
        amount("NaN", .malformedJSON, "NaN"),
        amount("NaN as a text", .invalidAmount, #""NaN""#),
        amount("Infinity as a text", .invalidAmount, #""Infinity""#),
        amount("a JSON number", .invalidAmount, "1.00"),
        amount("an exponent", .invalidAmount, "1e2"),
        amount("an exponent as a text", .invalidAmount, #""1e2""#),
        amount("a plus sign", .invalidAmount, #""+1.00""#),
        amount("a comma", .invalidAmount, #""1,00""#),
        amount("a space", .invalidAmount, #"" 1.00""#),
        amount("an empty amount", .invalidAmount, #""""#),
        amount("other digits", .invalidAmount, #""١.٠٠""#),
        amount("40 digits", .amountTooLarge, "\"\(String(repeating: "9", count: 40))\""),
        amount("41 digits", .invalidAmount, "\"\(String(repeating: "9", count: 41))\""),
        amount("38 decimals", .tooManyDecimals, "\"0.\(String(repeating: "1", count: 38))\""),
        amount("more than 64 bits", .amountTooLarge, #""92233720368547758.08""#),
        amount("more than an account holds", .amountTooLarge, #""23058430092136939.53""#),
        amount("a negative amount", .amountNotPositive, #""-1.00""#),
        amount("zero", .amountNotPositive, #""0""#),
        amount("zero with decimals", .amountNotPositive, #""0.00""#),
        amount("negative zero", .invalidAmount, #""-0.00""#),
        amount("too many decimals", .tooManyDecimals, #""1.001""#),
        amount("decimals in yen", .tooManyDecimals, #""1.00""#, currency: "JPY"),
        amount("an unknown currency", .unknownCurrency, #""1.00""#, currency: "XQQ", field: "money.currency"),
        amount("a currency in small letters", .unknownCurrency, #""1.00""#, currency: "zar", field: "money.currency"),
        amount("a hostile currency", .unknownCurrency, #""1.00""#, currency: "ZAR'; --", field: "money.currency"),
    ]
}
