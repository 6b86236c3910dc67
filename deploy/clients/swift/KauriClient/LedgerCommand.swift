import Contracts
import Foundation

/// A command as it will be sent, with its message id: sending it again is sending the same command.
public struct LedgerCommand: Sendable, Hashable {
    /// The message id, under which the ledger answers for ever.
    public let id: String
    /// Such as `wallet.transfer`.
    public let type: String
    /// The ordering key.
    public let key: String
    /// The JSON.
    public let body: [UInt8]

    /// Makes a command of the contract ready to be sent.
    ///
    /// - Parameters:
    ///   - id: 1 to 255 bytes; best one that follows from the application's own data. A random one where nothing is said.
    ///   - key: at most 255 bytes; the payer as the command names it where nothing is said, see ``OrderingKey``.
    public init(
        _ command: any Command, id: String = UUID().uuidString.lowercased(), key: String? = nil,
        common: CommonFields = CommonFields()
    ) {
        var fields = FieldWriter(showsSecrets: true)
        command.write(to: &fields)
        common.writeContent(to: &fields)
        common.writeDelivery(to: &fields)
        self.init(type: Swift.type(of: command).type, id: id, key: key, body: fields.finish())
    }

    /// Makes a command of any type, or a batch, from its JSON.
    public init(type: String, id: String = UUID().uuidString.lowercased(), key: String? = nil, body: [UInt8]) {
        self.id = id
        self.type = type
        self.body = body
        self.key = key ?? LedgerDocument(body).flatMap { OrderingKey.of($0) } ?? id
    }
}

/// The ordering key of a command whose sender names none.
///
/// It is the payer as the command names it; a wallet that is named by its owner gives the owner. One wallet that is named in two ways
/// has two keys: name it in one way, or give the key.
public enum OrderingKey {
    private static let payers = [
        "from", "wallet", "account", "owner", "party", "hold", "transaction", "job", "charge_sale", "credit_request",
        "withdrawal", "bank_account", "flag", "code",
    ]

    /// The key of a command's fields; nil where they name nobody.
    public static func of(_ fields: LedgerDocument) -> String? {
        for name in payers {
            if let key = self.name(fields[name]) { return key }
        }
        for leg in fields.objects("legs") where leg.text("money.amount")?.hasPrefix("-") == true {
            return name(leg["account"])
        }
        return nil
    }

    private static func name(_ value: JSONValue?) -> String? {
        let text = value?.asString ?? value?.asObject.flatMap { ($0["party"] ?? $0["phone"])?.asString }
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }
}
