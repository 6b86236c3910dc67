extension FieldReader {
    /// Takes an account in any of the forms of ``AccountReference``.
    ///
    /// - Parameter needsCurrency: true where the command has no money from which the currency could follow.
    public mutating func account(_ name: String, needsCurrency: Bool = false) throws(CommandError) -> AccountReference?
    {
        guard let value = value(name) else { return nil }
        switch value {
        case .string(let text):
            // Small numbers belong to system accounts, which are named by their names.
            if let id = AccountID(text: text), id.number >= SystemAccount.numberLimit { return .id(id) }
            if let system = Self.systemAccount(text) { return system }
        case .object(let object):
            return try owned(FieldReader(object, path: path(of: name)), needsCurrency: needsCurrency)
        default:
            break
        }
        throw invalid(name, "must be a wallet's id (wal_…), a system account such as cash:ZAR, or {\"party\": …}")
    }

    private func owned(_ fields: FieldReader, needsCurrency: Bool) throws(CommandError) -> AccountReference {
        var fields = fields
        let party = try fields.party("party")
        let phone = try fields.phone("phone")
        let kind = try fields.kind("kind") ?? AccountReference.defaultKind
        let currency = try fields.currency("currency")
        try fields.finish()
        if needsCurrency, currency == nil {
            throw CommandError(
                .missingField, "\(fields.path(of: "currency")) is required", field: fields.path(of: "currency"))
        }
        switch (party, phone) {
        case (let party?, nil): return .party(party, kind: kind, currency: currency)
        case (nil, let phone?): return .phone(phone, kind: kind, currency: currency)
        case (nil, nil):
            throw CommandError(
                .missingField, "\(fields.path(of: "party")) is required", field: fields.path(of: "party"))
        default:
            throw fields.invalid("phone", "must be left out where party is given")
        }
    }

    private static func systemAccount(_ text: String) -> AccountReference? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let account = SystemAccount(rawValue: String(parts[0])),
            CurrencyUnit.isValidCode(String(parts[1]))
        else { return nil }
        return .system(account, currency: String(parts[1]))
    }
}
