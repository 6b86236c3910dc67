import Contracts

/// What a stored document is about first, read from the document alone.
///
/// It says the same as ``Outcome/concerns`` said when the document was written; a test over histories of all types of commands holds the two together.
public enum OutcomeSubject {
    /// The account, party or unit; nil where the document tells of none.
    public static func told(by document: [UInt8]) -> String? {
        guard case .object(let outcome) = try? JSONReader.read(document) else { return nil }
        if case .array(let accounts) = outcome["accounts"], case .object(let first) = accounts.first {
            return first["id"]?.asString
        }
        if let hold = outcome["hold"]?.asObject { return hold["account"]?.asString }
        return outcome["party"]?.asObject?["id"]?.asString ?? outcome["unit"]?.asObject?["code"]?.asString
            ?? ["job", "charge_sale", "credit_request", "withdrawal"]
            .lazy.compactMap { outcome[$0]?.asObject?["account"]?.asString }.first
            ?? outcome["bank_account"]?.asObject?["party"]?.asString
            ?? outcome["payout"]?.asObject?["wallet"]?.asString ?? outcome["limit"]?.asObject?["wallet"]?.asString
            ?? outcome["flag"]?.asObject?["account"]?.asString
    }
}
